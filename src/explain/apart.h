/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apart.h - by what the kernel of the sender notes, which causes that its packets leave open are
 * told apart. Computed of the marks that the lab has shown; nothing is written by hand. Pure.
 */
#ifndef RSTLAB_APART_H
#define RSTLAB_APART_H

#include "marks.h"

enum {
	APART_CAUSES = 8,
	APART_COUNTERS = 4,
	APART_REASONS = 3,
	APART_TEXT = 768,
	APARTS_KEPT = 32
};

struct apart {
	int cause_count, counter_count;
	const char *cause[APART_CAUSES];
	const char *counter[APART_COUNTERS];          /* those that tell most of them apart */
	uint8_t marked[APART_CAUSES][APART_COUNTERS]; /* enum marked */
	bool by_reason;                               /* the reasons tell some of them apart */
	char reason[APART_CAUSES]
		   [APART_REASONS * MARK_SIZE]; /* "TCP_STATE", "A B"; "": not known */
};

/* Of the @count causes of @cause, the most probable first; further than APART_CAUSES are left out.
 * The strings must stay, and so must @marks. */
void apart_make(const struct marks *marks, const char *const *cause, int count, struct apart *ret);

/* The last that were made: it is much work, and a capture has few lists of causes. Zeroed by the
 * caller. */
struct aparts {
	uint64_t made;
	struct apart known[APARTS_KEPT];
};

/* What apart_make() makes, or has made; valid until the next call. @marks must be the same each
 * time. */
const struct apart *aparts_find(struct aparts *aparts, const struct marks *marks,
				const char *const *cause, int count);

/* Has the kernel given @reason for @cause, or may it have? @of is what marks_of() says of it. */
bool reason_is_of(const struct marks *marks, const uint8_t of[MARKS_MAX], const char *reason,
		  const char *cause);

/* Do the counters tell @cause from each of the others? */
bool apart_settles(const struct apart *apart, const char *cause);

/* The @nth line, from 0, that says how; @sender is "server" or "client". NULL: there is no more.
 * Returns @buffer. */
const char *apart_line(const struct apart *apart, int nth, const char *sender, char *buffer,
		       size_t size);

#endif
