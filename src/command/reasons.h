/* SPDX-License-Identifier: GPL-2.0-only */
/* reasons.h - the reasons to reset of the running kernel, and the scenarios that show them. */
#ifndef RSTLAB_REASONS_H
#define RSTLAB_REASONS_H

#include "atlas.h"
#include "sizes.h"

struct reasons {
	int count;
	const char *name[ATLAS_REASONS_MAX];
	char text[ATLAS_REASONS_MAX][REASON_SIZE];
};

/* None where the kernel does not tell them. @ret must stay where it is. */
void reasons_read(struct reasons *ret);

/* Those that no scenario reaches and that are not known to be out of reach. Their names are good
 * until the next call; how many there are. */
int reasons_unreached(const char *ret[ATLAS_REASONS_MAX]);

#endif
