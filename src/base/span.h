/* SPDX-License-Identifier: GPL-2.0-only */
/* span.h - how long something took, for people. Pure. */
#ifndef RSTLAB_SPAN_H
#define RSTLAB_SPAN_H

#include <stdint.h>

enum { SPAN_SIZE = 32 };

/* "0.012 ms", "1.5 ms", "60.2 s", "12 min 5 s", "3 h 20 min"; what is negative as 0. Returns
 * @buffer (SPAN_SIZE). */
const char *span_text(int64_t span_ns, char *buffer);

#endif
