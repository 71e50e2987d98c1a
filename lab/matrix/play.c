/* SPDX-License-Identifier: GPL-2.0-only */
/* play.c - the plays of the matrix: cell after cell, a connection each, in one lab. */
#include "cells.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

enum { FIRST_PORT = 40000, GHOST_ISS = 1000000, GHOST_WINDOW = 65535, BACKLOG = 128 };

static void set_sysctls(struct lab *lab, const struct state *state)
{
	/* Data in a SYN are taken without a cookie: TFO_SERVER_ENABLE, TFO_SERVER_COOKIE_NOT_REQD.
	 */
	host_sysctl(lab, "tested", "ipv4/tcp_fastopen", "514");
	if (state->fin_timeout)
		host_sysctl(lab, "tested", "ipv4/tcp_fin_timeout", state->fin_timeout);
	if (state->rfc1337)
		host_sysctl(lab, "tested", "ipv4/tcp_rfc1337", state->rfc1337);
}

static struct place begin(struct lab *lab, const struct state *state)
{
	struct place place = { .lab = lab, .port = FIRST_PORT };

	ghost_beside(lab, "peer");
	set_sysctls(lab, state);
	count_chapters(lab, "tested");
	return place;
}

/* Who holds it, and listens; another one where the last was killed. */
static void staff(struct place *place, const struct state *state)
{
	if (!place->service)
		place->service = actor_start(place->lab, "tested", "service");
	if (place->listener || state->is_alone)
		return;
	place->listener = tcp_socket(place->service, TCP);
	tcp_set(place->listener, TCP_OPTION(SOL_SOCKET, SO_REUSEADDR), 1);
	tcp_set(place->listener, TCP_OPTION(IPPROTO_TCP, TCP_FASTOPEN), BACKLOG);
	if (state->is_narrow)
		tcp_set(place->listener, TCP_OPTION(SOL_SOCKET, SO_RCVBUF), 1);
	tcp_bind(place->listener, SERVICE_PORT);
	tcp_listen_on(place->listener, BACKLOG);
}

static void clear(struct place *place)
{
	chapter(place->lab, BETWEEN);
	connections_destroy(place->lab, "tested");
	if (place->sock)
		tcp_close(place->sock);
	place->sock = NULL;
}

/* What the ghost would say first. */
static void begin_cell(struct place *place)
{
	place->port++;
	place->edge = GHOST_ISS + GHOST_WINDOW;
	place->stamps[0] = 1000;
	place->stamps[1] = 0;
	place->iss = place->snd_nxt = 0;
	place->next = (struct raw_segment){ .to = "tested",
					    .sport = place->port,
					    .dport = SERVICE_PORT,
					    .flags = "ACK",
					    .seq = GHOST_ISS,
					    .ack = GHOST_ISS,
					    .window = GHOST_WINDOW };
}

static void reach(struct place *place, const struct state *state)
{
	clear(place);
	staff(place, state);
	begin_cell(place);
	state->reach(place);
	settle(place->lab);
}

/* What has come of it. */
static void observe(struct place *place, const char *name)
{
	settle(place->lab);
	look_port(place->lab, "tested", name, place->port);
	if (!place->sock)
		return;
	tcp_poll(place->sock); /* before its error is read, which takes it */
	tcp_error(place->sock);
	tcp_recv_now(place->sock);
}

void play_segments(struct lab *lab)
{
	const struct state *state = lab_parameter(lab);
	struct place place = begin(lab, state);

	for (int i = 0; matrix_segments[i].name; i++) {
		if (!can_be_sent(state, i))
			continue;
		reach(&place, state);
		chapter(lab, matrix_segments[i].name);
		send_segment(&place, i);
		observe(&place, matrix_segments[i].name);
	}
	chapter(lab, BETWEEN);
}

/* After these there is nobody left to ask. */
static void forget(struct place *place, const char *call)
{
	bool is_killed = strcmp(call, "SIGKILL") == 0;

	if (is_killed)
		place->service = NULL;
	if (is_killed || strncmp(call, "close()", strlen("close()")) == 0)
		place->sock = NULL;
	if (is_killed || strcmp(call, "the listener is closed") == 0)
		place->listener = NULL;
}

void play_calls(struct lab *lab)
{
	const struct state *state = lab_parameter(lab);
	struct place place = begin(lab, state);

	for (int i = 0; matrix_calls[i].name; i++) {
		if (!can_act(state, i))
			continue;
		reach(&place, state);
		chapter(lab, matrix_calls[i].name);
		act(&place, i);
		forget(&place, matrix_calls[i].name);
		observe(&place, matrix_calls[i].name);
	}
	chapter(lab, BETWEEN);
}

void play_timers(struct lab *lab)
{
	const struct state *state = lab_parameter(lab);
	struct place place = begin(lab, state);

	for (int i = 0; matrix_timers[i].name; i++) {
		if (!can_run(state, i))
			continue;
		clear(&place);
		staff(&place, state);
		begin_cell(&place);
		prepare_timer(&place, state, i);
		/* What it sends again may be sent while the state is still being reached. */
		if (runs_from_the_start(i))
			chapter(lab, matrix_timers[i].name);
		state->reach(&place);
		settle(lab);
		if (!runs_from_the_start(i))
			chapter(lab, matrix_timers[i].name);
		start_timer(&place, state, i);
		await_gone_port(lab, "tested", place.port);
		observe(&place, matrix_timers[i].name);
	}
	chapter(lab, BETWEEN);
}
