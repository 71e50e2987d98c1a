/* SPDX-License-Identifier: GPL-2.0-only */
/* doctor_told.h - a diagnosis in words, and for programs. */
#ifndef RSTLAB_DOCTOR_TOLD_H
#define RSTLAB_DOCTOR_TOLD_H

#include "doctor.h"

#include <stdio.h>

/* What the machine has; how many scenarios can be played in full, and of the others, or with
 * @verbose of all, what comes of them. */
void doctor_text(FILE *out, const struct diagnosis *diagnosis, bool verbose);

/* All of it, as rstlab-ns(1) says. 0 or -ENOMEM. */
int doctor_json(FILE *out, const struct diagnosis *diagnosis);

#endif
