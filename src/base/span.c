/* SPDX-License-Identifier: GPL-2.0-only */
#include "span.h"

#include <inttypes.h>
#include <stdio.h>

const char *span_text(int64_t span_ns, char *buffer)
{
	int64_t ns = span_ns > 0 ? span_ns : 0, s = ns / 1000000000, min = s / 60;

	if (ns < 1000000)
		snprintf(buffer, SPAN_SIZE, "%.3f ms", (double)(ns / 1000) / 1e3);
	else if (s < 1)
		snprintf(buffer, SPAN_SIZE, "%.1f ms", (double)(ns / 100000) / 1e1);
	else if (s < 120)
		snprintf(buffer, SPAN_SIZE, "%.1f s", (double)(ns / 100000000) / 1e1);
	else if (min < 120)
		snprintf(buffer, SPAN_SIZE, "%" PRId64 " min %" PRId64 " s", min, s % 60);
	else
		snprintf(buffer, SPAN_SIZE, "%" PRId64 " h %" PRId64 " min", min / 60, min % 60);
	return buffer;
}
