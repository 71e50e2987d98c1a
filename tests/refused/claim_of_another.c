/* SPDX-License-Identifier: GPL-2.0-only */
/* A claim of one witness in the place of another's: it must not compile. */
#include "scenario.h"

extern const struct promise promises[];
const struct promise promises[] = {
	{ "server", .counter = ONE(.flags = "RST") },
	{ 0 },
};
