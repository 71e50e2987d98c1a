/* SPDX-License-Identifier: GPL-2.0-only */
/* A witness in the place of a host: it must not compile. */
#include "scenario.h"

extern const struct promise promises[];
const struct promise promises[] = {
	{ REASON, .reason = CLAIM(reason, .count = IS(0)) },
	{ 0 },
};
