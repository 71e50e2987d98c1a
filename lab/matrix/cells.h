/* SPDX-License-Identifier: GPL-2.0-only */
/* cells.h - the machine of lab/matrix/: a connection in a state, and what happens to it there. */
#ifndef RSTLAB_CELLS_H
#define RSTLAB_CELLS_H

#include "matrix.h"

/* A connection, in its state, between the kernel that is looked at and the ghost. */
struct place {
	struct lab *lab;
	struct actor *service;
	struct sock *listener; /* NULL: there is none */
	struct sock *sock;     /* NULL: no process holds the connection */
	uint16_t port;         /* the ghost's: another one in each cell */
	uint32_t iss;          /* of the kernel that is looked at */
	uint32_t snd_nxt;      /* likewise */
	uint32_t edge;         /* RCV.NXT+RCV.WND, likewise */
	uint32_t stamps[2];    /* TSval and TSecr of what the ghost says next */
	/* What the ghost would say next: seq is RCV.NXT, and ack all that it has acknowledged. */
	struct raw_segment next;
};

/* How a connection is brought into a state. */
struct state {
	const char *name;
	void (*reach)(struct place *place);
	bool has_gap;                      /* beyond a hole there are data */
	bool is_unheld;                    /* no process holds it */
	bool is_alone;                     /* there is no listener */
	bool is_narrow;                    /* it has little room for what it receives */
	const char *fin_timeout, *rfc1337; /* sysctls; NULL: as they are */
	unsigned timers;                   /* that can run out: a bit each, 1 << enum timer */
};

/* The timers, in the order of matrix_timers. */
enum timer {
	RETRANSMISSION,
	USER_TIMEOUT,
	PROBE,
	KEEPALIVE,
	FIN_WAIT_2,
	FIN_WAIT_2_LOWERED,
	TIME_WAIT
};

/* Plays the state that is the parameter of the scenario: against each segment, call, or timer. */
void play_segments(struct lab *lab);
void play_calls(struct lab *lab);
void play_timers(struct lab *lab);

/* How a timer of the connection is made to run out soon: before it is brought into its state, and
 * when it is in it. Some run from the start: what they wait for is sent on the way there. */
void prepare_timer(struct place *place, const struct state *state, int timer);
void start_timer(struct place *place, const struct state *state, int timer);
bool can_run(const struct state *state, int timer);
bool runs_from_the_start(int timer);

/* What calls can do to the connection; false: nothing, in a state that nobody holds. */
void act(struct place *place, int call);
bool can_act(const struct state *state, int call);

/* Sends it segment number @nth of matrix_segments. */
void send_segment(struct place *place, int nth);
bool can_be_sent(const struct state *state, int nth);

/* The states. */
extern const struct state state_closed, state_listen, state_syn_sent, state_syn_received,
	state_syn_received_crossed, state_syn_received_fastopen, state_established,
	state_established_unread, state_established_in_flight, state_established_gap,
	state_established_zero_window, state_fin_wait_1, state_fin_wait_1_orphan, state_fin_wait_2,
	state_fin_wait_2_orphan, state_fin_wait_2_minisock, state_close_wait, state_closing,
	state_last_ack, state_last_ack_orphan, state_time_wait, state_time_wait_rfc1337;

#endif
