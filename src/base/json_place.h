/* SPDX-License-Identifier: GPL-2.0-only */
/* json_place.h - what is wrong with a document, and where, in one line. Pure. */
#ifndef RSTLAB_JSON_PLACE_H
#define RSTLAB_JSON_PLACE_H

#include "why.h"

#include <stddef.h>

/* Where in the document: a list of steps from the innermost outwards. */
struct place {
	const struct place *up;
	const char *key; /* NULL: an element of a list */
	size_t index;
};

/* One reading of a document. */
struct reader {
	const char *name;      /* of the document */
	const char *outermost; /* the structure that is filled */
	struct why *why;
};

/* Puts "NAME: results[3].key: what" into @reader's `why`. Returns -EINVAL. */
__attribute__((format(printf, 3, 4))) int place_refuse(const struct reader *reader,
						       const struct place *place,
						       const char *format, ...);

#endif
