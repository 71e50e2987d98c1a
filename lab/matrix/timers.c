/* SPDX-License-Identifier: GPL-2.0-only */
/* timers.c - the timers that a connection waits for, and how each is made to run out soon: the last
 * rows of the matrix. */
#include "cells.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

const struct matrix_row matrix_timers[] = {
	[RETRANSMISSION] = { "retransmission timer",
			     "nobody acknowledges what it has sent, up to R2: TCP_SYNCNT, "
			     "tcp_retries2 or tcp_orphan_retries" },
	[USER_TIMEOUT] = { "user timeout", "the same, up to TCP_USER_TIMEOUT" },
	[PROBE] = { "zero-window probe timer",
		    "nobody answers its probes of a window of zero, up to tcp_retries2" },
	[KEEPALIVE] = { "keepalive timer", "nobody answers its probes of an idle connection" },
	[FIN_WAIT_2] = { "FIN-WAIT-2 timer", "the peer does not close: tcp_fin_timeout" },
	[FIN_WAIT_2_LOWERED] = { "FIN-WAIT-2 timer, lowered",
				 "tcp_fin_timeout is lowered before it has run out" },
	[TIME_WAIT] = { "TIME-WAIT timer", "60 s have passed: TCP_TIMEWAIT_LEN",
			.unplayed_in = "time-wait",
			.unplayed = "not played, as its 60 s are a constant of the kernel, "
				    "TCP_TIMEWAIT_LEN: then the connection is deleted, and nothing "
				    "is sent (RFC 9293, 3.10.8)" },
	{ 0 },
};

bool can_run(const struct state *state, int timer)
{
	return state->timers & 1U << timer;
}

bool runs_from_the_start(int timer)
{
	return timer == RETRANSMISSION || timer == USER_TIMEOUT;
}

/* It can send, and has sent nothing: its process sets the timer going. */
static bool has_to_send(const struct state *state, int timer)
{
	return timer == PROBE || (runs_from_the_start(timer) && can_run(state, PROBE));
}

static void sysctl(struct place *place, const char *key, const char *value)
{
	host_sysctl(place->lab, "tested", key, value);
}

void prepare_timer(struct place *place, const struct state *state, int timer)
{
	/* Nothing is to run out before the state is reached. */
	sysctl(place, "ipv4/tcp_retries2", "15");
	sysctl(place, "ipv4/tcp_orphan_retries", "0");
	/* Its process cannot set an option any more. What is left is time to see the state. */
	if (timer == USER_TIMEOUT && state->is_unheld)
		tcp_set(place->listener, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 2000);
	if (timer == PROBE)
		place->next.window = 0;
	/* What is above TCP_TIMEWAIT_LEN the full socket waits for, and a minisock for as long
	 * again. */
	if (timer == FIN_WAIT_2)
		sysctl(place, "ipv4/tcp_fin_timeout", state->fin_timeout ? "61" : "2");
	if (timer == FIN_WAIT_2_LOWERED)
		sysctl(place, "ipv4/tcp_fin_timeout", "62");
}

/* It gives up when it has sent again once. */
static void limit_retransmission(struct place *place)
{
	struct sock *sock = place->sock ? place->sock : place->listener;

	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_SYNCNT), 1);
	/* These would come on top. */
	host_sysctl_if_any(place->lab, "tested", "ipv4/tcp_syn_linear_timeouts", "0");
	sysctl(place, "ipv4/tcp_retries2", "0");
	sysctl(place, "ipv4/tcp_orphan_retries", "1");
}

/* It asks at once, and does not wait for an answer. */
static void keep_alive(struct place *place)
{
	sysctl(place, "ipv4/tcp_keepalive_time", "0");
	sysctl(place, "ipv4/tcp_keepalive_intvl", "0");
	sysctl(place, "ipv4/tcp_keepalive_probes", "1");
	tcp_set(place->sock, TCP_OPTION(SOL_SOCKET, SO_KEEPALIVE), 1);
}

void start_timer(struct place *place, const struct state *state, int timer)
{
	switch ((enum timer)timer) {
	case RETRANSMISSION:
		limit_retransmission(place);
		break;
	case USER_TIMEOUT:
		if (place->sock)
			tcp_set(place->sock, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 1);
		break;
	case PROBE:
		sysctl(place, "ipv4/tcp_retries2", "1");
		break;
	case KEEPALIVE:
		keep_alive(place);
		break;
	case FIN_WAIT_2_LOWERED:
		sysctl(place, "ipv4/tcp_fin_timeout", "1");
		break;
	case FIN_WAIT_2:
	case TIME_WAIT:
		break;
	}
	if (has_to_send(state, timer))
		tcp_send(place->sock, "Hello world.\n");
}
