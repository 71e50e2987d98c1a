/* SPDX-License-Identifier: GPL-2.0-only */
/* await_tcp.c - what a scenario can wait for: segments, and states of sockets. */
#include "lab.h"

#include "packet.h"
#include "tcp_state.h"

#include <stdio.h>
#include <string.h>

struct awaited_segment {
	int host;
	int flags;
};

static bool segment_seen(struct lab *lab, const void *arg)
{
	const struct awaited_segment *want = arg;
	const struct evidence *ev = lab->ev;
	drain_captures(lab);
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *p = &ev->packet[i];
		struct decoded tcp;
		if (p->sent || p->chapter != lab->chapter || ev->end[p->end].host != want->host)
			continue;
		packet_decode(ev->frames + p->frame, p->caplen, &tcp);
		if (tcp.protocol == PROTO_TCP && (tcp.flags & want->flags) == want->flags)
			return true;
	}
	return false;
}

void await_segment(struct lab *lab, const char *host, const char *flags)
{
	struct awaited_segment want = { .host = host_index(lab, host),
					.flags = flags_parse(flags) };
	if (want.flags < 0)
		lab_broken(lab, "await_segment: '%s' are not TCP flags", flags);
	struct missed_fact of = { .what = MISSED_SEGMENT, .host = (int16_t)want.host };
	snprintf(of.word, sizeof(of.word), "%s", flags);
	await_tcp(lab, segment_seen, &want, true, &of, "a segment [%s] to arrive at '%s'", flags,
		  host);
}

struct awaited_socket {
	const struct sock *sock;
	int state; /* -1: none must be there; 0: any */
	uint32_t unread;
	bool found, matches;
	struct missed_fact *of; /* learns in which state it is */
};

static bool same_endpoint(const struct in6_addr *addr, uint16_t port, const struct endpoint *other)
{
	return port == other->port && memcmp(addr, &other->addr, sizeof(*addr)) == 0;
}

bool is_socket(const struct sock *sock, const struct diag_socket *found)
{
	if (sock->listens) /* the connections in its queue have the same port, and a peer */
		return found->local_port == sock->local.port && found->remote_port == 0;
	return same_endpoint(&found->local, found->local_port, &sock->local) &&
	       same_endpoint(&found->remote, found->remote_port, &sock->remote);
}

static bool compare_socket(const struct diag_socket *found, void *arg)
{
	struct awaited_socket *want = arg;
	if (!is_socket(want->sock, found))
		return true;
	want->found = true;
	if (want->of->what == MISSED_GONE)
		snprintf(want->of->word, sizeof(want->of->word), "%s",
			 tcp_state_name(found->state));
	want->matches = (!want->state ||
			 strcmp(tcp_state_name(found->state), tcp_state_name(want->state)) == 0) &&
			found->rqueue >= want->unread;
	return !want->matches;
}

static bool socket_is_so(struct lab *lab, const void *arg)
{
	struct awaited_socket want = *(const struct awaited_socket *)arg;
	walk_sockets(lab, want.sock->actor->host, lab->family, compare_socket, &want);
	return want.state < 0 ? !want.found : want.matches;
}

static void await_socket(struct sock *sock, int state, size_t unread, const char *what)
{
	struct actor *actor = sock->actor;
	struct missed_fact of = { .what = state < 0 ? MISSED_GONE
					  : state   ? MISSED_STATE
						    : MISSED_UNREAD,
				  .host = (int16_t)actor->host,
				  .number = (int64_t)unread,
				  .local_port = sock->local.port,
				  .remote_port = sock->remote.port };
	struct awaited_socket want = {
		.sock = sock, .state = state, .unread = (uint32_t)unread, .of = &of
	};
	if (state > 0)
		snprintf(of.word, sizeof(of.word), "%s", tcp_state_name(state));
	/* States change by packets; an end can also come of a timer, and is announced. */
	int error = state < 0 ? diag_listen(actor->lab->host[actor->host].diag) : 0;
	if (error < 0)
		lab_broken(actor->lab, "cannot watch for sockets that end in '%s': %s",
			   actor->lab->ev->host[actor->host].name, strerror(-error));
	await_tcp(actor->lab, socket_is_so, &want, true, &of,
		  "the socket of %s (port %u to %u) to %s", actor->name, sock->local.port,
		  sock->remote.port, what);
}

void await_unread(struct sock *sock, size_t bytes)
{
	char what[64];
	snprintf(what, sizeof(what), "hold %zu unread bytes", bytes);
	await_socket(sock, 0, bytes, what);
}

void await_state(struct sock *sock, const char *state)
{
	char what[64];
	int number = tcp_state_parse(state);
	if (number < 0)
		lab_broken(sock->actor->lab, "await_state: '%s' is not a TCP state", state);
	snprintf(what, sizeof(what), "be in %s", state);
	await_socket(sock, number, 0, what);
}

void await_gone(struct sock *sock)
{
	await_socket(sock, -1, 0, "be gone");
}

struct awaited_count {
	int host, state, count;
};

static bool count_socket(const struct diag_socket *found, void *arg)
{
	struct awaited_count *want = arg;
	want->count -= found->state == want->state;
	return true;
}

static bool has_count(struct lab *lab, const void *arg)
{
	struct awaited_count want = *(const struct awaited_count *)arg;
	walk_sockets(lab, want.host, lab->family, count_socket, &want);
	return want.count == 0;
}

void await_count(struct lab *lab, const char *host, const char *state, int count)
{
	struct awaited_count want = { host_index(lab, host), tcp_state_parse(state), count };
	if (want.state < 0)
		lab_broken(lab, "await_count: '%s' is not a TCP state", state);
	struct missed_fact of = { .what = MISSED_COUNT,
				  .host = (int16_t)want.host,
				  .number = count };
	snprintf(of.word, sizeof(of.word), "%s", tcp_state_name(want.state));
	/* A packet that has been seen may still wait for a socket that its owner has locked. */
	await_tcp(lab, has_count, &want, false, &of, "'%s' to have %d sockets in %s", host, count,
		  state);
}
