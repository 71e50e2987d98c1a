/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_sender.h"

#include "address.h"

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

/* Loopback traffic never leaves its namespace. By an address alone, who has sent it is known only
 * if it came. */
bool waiting_is_from_elsewhere(const struct waiting *waiting, bool all_interfaces)
{
	const struct heard_word *sender = &waiting->word[SENDER];
	const struct heard_word *receiver = &waiting->word[RECEIVER];
	bool is_taken_here = waiting->has_word[RECEIVER] && receiver->where == WHERE_HERE;
	bool is_taken_there = waiting->has_word[RECEIVER] && receiver->where == WHERE_ELSE;
	bool came = waiting->came && !waiting->left;

	if (!waiting->has_word[SENDER] || sender->where != WHERE_ELSE ||
	    address_is_loopback(&waiting->src.addr))
		return false;
	if (is_taken_here)
		return sender->netns || came;
	/* What left by an interface that is not heard has only passed through. */
	return sender->netns && came && !is_taken_there && all_interfaces;
}

bool waiting_is_elsewhere(const struct waiting *waiting, bool has_wire)
{
	int who = waiting->has_word[SENDER] ? SENDER : RECEIVER;

	if (waiting->has_packet || !waiting->has_word[who])
		return false;
	if (waiting->word[who].netns)
		return waiting->word[who].where == WHERE_ELSE;
	return has_wire && waiting->word[who].where != WHERE_HERE;
}
