/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_parts.h - the inside of the canonical form; for canon*.c. */
#ifndef RSTLAB_CANON_PARTS_H
#define RSTLAB_CANON_PARTS_H

#include "canon.h"

struct canon_reader {
	const struct scenario *scenario;
	const struct reading *reading;
	struct canon *canon;
	bool failed; /* no memory */
};

/* A new item at the end, all zero but for @who: a host's name. Never NULL. */
struct canon_item *canon_add(struct canon_reader *reader, enum witness witness, int host);

void trait_set(struct canon_item *item, enum trait trait, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Each reads what one witness has seen. */
void canon_wire(struct canon_reader *reader);
void canon_socket(struct canon_reader *reader);
void canon_counter(struct canon_reader *reader);
void canon_reason(struct canon_reader *reader);

/* What the tracepoint said at a RST: @fact, or -1: nothing. */
void canon_word(const struct canon_reader *reader, int fact, struct canon_item *item);

#endif
