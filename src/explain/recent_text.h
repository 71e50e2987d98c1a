/* SPDX-License-Identifier: GPL-2.0-only */
/* recent_text.h - a RST, and the packets before it, as the lab prints packets. Pure but for its
 * FILE. */
#ifndef RSTLAB_RECENT_TEXT_H
#define RSTLAB_RECENT_TEXT_H

#include "diagnosis.h"
#include "ladder.h"
#include "wire.h"

#include <stdio.h>

/* What is kept of a segment of @rst's connection, with the numbers that Wireshark gives it. */
struct segment recent_segment(const struct rst *rst, const struct track_segment *short_one);

/* "8080 → 50031 [RST, ACK] Seq=1 Ack=14 Win=65536 Len=0 ...", numbers as in Wireshark. Returns
 * @buffer. */
const char *rst_info(const struct rst *rst, char *buffer, size_t size);

/* Those of the last packets before @rst that are kept, from 0, and after them itself; NULL: no
 * more. */
const struct track_segment *recent_nth(const struct rst *rst, int nth);

/* When the connection began, or was first seen. */
int64_t recent_begin(const struct rst *rst);

/* These of the RST of @diagnosis as a ladder: what its evidence speaks of is marked, and has the
 * numbers of it as notes. Anchors are those of recent_nth(). @ret is freed with ladder_free(). 0 or
 * -ENOMEM. */
int recent_ladder(const struct diagnosis *diagnosis, struct ladder *ret);

/* The last packets before @rst, and itself; the time begins with the connection, or with the first
 * of them. */
void recent_print(FILE *out, const struct rst *rst, bool color);

#endif
