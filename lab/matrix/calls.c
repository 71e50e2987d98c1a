/* SPDX-License-Identifier: GPL-2.0-only */
/* calls.c - what a connection's own side does to it: the other rows of the matrix. */
#include "cells.h"

#include <sys/socket.h>

enum call {
	CLOSE,
	KILL,
	LINGER_0,
	DISCONNECT,
	DESTROY,
	SHUTDOWN_RD,
	SHUTDOWN_WR,
	SHUTDOWN_RDWR,
	LISTENER_CLOSED
};

const struct matrix_row matrix_calls[] = {
	[CLOSE] = { "close()", "the process closes its last descriptor" },
	[KILL] = { "SIGKILL", "the process is killed" },
	[LINGER_0] = { "close(), SO_LINGER {1, 0}", "ABORT, requested by a program" },
	[DISCONNECT] = { "connect(AF_UNSPEC)", "ABORT, and the descriptor stays" },
	[DESTROY] = { "SOCK_DESTROY", "ABORT by an administrator: ss -K" },
	[SHUTDOWN_RD] = { "shutdown(SHUT_RD)", "the process reads no more" },
	[SHUTDOWN_WR] = { "shutdown(SHUT_WR)", "the process writes no more: CLOSE" },
	[SHUTDOWN_RDWR] = { "shutdown(SHUT_RDWR)", "both" },
	[LISTENER_CLOSED] = { "the listener is closed", "the listening socket is closed" },
	{ 0 },
};

bool can_act(const struct state *state, int call)
{
	if (call == LISTENER_CLOSED)
		return !state->is_alone;
	return call == DESTROY || !state->is_unheld;
}

void act(struct place *place, int call)
{
	struct sock *sock = place->sock;

	switch ((enum call)call) {
	case CLOSE:
		tcp_close(sock);
		break;
	case KILL:
		actor_kill(place->service);
		break;
	case LINGER_0:
		tcp_linger(sock, true, 0);
		tcp_close(sock);
		break;
	case DISCONNECT:
		tcp_disconnect(sock);
		break;
	case DESTROY:
		connections_destroy(place->lab, "tested");
		break;
	case SHUTDOWN_RD:
		tcp_shutdown(sock, SHUT_RD);
		break;
	case SHUTDOWN_WR:
		tcp_shutdown(sock, SHUT_WR);
		break;
	case SHUTDOWN_RDWR:
		tcp_shutdown(sock, SHUT_RDWR);
		break;
	case LISTENER_CLOSED:
		tcp_close(place->listener);
		break;
	}
}
