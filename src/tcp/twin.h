/* SPDX-License-Identifier: GPL-2.0-only */
/* twin.h - a segment that was captured twice: at two points of the way, or at one. Pure. */
#ifndef RSTLAB_TWIN_H
#define RSTLAB_TWIN_H

#include "track.h"

/* The recent segment that @segment, just read, is once more; NULL: it is none. */
const struct track_segment *twin_first(const struct track *track,
				       const struct track_segment *segment);

/* Were the two, which are one, captured at different places? */
bool twin_is_elsewhere(const struct track_segment *a, const struct track_segment *b);

/* Notes in @track, which may be as it was before @twin, that @twin is @first once more. */
void twin_note(struct track *track, const struct track_segment *first,
	       const struct track_segment *twin);

#endif
