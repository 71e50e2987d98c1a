/* SPDX-License-Identifier: GPL-2.0-only */
/* stack_fact.h - what Linux's stack does in any story, in a sentence each. Pure. */
#ifndef RSTLAB_STACK_FACT_H
#define RSTLAB_STACK_FACT_H

#include "scenario.h"

/* Why @promise holds, if it gives no reason itself; NULL: no sentence fits, so it needs one of its
 * own. */
const char *stack_fact(const struct promise *promise);

#endif
