/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rests.h - on which of the evidence each cause rests. Pure.
 *
 * A cause rests on a piece of evidence if, all else being as it is, the lab has shown other causes
 * without it, and never this one. Where the lab has shown nothing so alike, all is asked that it
 * has shown. So were it otherwise, this cause would be out, and there would be others to think of.
 */
#ifndef RSTLAB_RESTS_H
#define RSTLAB_RESTS_H

#include "diagnosis.h"

enum { RESTS_KEPT = 16 };

/* The last that were worked out: it is much work, and a capture has few of them. Zeroed by the
 * caller. */
struct rests {
	uint64_t made;
	struct rests_known {
		struct situation situation;
		uint64_t dropped;
		enum stack stack;
		int causes, evidence;
		const char *cause[CANDIDATES_MAX];
		struct tells tells[REMARKS_MAX];
		uint32_t rests_on[CANDIDATES_MAX];
	} known[RESTS_KEPT];
};

/* Marks it in each candidate of @diagnosis. A cause that no lesson shows rests on none: what speaks
 * for it is its because. @lessons must be the same each time. */
void rests_tell(struct rests *rests, const struct lessons *lessons, struct diagnosis *diagnosis);

#endif
