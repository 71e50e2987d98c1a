/* SPDX-License-Identifier: GPL-2.0-only */
/* clock.h - what time it is. */
#ifndef RSTLAB_CLOCK_H
#define RSTLAB_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds of @clock. */
int64_t now_ns(clockid_t clock);

#endif
