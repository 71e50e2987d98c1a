/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tale.h - evidence made by hand of one story that can be told with small changes.
 *
 * The client says "hello", the server "world" and then closes with a RST,ACK, window 0; the
 * client's recv() fails. Chapters "open", "talk" and "close".
 */
#ifndef RSTLAB_TEST_TALE_H
#define RSTLAB_TEST_TALE_H

#include "trial.h"

/* The scenario of the story: it promises that the server counts TcpExtTCPAbortOnClose, and speaks.
 */
extern const struct scenario tale_scenario;

/* What is left out is as in the plain story. */
struct tale {
	/* noise */
	bool moved;          /* other addresses, ports, initial numbers, stamps, block */
	int64_t late_ns;     /* that much between the packets */
	bool unacknowledged; /* the ACK of the data is delayed until the RST makes it needless */
	bool again, cut;     /* the data are sent twice; in two segments */
	bool at_once;        /* the server's data cross the client's */
	bool answered_late;  /* an ACK crosses the RST, and is answered by another */
	uint16_t window;     /* of all but the RST */
	int fd;              /* that accept() returns */
	uint32_t queue;      /* of a socket */
	const char *counter; /* one more that moved */
	uint64_t missing;    /* events that the tracepoint did not hand over, all of them */

	/* what TCP decides */
	uint8_t flags;     /* of the RST */
	uint32_t seq, ack; /* off from what they should be */
	uint16_t rst_window;
	bool sacked;                  /* the RST: SACK instead of time stamps */
	bool plain, lost, by_client;  /* the RST: without options; does not arrive; whose it is */
	bool twice, after_fin, early; /* two of them; after a FIN; a chapter earlier */
	const char *reason, *state;   /* of its event */
	int err;                      /* of recv() */
	int64_t ret;                  /* of send() */
	int64_t aborts;               /* by how much the counter differs */
	bool deaf;                    /* the client does not obey the RST */
	bool challenged;              /* a SYN is answered by an ACK */
	int sockets;                  /* more in TIME-WAIT at the look */
	bool orphan;                  /* the socket has no process */
	bool another_call;
	bool no_trace, no_reason, no_counter; /* what this kernel lacks */
};

/* To be freed with free(). */
struct evidence *tale_tell(const struct tale *tale);

#endif
