/* SPDX-License-Identifier: GPL-2.0-only */
/* expected.h - differences between kernels that have to come, each with its reason. Pure. */
#ifndef RSTLAB_EXPECTED_H
#define RSTLAB_EXPECTED_H

#include "canon_diff.h"

#define IN(aspect) (1U << (aspect))

struct expected {
	const char *since;    /* the kernels that have the change; see kernel_has() */
	const char *scenario; /* pattern, fnmatch(3) */
	unsigned aspects;     /* in which it shows: IN(ASPECT_...) */
	const char *what;     /* pattern of what differs, "server TcpOutRsts"; NULL: anything */
	const char *because;
	const char *source; /* a commit, an RFC */
};

/* Ends with { .since = NULL }. */
extern const struct expected expected_table[];

/* Must the row show between these two kernels, in either direction? */
bool expected_between(const struct expected *row, const char *old, const char *new);

/* Is it a row of that scenario? */
bool expected_in(const struct expected *row, const char *scenario);

/* Does the row explain that difference? */
bool expected_explains(const struct expected *row, const struct difference *difference);

#endif
