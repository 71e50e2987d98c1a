/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks.h - what speaks for a diagnosis, with frames, and what the packets cannot tell. Pure. */
#ifndef RSTLAB_REMARKS_H
#define RSTLAB_REMARKS_H

#include "diagnosis.h"

/* Fills the evidence and the blind spots of @diagnosis. */
void remarks_make(struct diagnosis *diagnosis, const struct conversation *conversation);

#endif
