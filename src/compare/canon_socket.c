/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_socket.c - what of the system calls and of the sockets stays. */
#include "canon_parts.h"

#include "errno_name.h"
#include "poll_bits.h"
#include "tcp_state.h"

#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

enum { STATES = 16 };

/* Of which a number is returned that means the same anywhere: bytes. Descriptors do not, and how
 * much a send() takes that does not wait is the memory's to say. */
static bool returns_bytes(const struct event *event)
{
	return strcmp(event->verb, "recv") == 0 ||
	       (strcmp(event->verb, "send") == 0 && strstr(event->text, "until") == NULL);
}

static void add_call(struct canon_reader *reader, const struct event *event)
{
	struct canon_item *item = canon_add(reader, SOCKET, event->host);
	const char *host = host_name(reader->reading->ev, event->host);

	if (host && *event->actor && strcmp(event->actor, host) != 0)
		snprintf(item->who, sizeof(item->who), "%s@%s", event->actor, host);
	item->chapter = event->chapter;
	snprintf(item->name, sizeof(item->name), "%s()", event->verb);
	trait_set(item, TRAIT_ERRNO, "%s", event->err ? errno_name(event->err) : "none");
	char bits[POLL_BITS_SIZE];
	if (!event->err && verb_returns_bits(event->verb))
		trait_set(item, TRAIT_RETURN, "%s", poll_bits_text(event->ret, bits));
	if (!event->err && returns_bytes(event))
		trait_set(item, TRAIT_RETURN, "%" PRId64, event->ret);
}

/* A request's minisocket is no other state than SYN-RECEIVED, and has no process ever. */
static void add_sockets(struct canon_reader *reader, const struct look *look, int state,
			bool orphan)
{
	const char *name = tcp_state_name(state);
	int count = 0;

	for (int i = 0; i < look->count; i++) {
		const struct socket_facts *sock = &look->socket[i];
		bool is_orphan = sock->orphan && sock->state <= TCP_CLOSING &&
				 sock->state != TCP_TIME_WAIT && sock->state != TCP_SYN_RECV;
		count += strcmp(tcp_state_name(sock->state), name) == 0 && is_orphan == orphan;
	}
	if (count == 0)
		return;
	struct canon_item *item = canon_add(reader, SOCKET, look->host);
	item->chapter = look->chapter;
	snprintf(item->name, sizeof(item->name), "sockets in %s%s, %s", name,
		 orphan ? " without a process" : "", look->label);
	trait_set(item, TRAIT_COUNT, "%d", count);
}

static void add_look(struct canon_reader *reader, const struct look *look)
{
	for (int state = 1; state < STATES; state++) {
		bool is_new = true; /* two numbers may have one name */
		for (int before = 1; before < state; before++)
			is_new &= strcmp(tcp_state_name(before), tcp_state_name(state)) != 0;
		for (int orphan = 0; orphan <= 1 && is_new; orphan++)
			add_sockets(reader, look, state, orphan);
	}
}

void canon_socket(struct canon_reader *reader)
{
	const struct evidence *ev = reader->reading->ev;

	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		if (event->kind == EVENT_CALL)
			add_call(reader, event);
		else if (event->kind == EVENT_LOOK && event->ret >= 0 &&
			 event->ret < ev->look_count)
			add_look(reader, &ev->look[event->ret]);
	}
}
