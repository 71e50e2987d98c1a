/* SPDX-License-Identifier: GPL-2.0-only */
/* data_run.h - segments that only carry data, summed up: somebody's programs may talk much. Pure.
 */
#ifndef RSTLAB_DATA_RUN_H
#define RSTLAB_DATA_RUN_H

#include "reading.h"

/* Of a run that is summed up, so many are shown at its begin and at its end. */
enum { RUN_FIRST = 3, RUN_LAST = 1, RUN_LEAST = 8 };

/* How many moments from @at on are segments of one connection that open and end nothing. */
int data_run(const struct reading *reading, int at);

/* "(120 segments more: 90 bytes from client, 4000 from server)" of the @count moments from @at on.
 * Returns @buffer. */
const char *data_run_text(const struct reading *reading, int at, int count, char *buffer,
			  size_t size);

#endif
