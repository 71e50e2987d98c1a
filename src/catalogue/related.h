/* SPDX-License-Identifier: GPL-2.0-only */
/* related.h - which scenarios belong together: by their names, files and promises. Pure. */
#ifndef RSTLAB_RELATED_H
#define RSTLAB_RELATED_H

#include "scenario.h"

enum kin {
	OTHER_CAUSE, /* a scenario of lab/pairs/ in which this one's RST comes of another cause too;
		      * or, of such a scenario: those of its causes */
	CONTROL,     /* of its family, and without a RST where one might expect it */
	VARIANT, /* the others of its family: of the same file, name and more of the name, or the
		    same two words */
	KINS
};

/* What those of @kin are to @scenario: "the same packet by another cause". */
const char *kin_text(const struct scenario *scenario, enum kin kin);

/* Those of the @count scenarios of @all that are so related to @scenario, by name; @ret has room
 * for all. How many. */
int related_scenarios(const struct scenario *scenario, enum kin kin,
		      const struct scenario *const *all, int count, const struct scenario **ret);

#endif
