/* SPDX-License-Identifier: GPL-2.0-only */
/* What the others are held against: this one compiles. */
#include "scenario.h"

extern const struct promise promises[];
const struct promise promises[] = {
	SENDS("server", ONE(RST_REPLY), "a RST"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	{ 0 },
};
