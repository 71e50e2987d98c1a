/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_match.h - two canonical forms laid side by side. Pure. */
#ifndef RSTLAB_CANON_MATCH_H
#define RSTLAB_CANON_MATCH_H

#include "canon.h"

/* One of the two: which of its items have found their equal, or are not asked for. */
struct canon_side {
	const struct canon *canon;
	bool *done;
};

/* Things of one witness and one host. */
bool canon_same_strand(const struct canon_item *a, const struct canon_item *b);

/* Finds equals, strand by strand, so that in each as many as possible stand in one order on both
 * sides. 0 or -ENOMEM. */
int canon_match(struct canon_side *old, struct canon_side *new);

#endif
