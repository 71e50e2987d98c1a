/* SPDX-License-Identifier: GPL-2.0-only */
#include "rst_reason.h"

#include "packet.h"

#include <string.h>

/* By the callers of both functions in Linux 6.18. TCP_ABORT_ON_DATA is of both: close() of what has
 * a negative TCP_LINGER2, and data after close(). */
static const struct {
	const char *reason;
	enum rst_way way;
} ways[] = {
	{ "TCP_ABORT_ON_CLOSE", RST_WAY_ABORT },
	{ "TCP_ABORT_ON_LINGER", RST_WAY_ABORT },
	{ "TCP_ABORT_ON_MEMORY", RST_WAY_ABORT },
	{ "TCP_DISCONNECT_WITH_DATA", RST_WAY_ABORT },
	{ "TCP_KEEPALIVE_TIMEOUT", RST_WAY_ABORT },
	{ "TCP_STATE", RST_WAY_ABORT },
	{ "NO_SOCKET", RST_WAY_REPLY },
	{ "TCP_FLAGS", RST_WAY_REPLY },
	{ "TCP_TIMEWAIT_SOCKET", RST_WAY_REPLY },
	{ "INVALID_SYN", RST_WAY_REPLY },
	{ "TCP_INVALID_ACK_SEQUENCE", RST_WAY_REPLY },
	{ "TCP_TOO_OLD_ACK", RST_WAY_REPLY },
	{ "TCP_ACK_UNSENT_DATA", RST_WAY_REPLY },
	{ "TCP_RFC7323_PAWS", RST_WAY_REPLY },
};

enum rst_way rst_reason_way(const char *reason)
{
	for (size_t i = 0; reason && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].reason, reason) == 0)
			return ways[i].way;
	return RST_WAY_UNKNOWN;
}

bool rst_way_fits(enum rst_way way, uint8_t flags, uint32_t seq)
{
	if (way == RST_WAY_UNKNOWN)
		return true;
	return way == RST_WAY_ABORT ? flags & ACK && seq != 0 : !(flags & ACK) || seq == 0;
}
