/* SPDX-License-Identifier: GPL-2.0-only */
/* doctor.h - what this machine can and cannot do, and what that means for which scenario. */
#ifndef RSTLAB_DOCTOR_H
#define RSTLAB_DOCTOR_H

#include "scenario.h"

#include <stdio.h>

/* Examines the machine and tells. True: every scenario can be played here with all its witnesses.
 */
bool doctor(FILE *out, const struct scenario *const *list, int count);

#endif
