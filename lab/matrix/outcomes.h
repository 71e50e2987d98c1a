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
	answered_syn[],                                     /* SYN,ACK */
	not_failed[], not_reset[];                          /* counters that stay */

/* What has changed. */
extern const struct change unsent_challenged, rst_challenged, beyond_window, no_forever_orphan,
	ends_minisocks;

/* What Linux is known not to do as the RFC has it. */
extern const struct promise wants_silence_at_edge[], wants_challenge[], wants_challenged_ack[],
	wants_silence[], wants_belief[];

/* What has become of the socket. */
#define IN(state, because)    HAS_SOCKETS(TESTED, 1, HERE, state, because)
#define GONE(because)         HAS_SOCKETS(TESTED, 0, HERE, BUT_LISTENERS, because)
#define AS_IT_WAS             "the connection is as it was"
#define NO_ERROR              CALL_RETURNS(TESTED, "so_error", 0, "nothing went wrong for the process")
#define ERROR(error, because) CALL_FAILS(TESTED, "so_error", error, because)
#define NOTHING_TO_READ       CALL_FAILS(TESTED, "recv", EAGAIN, "there is nothing to read")
#define READS(size, because)  CALL_RETURNS(TESTED, "recv", size, because)

#endif
