/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * matrix.h - what the state-event matrix needs besides scenario.h.
 *
 * The matrix shows what a kernel does in each state of a connection at each segment, at each call
 * of its own side (RFC 9293, 3.10), and when each of its timers runs out. A state is a scenario of
 * its own, in lab/matrix/, and a cell of it a chapter: the connection is brought into the state in
 * the chapter BETWEEN, then one thing happens to it in the chapter of that name, and what has come
 * of it is promised there. It registers itself with MATRIX(), and is no part of all scenarios.
 */
#ifndef RSTLAB_MATRIX_H
#define RSTLAB_MATRIX_H

#include "scenario.h"

/* The chapters in which nothing is shown: what was is taken away, what is to be is set up. */
#define BETWEEN "between the cells"

/* From now on the growth of the host's counters is noted chapter by chapter: COUNTS_HERE(). */
void count_chapters(struct lab *lab, const char *host);

/* connect() that does not wait: EINPROGRESS. Nor does any call on the socket from then on. */
void tcp_connect_now(struct sock *sock, const char *host, uint16_t port);

/* A SYN of the ghost, and the answer: as raw_syn(), with what @syn says besides. The ACK that is
 * returned bears the timestamps of @stamps, TSval and TSecr, if the answer has any: they are kept
 * there. */
struct raw_segment raw_open(struct lab *lab, const struct raw_segment *syn, uint32_t stamps[2]);

/* SOCK_DESTROY for all connections of the host, in whatever state; its listeners stay, and what an
 * older kernel has no such way for: sockets in TIME-WAIT. */
void connections_destroy(struct lab *lab, const char *host);

/* As look(), at the host's listeners and at what it has with this port of its peer. */
void look_port(struct lab *lab, const char *host, const char *label, uint16_t port);

/* Waits until the host has a socket in that state with this port of its peer. */
void await_state_port(struct lab *lab, const char *host, const char *state, uint16_t port);

/* Waits until the host has no socket, but listeners, with this port of its peer: its connection has
 * ended, or was given up. */
void await_gone_port(struct lab *lab, const char *host, uint16_t port);

/* As host_sysctl(), and nothing where this kernel has no such sysctl. */
void host_sysctl_if_any(struct lab *lab, const char *host, const char *key, const char *value);

/* Waits until @host has sent the ghost's @port a segment with these flags, in this chapter, and
 * tells what it said: as await_sent(). */
struct heard await_sent_to(struct lab *lab, const char *host, const char *flags, uint16_t port);

/*
 * The columns of the matrix, its states: "syn-sent" for the scenarios "matrix-syn-sent", of calls
 * "matrix-syn-sent-calls", and of timers "matrix-syn-sent-timers"; and its rows, what meets them:
 * each the chapter of its cells. In the order in which they are shown; they end with a NULL name.
 */
struct matrix_row {
	const char *name; /* "syn-sent"; "RST in the window" */
	const char *what; /* in words */
	/* Of a row that can happen in these states, named as for --state, and is not played: what
	 * comes of it, and why it is not. NULL: it is played wherever it can happen. */
	const char *unplayed_in, *unplayed;
};
extern const struct matrix_row matrix_states[], matrix_segments[], matrix_calls[], matrix_timers[];

#define MATRIX(id)                                                                \
	static const struct scenario matrix_##id;                                 \
	static const struct scenario *const matrix_##id##_entry                   \
		__attribute__((used, section("matrix_registry"))) = &matrix_##id; \
	static const struct scenario matrix_##id

#endif
