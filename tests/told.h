/* SPDX-License-Identifier: GPL-2.0-only */
/* told.h - is what a capture says in its comments what the evidence says, and at that packet? */
#ifndef RSTLAB_TEST_TOLD_H
#define RSTLAB_TEST_TOLD_H

#include "comments.h"
#include "result.h"

enum told_kind {
	TOLD_CHAPTER,
	TOLD_CALLED,
	TOLD_RETURNED, /* and packets had come meanwhile */
	TOLD_EVENT,
	TOLD_AFTER,
	TOLD_SENDS,
	TOLD_RECEIVED,
	TOLD_NO_WIRE,
	TOLD_LOST,
	TOLD_KEPT,
	TOLD_BROKEN,
	TOLD_KINDS
};

struct told_count {
	int of[TOLD_KINDS];
};

/* NULL, or what is wrong with @file as the capture of @result, until the next call. Adds to @ret
 * the comments that it found right. */
const char *told_fault(const struct result *result, const struct commented *file,
		       struct told_count *ret);

#endif
