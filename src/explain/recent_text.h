/* SPDX-License-Identifier: GPL-2.0-only */
/* recent_text.h - a RST, and the packets before it, as the lab prints packets. Pure but for its
 * FILE. */
#ifndef RSTLAB_RECENT_TEXT_H
#define RSTLAB_RECENT_TEXT_H

#include "ladder.h"
#include "situation.h"
#include "wire.h"

#include <stdio.h>

/* What is kept of a segment of @rst's connection, with the numbers that Wireshark gives it. */
struct segment recent_segment(const struct rst *rst, const struct track_segment *short_one);

/* "8080 → 50031 [RST, ACK] Seq=1 Ack=14 Win=65536 Len=0 ...", numbers as in Wireshark. Returns
 * @buffer. */
const char *rst_info(const struct rst *rst, char *buffer, size_t size);

/* The last packets before @rst, and itself, as a ladder: what it answers is marked. @ret is freed
 * with ladder_free(). 0 or -ENOMEM. */
int recent_ladder(const struct rst *rst, struct ladder *ret);

/* The last packets before @rst, and itself; the time begins with the connection, or with the first
 * of them. */
void recent_print(FILE *out, const struct rst *rst, bool color);

#endif
