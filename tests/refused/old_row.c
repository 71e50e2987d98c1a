/* SPDX-License-Identifier: GPL-2.0-only */
/* A row that names one witness and claims something of another: it must not compile. */
#include "scenario.h"

extern const struct promise promises[];
const struct promise promises[] = {
	{ WIRE, "server", "a RST", .counter = { "TcpOutRsts", 1 } },
	{ 0 },
};
