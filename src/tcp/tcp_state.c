/* SPDX-License-Identifier: GPL-2.0-only */
#include "tcp_state.h"

#include <netinet/tcp.h>
#include <string.h>

enum { NEW_SYN_RECV = 12, STATES };

static const char *const names[STATES] = {
	[0] = "NONE",
	[TCP_ESTABLISHED] = "ESTABLISHED",
	[TCP_SYN_SENT] = "SYN-SENT",
	[TCP_SYN_RECV] = "SYN-RECEIVED",
	[TCP_FIN_WAIT1] = "FIN-WAIT-1",
	[TCP_FIN_WAIT2] = "FIN-WAIT-2",
	[TCP_TIME_WAIT] = "TIME-WAIT",
	[TCP_CLOSE] = "CLOSED",
	[TCP_CLOSE_WAIT] = "CLOSE-WAIT",
	[TCP_LAST_ACK] = "LAST-ACK",
	[TCP_LISTEN] = "LISTEN",
	[TCP_CLOSING] = "CLOSING",
	[NEW_SYN_RECV] = "SYN-RECEIVED",
};

const char *tcp_state_name(int state)
{
	return state < 0 || state >= STATES ? "?" : names[state];
}

int tcp_state_parse(const char *name)
{
	for (int state = 0; state < STATES; state++)
		if (strcmp(names[state], name) == 0)
			return state;
	return -1;
}
