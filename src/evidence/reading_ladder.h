/* SPDX-License-Identifier: GPL-2.0-only */
/* reading_ladder.h - what was seen in a lab as a ladder. Pure. */
#ifndef RSTLAB_READING_LADDER_H
#define RSTLAB_READING_LADDER_H

#include "ladder.h"
#include "reading.h"

/* All that the witnesses have seen, in the order of the timeline. The anchor of a rung is the place
 * of its moment there. @sums: what only carries data is summed up, see data_run.h. @ret is freed
 * with ladder_free(). 0 or -ENOMEM. */
int reading_ladder(const struct reading *reading, bool sums, struct ladder *ret);

#endif
