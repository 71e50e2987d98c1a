/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_talk.c - how most stories begin: a client, a server, and a connection between them. */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { BACKLOG = 5, SMALL_BUFFER = 4096 };

void talk_restart(struct lab *lab, struct talk *talk)
{
	talk->server = actor_start(lab, "server", "server");
	if (talk->protocol == TCP) {
		talk->listener = tcp_listen(talk->server, SERVICE_PORT, BACKLOG);
		return;
	}
	talk->listener = tcp_socket(talk->server, talk->protocol);
	tcp_bind(talk->listener, SERVICE_PORT);
	tcp_listen_on(talk->listener, BACKLOG);
}

struct talk talk_listen(struct lab *lab, enum stream protocol)
{
	struct talk talk = { .protocol = protocol, .client = actor_start(lab, "client", "client") };
	talk_restart(lab, &talk);
	return talk;
}

void talk_connect(struct talk *talk)
{
	if (talk->protocol == TCP) {
		talk->c = tcp_connect(talk->client, "server", SERVICE_PORT);
	} else {
		talk->c = tcp_socket(talk->client, talk->protocol);
		tcp_connect_to(talk->c, "server", SERVICE_PORT);
	}
	talk->s = tcp_accept(talk->listener);
}

struct talk talk_begin(struct lab *lab, enum stream protocol)
{
	struct talk talk = talk_listen(lab, protocol);
	talk_connect(&talk);
	return talk;
}

void talk_exchange(struct lab *lab, const struct talk *talk)
{
	tcp_send(talk->c, "Are you there?\n");
	tcp_recv(talk->s);
	tcp_send(talk->s, "Yes.\n");
	tcp_recv(talk->c);
	settle(lab);
}

void talk_leave_unread(struct lab *lab, const struct talk *talk)
{
	tcp_send(talk->c, "Hello world.\n");
	await_unread(talk->s, 13);
	settle(lab);
}

void talk_fill(struct talk *talk)
{
	talk->c = tcp_socket(talk->client, talk->protocol);
	tcp_set(talk->c, TCP_OPTION(SOL_SOCKET, SO_RCVBUF), SMALL_BUFFER);
	tcp_connect_to(talk->c, "server", SERVICE_PORT);
	talk->s = tcp_accept(talk->listener);
	tcp_fill(talk->s);
}

static void forget(struct lab *lab, struct talk *talk, enum forgetting how)
{
	if (how == DESTROYED) {
		sock_destroy(talk->s);
		await_gone(talk->s);
		look(lab, "server", "connection destroyed");
		tcp_recv(talk->s);
		return;
	}
	actor_kill(talk->server);
	await_gone(talk->s);
	look(lab, "server", "service killed");
	if (how == RESTARTED)
		talk_restart(lab, talk);
}

void talk_half_open(struct lab *lab, struct talk *talk, enum forgetting how, enum plug plug)
{
	link_down(lab, "server");
	forget(lab, talk, how);
	if (plug == PLUGGED_IN)
		link_up(lab, "server");
	if (plug == PLUGGED_IN_BARE)
		link_up_bare(lab, "server");
	settle(lab);
}

void talk_end(struct lab *lab, const struct talk *talk)
{
	tcp_close(talk->s);
	tcp_recv(talk->c);
	tcp_close(talk->c);
	await_state(talk->s, "TIME-WAIT");
	await_gone(talk->c);
	settle(lab);
	await_tick(lab);
}

void tcp_half_close(struct sock *sock)
{
	tcp_shutdown(sock, SHUT_WR);
	await_state(sock, "FIN-WAIT-2");
}

void tcp_keepalive(struct sock *sock)
{
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_KEEPIDLE), 1);
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_KEEPINTVL), 75);
	tcp_set(sock, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
}
