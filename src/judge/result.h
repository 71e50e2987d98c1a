/* SPDX-License-Identifier: GPL-2.0-only */
/* result.h - one play of a scenario, judged. Pure. */
#ifndef RSTLAB_RESULT_H
#define RSTLAB_RESULT_H

#include "judge.h"

struct result {
	const struct scenario *scenario;
	struct reading reading;
	struct verdict verdict;
	int iteration; /* from 1; 0 when there is but one */
	double duration_ms;
};

/* Reads @ev and judges it. @ev stays the caller's, and there, until result_free(). NULL: no memory.
 */
struct result *result_make(const struct scenario *scenario, const struct evidence *ev,
			   int iteration, double duration_ms);
void result_free(struct result *result);

/* "half-open/ipv6", or "half-open/ipv6#3" for the third of several. Returns @buffer. */
const char *result_name(const struct result *result, char *buffer, size_t size);

#endif
