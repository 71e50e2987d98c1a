/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * synchronized - what the synchronized states answer alike (RFC 9293, 3.10.7.4): to a segment they
 * ask the same questions in the same order, whatever becomes of the connection. Each state names
 * the tables that hold for it, and says itself what differs.
 */
#include "outcomes.h"

/* Of each: ESTABLISHED and all after it, and SYN-RECEIVED where a full socket is in it. */
const struct promise synchronized_answers[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN"),
	ROWS_OF(challenged_syn),

	WHILE("ACK of all data"),
	ROWS_OF(heard),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),

	WHILE_EACH(BELIEVED),
	ROWS_OF(obeyed),

	WHILE_EACH("RST, old", "RST beyond the window"),
	ROWS_OF(ignored_rst),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

/* Of each that has a window: what lies in it, or reaches into it. */
const struct promise windowed_answers[] = {
	WHILE_EACH(BELIEVED_WIDE),
	ROWS_OF(obeyed),

	WHILE("RST in the window"),
	ROWS_OF(challenged_rst),

	WHILE("RST at the right edge"),
	ROWS_OF(wants_silence_at_edge),
	{ 0 },
};

/* In ESTABLISHED tcp_ack() learned late to challenge what acknowledges the future. */
const struct promise established_answers[] = {
	WHILE_EACH("ACK of the ISS", "ACK too old"),
	ROWS_OF(challenged_ack),

	WHILE("ACK of unsent data"),
	ROWS_OF(challenged_unsent),

	WHILE("RST at RCV.NXT-1"),
	ROWS_OF(ignored_rst),
	{ 0 },
};

/* In the states that a FIN has brought about it always did. */
const struct promise closing_answers[] = {
	WHILE_EACH("ACK of the ISS", "ACK too old", "ACK of unsent data"),
	ROWS_OF(challenged_ack),

	WHILE("data, ACK of unsent data"),
	ROWS_OF(challenged_data),
	{ 0 },
};

/* ---- A RST
 * ---------------------------------------------------------------------------------------
 */

const struct promise deleted[] = {
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),
	ERROR(ECONNRESET, "connection reset (RFC 9293, 3.10.7.4, second)"),
	{ 0 },
};

/* Of each RST that is believed, where all was read that has come. */
const struct promise nothing_left_to_read[] = {
	WHILE_EACH(BELIEVED, "RST with data", "SYN,RST"),
	ROWS_OF(deleted),
	READS(0, "the error is reported, then the end of the stream"),

	WHILE("FIN,RST"),
	ROWS_OF(deleted),
	READS(0, "the end"),
	{ 0 },
};

const struct promise nobody_reads[] = {
	GONE("and the connection is gone"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_ABORT_ON_DATA", "CLOSED",
		    "tcp_rcv_state_process(): data for a socket that no process holds"),
	{ 0 },
};

/* ---- ABORT --------------------------------------------------------------------------------------
 */

#define DELETED GONE("ABORT: the connection is deleted (RFC 9293, 3.10.5)")

const struct promise lingered[] = {
	DELETED,
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

const struct promise closed_unread[] = {
	DELETED,
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS_HERE(TESTED, 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

const struct promise disconnected[] = {
	DELETED,
	ERROR(ECONNRESET, "tcp_disconnect() leaves it on the socket, which is not closed yet"),
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is not connected"),
	RESETS_HERE(TESTED, 1, "TCP_STATE", "CLOSED", AS_EVER),
	{ 0 },
};

const struct promise destroyed[] = {
	DELETED,
	ERROR(ECONNABORTED, "tcp_abort() reports ECONNABORTED"),
	{ 0 },
};

const struct promise abort_calls[] = {
	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(aborted),
	ROWS_OF(lingered),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(aborted),
	ROWS_OF(disconnected),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(aborted),
	ROWS_OF(destroyed),
	{ 0 },
};

/* Where both have said FIN there is nothing that a RST could tell. */
const struct promise silent_abort_calls[] = {
	WHILE("close(), SO_LINGER {1, 0}"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnData", 1, AS_EVER),

	WHILE("connect(AF_UNSPEC)"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	NO_ERROR,
	CALL_FAILS(TESTED, "recv", ENOTCONN, "it is not connected"),

	WHILE("SOCK_DESTROY"),
	ROWS_OF(unsaid),
	GONE("it is deleted silently"),
	ERROR(ECONNABORTED, "tcp_abort() reports ECONNABORTED"),
	READS(0, "the end"),
	{ 0 },
};
