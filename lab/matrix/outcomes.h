/* SPDX-License-Identifier: GPL-2.0-only */
/* outcomes.h - what can come of a cell: tables that the states share. "tested" is the kernel that
 * is looked at. */
#ifndef RSTLAB_OUTCOMES_H
#define RSTLAB_OUTCOMES_H

#include "cells.h"

#define TESTED "tested"

/* The answers. Each says too that no other RST went, and of the counters that count such. */
extern const struct promise challenged_syn[], /* a challenge ACK: for a SYN, */
	challenged_rst[],                     /* for a RST in the window, */
	challenged_ack[],                     /* for an acknowledgement */
	challenged_unsent[],                  /* in ESTABLISHED, of what was not sent */
	challenged_unsent_data[], answered_unsent[],
	challenged_by_request[], /* in SYN-RECEIVED: RST in the window, */
	outside_of_request[],    /* at its right edge, */
	obeyed_by_request[],     /* with a wrong acknowledgement */
	challenged_data[],       /* that comes with data */
	answered_data[],         /* an ACK, for data at zero window */
	answered[],              /* an ACK, for what is not acceptable */
	acknowledged[],          /* an ACK of what was taken */
	taken[],                 /* taken, and its ACK may wait */
	heard[],                 /* an acknowledgement: nothing to say */
	ignored_rst[],           /* a RST outside the window */
	ignored_no_ack[],        /* without ACK */
	ignored_checksum[],      /* its checksum is wrong */
	ignored_text[],          /* its peer has said FIN: there is no more text */
	refused[],               /* a RST, of the acknowledgement that it answers */
	refused_with_ack[],      /* a RST,ACK, as that had none */
	obeyed[],                /* a RST that is believed: nothing is answered */
	aborted[],               /* RST,ACK: ABORT */
	aborted_full[],          /* the same, while the receive buffer is full */
	aborted_orphan[], destroyed_minisock[], finished[], /* FIN: CLOSE */
	unsaid[],                                           /* nothing is said */
	answered_syn[];                                     /* SYN,ACK */

/* What becomes of it, in each state alike. */
extern const struct promise deleted[], /* by a RST */
	nobody_reads[],                /* by its own, as data came that nobody can read */
	lingered[], disconnected[],    /* by ABORT: close() with SO_LINGER, connect(AF_UNSPEC), */
	destroyed[], closed_unread[];  /* SOCK_DESTROY, close() with unread data */

/*
 * The answers of the synchronized states, group by group: GROUPS_OF(). What becomes of the
 * connection then is said by each state itself.
 */
extern const struct promise synchronized_answers[], /* of all of them, */
	windowed_answers[],                         /* but for the one without a window */
	established_answers[],                      /* to what acknowledges wrongly: ESTABLISHED, */
	closing_answers[],                          /* and where either has said FIN */
	nothing_left_to_read[],                     /* to RSTs that are believed, */
	abort_calls[],                              /* to ABORT where data may come or go, */
	silent_abort_calls[];                       /* and where both have said FIN */

/* What meets these, their own side's calls, and their timers, as in ESTABLISHED; or in TIME-WAIT.
 */
extern const struct promise established_segments[], established_calls[], established_timers[],
	time_wait_segments[], time_wait_calls[];

/* What comes of a timer that gives up. Each says too that no other RST went. */
extern const char why_timers[];
extern const struct promise run_out[],                           /* without a word, */
	timed_out[],                                             /* and the process learns of it */
	syn_again[], syn_ack_again[], data_again[], fin_again[], /* what it has sent again */
	kept_alive[],                                            /* a probe, then RST,ACK, */
	kept_alive_full[],      /* while the receive buffer is full, */
	kept_alive_after_fin[], /* after its FIN; */
	aborted_by_keepalive[], /* and what that counts */
	forgotten[];            /* by the timer of FIN-WAIT-2 */

/* Group by group. */
extern const struct promise sending_timers[], in_flight_timers[], unheard_fin[], unheard_fin_held[];

/* The timers of what nobody acknowledges. */
#define UNACKNOWLEDGED "retransmission timer", "user timeout"

/* The segments that leave each synchronized state as it was; those of a window, where it has one.
 */
#define UNMOVED                                                                                 \
	"SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN", "ACK of the ISS", "ACK too old", \
		"ACK of unsent data", "data, old", "data beyond the window",                    \
		"data, ACK of unsent data", "data without ACK", "no flags", "RST, old",         \
		"RST beyond the window", "RST, bad checksum"
#define UNMOVED_IN_WINDOW "RST in the window", "RST at the right edge"

/* The RSTs that each of them believes; and those that reach into the window. */
#define BELIEVED      "RST", "RST,ACK", "RST,ACK of unsent data", "RST, old timestamp"
#define BELIEVED_WIDE "RST with data", "SYN,RST", "FIN,RST"

/* The calls that are ABORT. */
#define ABORTS "close(), SO_LINGER {1, 0}", "connect(AF_UNSPEC)", "SOCK_DESTROY"

/* What has changed. */
extern const struct change unsent_challenged, rst_challenged, beyond_window, no_forever_orphan,
	ends_minisocks;

/* What Linux is known not to do as the RFC has it. */
extern const struct promise wants_silence_at_edge[], wants_challenge[], wants_challenged_ack[],
	wants_silence[], wants_listen[], wants_belief[];

/* What has become of the socket. */
#define IN(state, because)    HAS_SOCKETS(TESTED, 1, HERE, state, because)
#define GONE(because)         HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS, because)
#define AS_IT_WAS             "the connection is unchanged"
#define NO_ERROR              CALL_RETURNS(TESTED, "so_error", 0, "the process sees no error")
#define ERROR(error, because) CALL_FAILS(TESTED, "so_error", error, because)
#define NOTHING_TO_READ       CALL_FAILS(TESTED, "recv", EAGAIN, "there is nothing to read")
#define READS(size, because)  CALL_RETURNS(TESTED, "recv", size, because)

/* What poll() says of it: in polls.c, a table a state, or of several that are alike. */
#define POLLED(bits) POLLS(TESTED, bits, AS_EVER)
extern const struct promise syn_sent_polls[], syn_sent_call_polls[], crossed_polls[],
	crossed_call_polls[], fastopen_polls[], open_polls[], abort_polls[], established_polls[],
	established_call_polls[], fin_wait_polls[], fin_wait_call_polls[], unread_polls[],
	unread_call_polls[], zero_window_polls[], close_wait_polls[], close_wait_call_polls[],
	both_ended_polls[], both_ended_call_polls[];

/* What counters, and the kernel, say to it. */
#define NOT_RESET  COUNTS_HERE(TESTED, "TcpEstabResets", 0, AS_EVER)
#define NOT_FAILED COUNTS_HERE(TESTED, "TcpAttemptFails", 0, AS_EVER)
#define RESET      COUNTS_HERE(TESTED, "TcpEstabResets", 1, AS_EVER)

/* A RST at RCV.NXT-1 is no reason to leave the state. */
#define WANTS_DISBELIEF(in_state)                                                                         \
	{                                                                                                 \
		TESTED, .look = CLAIM(look, HERE, .count = 1, .state = in_state),                         \
			.known_broken = true,                                                             \
			.because =                                                                        \
				"a RST below the window: silently dropped (RFC 9293, 3.10.7.4, second); " \
				"tcp_reset_check() accepts it after a FIN, for stacks that "              \
				"send such"                                                               \
	}

/* ---- A state
 * -------------------------------------------------------------------------------------
 */

#define BY_RFC_5961                                                                    \
	"RFC 9293, 3.10.7.4, with RFC 5961: tcp_validate_incoming() checks PAWS, the " \
	"sequence number, RST and SYN, in this order, and tcp_ack() the "              \
	"acknowledgement."

/* A state registers itself, with its promises of segments, of calls, and of timers, if it has any:
 *
 *   SEGMENTS_OF(closing, "closing", "CLOSING", "RFC 9293, 3.10.7.4", .why = why,
 *               .promises = of_segments, .proves = "...");
 */
#define SEGMENTS_OF(id, state, in_words, clause, ...)                                  \
	MATRIX(id##_segments) = { .name = "matrix-" state,                             \
				  .title = in_words ": each segment that can meet it", \
				  .rfc = clause,                                       \
				  .tags = "raw",                                       \
				  .topology = "tested",                                \
				  .needs = "sock_destroy",                             \
				  .play = play_segments,                               \
				  .parameter = &state_##id,                            \
				  __VA_ARGS__ }
#define CALLS_OF(id, state, in_words, clause, ...)                                              \
	MATRIX(id##_calls) = { .name = "matrix-" state "-calls",                                \
			       .title = in_words ": what its own side can do",                  \
			       .rfc = clause,                                                   \
			       .tags = "raw",                                                   \
			       .topology = "tested",                                            \
			       .needs = "sock_destroy",                                         \
			       .proves = "What each call on its own side, and each way to end " \
					 "its process, causes in this state: FIN, RST or "      \
					 "silence.",                                            \
			       .play = play_calls,                                              \
			       .parameter = &state_##id,                                        \
			       __VA_ARGS__ }
#define TIMERS_OF(id, state, in_words, ...)                                                   \
	MATRIX(id##_timers) = { .name = "matrix-" state "-timers",                            \
				.title = in_words ": each timer that can run out",            \
				.rfc = "RFC 9293, 3.8",                                       \
				.tags = "raw timer",                                          \
				.topology = "tested",                                         \
				.needs = "sock_destroy",                                      \
				.waits_for_timer = true,                                      \
				.proves = "What each timer of the connection causes when it " \
					  "runs out in this state: silence, or a RST.",       \
				.why = why_timers,                                            \
				.play = play_timers,                                          \
				.parameter = &state_##id,                                     \
				__VA_ARGS__ }

#endif
