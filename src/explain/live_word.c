/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_word.h"

#include <netinet/tcp.h>
#include <string.h>

static bool listens_at(const struct endpoint *listener, const struct endpoint *end)
{
	return listener->port == end->port &&
	       (IN6_IS_ADDR_UNSPECIFIED(&listener->addr) ||
		memcmp(&listener->addr, &end->addr, sizeof(end->addr)) == 0);
}

bool live_in_anothers_name(const struct heard_word *word, const struct heard_packet *packet)
{
	if (!word || !word->sent)
		return false;
	if (!endpoint_is_none(&word->listener))
		return !listens_at(&word->listener, &word->local);
	return packet && endpoint_is_none(&word->remote) &&
	       !listens_at(&word->local, &packet->packet.src);
}

const struct endpoint *live_listener(const struct heard_word *word)
{
	return endpoint_is_none(&word->listener) ? &word->local : &word->listener;
}

/* tcp_abort(), and nothing else, resets in these states for this reason, and never once the socket
 * is closed. tcp_disconnect(), which ends a connection for close() or connect(), has closed it by
 * then; a timer resets in FIN-WAIT-2. */
enum live_destroyed live_destroyed(const struct heard_word *word)
{
	if (!word->sent || !word->reason || strcmp(word->reason, "TCP_STATE") != 0)
		return DESTROYED_MAYBE;
	switch (word->state) {
	case TCP_ESTABLISHED:
	case TCP_CLOSE_WAIT:
	case TCP_SYN_RECV:
	case TCP_FIN_WAIT1:
		return DESTROYED_YES;
	case TCP_CLOSE:
		return DESTROYED_NO;
	default:
		return DESTROYED_MAYBE;
	}
}
