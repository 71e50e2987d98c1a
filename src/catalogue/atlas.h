/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atlas.h - the map: each reason for which Linux resets, and where to see it happen. Made of what
 * the scenarios promise, and of what the running kernel says of itself. Pure but for its FILE.
 */
#ifndef RSTLAB_ATLAS_H
#define RSTLAB_ATLAS_H

#include "scenario.h"

#include <stdio.h>

enum { ATLAS_REASONS_MAX = 64 };

/*
 * The map as text. It also tells of the @reason_count names in @reason, the enum sk_rst_reason of
 * the running kernel, which none of the @all_count scenarios of @all reaches and why: the listed
 * ones may be a part.
 */
void atlas_text(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
		int reason_count, const struct scenario *const *all, int all_count);

/* The same as JSON, in the form of rstlab-ns-list(5). The @all_count scenarios of @all are those
 * that the listed ones may point to, and the gaps are theirs. 0 or -ENOMEM. */
int atlas_json(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const struct scenario *const *all, int all_count);

/* Names, in @ret (of ATLAS_REASONS_MAX), the reasons of the running kernel that no scenario reaches
 * and that are not known to be out of reach: gaps. How many. */
int atlas_gaps(const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const char **ret);

#endif
