/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_sender.h"

#include <string.h>

const char *waiting_sender(const struct waiting *waiting)
{
	bool calls = waiting->own.syn, serves = waiting->peer.syn;

	if (serves == calls)
		return NULL;
	return serves ? "server" : "client";
}

bool waiting_refuses(const struct waiting *waiting)
{
	return waiting->has_packet && waiting->packet.packet.flags & ACK &&
	       waiting->packet.packet.seq == 0;
}

bool waiting_sender_serves(const struct waiting *waiting)
{
	const char *sender = waiting_sender(waiting);

	if (sender)
		return strcmp(sender, "server") == 0;
	return waiting_refuses(waiting) || waiting->src.port < waiting->dst.port ||
	       !waiting->dst.port;
}
