/* SPDX-License-Identifier: GPL-2.0-only */
#include "rst_diagnostic.h"

enum { MAGIC = 0x33aa, SIZE = 8 };

/* The registry "TCP Failure Causes", as the draft would have it. */
static const char *const cause[] = {
	[1] = "illegal option length",
	[2] = "desynchronized state",
	[3] = "data after CLOSE",
	[4] = "ABORT",
	[5] = "unexpected ACK before the connection was synchronized",
	[6] = "unexpected SYN in the window",
	[7] = "unexpected security compartment",
	[8] = "malformed message",
	[9] = "not authorized",
	[10] = "resource exceeded",
	[11] = "network failure",
	[12] = "reset received from the peer",
	[13] = "destination unreachable",
	[14] = "connection timeout",
	[15] = "too much outstanding data",
	[16] = "unacceptable performance",
	[17] = "middlebox interference",
};

static uint32_t get16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

bool rst_diagnostic_read(const uint8_t *bytes, size_t size, struct rst_diagnostic *ret)
{
	if (size != SIZE || get16(bytes) != MAGIC || get16(bytes + 2) == 0)
		return false;
	*ret = (struct rst_diagnostic){ .code = (uint16_t)get16(bytes + 2),
					.vendor = get16(bytes + 4) << 16 | get16(bytes + 6) };
	return true;
}

const char *rst_diagnostic_text(uint16_t code)
{
	return code < sizeof(cause) / sizeof(cause[0]) ? cause[code] : NULL;
}
