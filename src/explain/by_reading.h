/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * by_reading.h - what is known of RSTs by reading alone: of stacks that are not Linux, of boxes on
 * the way, of applications' timers. No lesson of the lab shows it. Pure.
 */
#ifndef RSTLAB_BY_READING_H
#define RSTLAB_BY_READING_H

#include "diagnosis.h"

/* Adds to @diagnosis, whose situation and lessons are told already, what else may be; and takes
 * away what cannot be. */
void by_reading(struct diagnosis *diagnosis);

/* The causes that it may name, for tests; NULL at the end. */
const char *by_reading_cause(int nth);

#endif
