/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * polls - what poll() says of a socket after each cell, where a process holds it: tcp_poll(). The
 * bits come of the state, of what is there to be read, and of an error that is pending; states that
 * are alike in these share a table.
 */
#include "outcomes.h"

#define WAITS       POLLED(0)
#define WRITABLE    POLLED(POLLOUT)
#define READABLE    POLLED(POLLIN | POLLOUT)
#define URGENT      POLLED(POLLIN | POLLPRI | POLLOUT)
#define PEER_ENDED  POLLED(POLLIN | POLLOUT | POLLRDHUP)
#define BOTH_ENDED  POLLED(POLLIN | POLLOUT | POLLHUP | POLLRDHUP)
#define BROKEN_OFF  POLLED(ERROR_BITS)
#define UNCONNECTED POLLED(POLLOUT | POLLERR | POLLHUP)
#define ERROR_BITS  (POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP)

/* As the RFC has it, and Linux has not. More fields of the row may follow. */
#define WANTED(...) POLLS(TESTED, __VA_ARGS__, .known_broken = true)

/* Of who has said FIN there can be no urgent data. */
#define WANTS_NO_URGENCY(bits)                                                                    \
	POLLS(TESTED, bits,                                                                       \
	      "the peer has sent its FIN: ignore the URG (RFC 9293, 3.10.7.4, sixth); tcp_urg() " \
	      "does not check the state, and poll() says PRI",                                    \
	      .known_broken = true)

/* ---- Set-up -------------------------------------------------------------------------------------
 */

const struct promise syn_sent_polls[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,FIN", "ACK of all data", "ACK of the ISS",
		   "ACK too old", "ACK of unsent data", "data", "data, old",
		   "data beyond the window", "data, ACK of unsent data", "data, urgent", "FIN",
		   "data with FIN", "FIN out of order", "data without ACK", "no flags", "RST",
		   "RST at RCV.NXT-1", "RST, old", "RST in the window", "RST at the right edge",
		   "RST beyond the window", "RST,ACK of unsent data", BELIEVED_WIDE,
		   "RST, old timestamp", "RST, bad checksum"),
	WAITS,
	WHILE("SYN,ACK"),
	WRITABLE,
	WHILE("RST,ACK"),
	BROKEN_OFF,
	{ 0 },
};

const struct promise syn_sent_call_polls[] = {
	WHILE_EACH("connect(AF_UNSPEC)", "shutdown(SHUT_RD)", "shutdown(SHUT_WR)",
		   "shutdown(SHUT_RDWR)"),
	UNCONNECTED,
	WHILE("SOCK_DESTROY"),
	BROKEN_OFF,
	{ 0 },
};

const struct promise crossed_polls[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN", "ACK too old",
		   "ACK of unsent data", "data, old", "data beyond the window",
		   "data, ACK of unsent data", "data without ACK", "no flags", "RST at RCV.NXT-1",
		   "RST, old", "RST beyond the window", "RST, bad checksum", UNMOVED_IN_WINDOW),
	WAITS,
	WHILE("ACK of the ISS"),
	WANTED(0, AS_EVER),
	WHILE_EACH("ACK of all data", "FIN out of order"),
	WRITABLE,
	WHILE("data"),
	READABLE,
	WHILE("data, urgent"),
	URGENT,
	WHILE_EACH("FIN", "data with FIN"),
	PEER_ENDED,
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	BROKEN_OFF,
	{ 0 },
};

const struct promise crossed_call_polls[] = {
	WHILE("connect(AF_UNSPEC)"),
	UNCONNECTED,
	WHILE("SOCK_DESTROY"),
	BROKEN_OFF,
	WHILE("shutdown(SHUT_RD)"),
	POLLS(TESTED, POLLIN | POLLRDHUP,
	      "tcp_poll(): reading is shut down, and it cannot be written yet"),
	WHILE("shutdown(SHUT_WR)"),
	WAITS,
	WHILE("shutdown(SHUT_RDWR)"),
	POLLS(TESTED, POLLIN | POLLHUP | POLLRDHUP,
	      "tcp_poll(): both directions are shut down, and it cannot be written yet"),
	{ 0 },
};

const struct promise fastopen_polls[] = {
	WHILE_EACH("SYN in the window", "SYN, old", "SYN,ACK", "SYN,FIN", "ACK of all data",
		   "ACK of the ISS", "ACK too old", "ACK of unsent data", "data", "data, old",
		   "data beyond the window", "data, ACK of unsent data", "FIN out of order",
		   "data without ACK", "no flags", "RST at RCV.NXT-1", "RST, old",
		   "RST beyond the window", "RST, bad checksum"),
	READABLE,
	WHILE_EACH(UNMOVED_IN_WINDOW),
	WANTED(POLLIN | POLLOUT, AS_EVER, .mended = &rst_challenged),
	WHILE("data, urgent"),
	URGENT,
	WHILE_EACH("FIN", "data with FIN"),
	PEER_ENDED,
	WHILE_EACH("RST", "RST,ACK", "RST,ACK of unsent data", BELIEVED_WIDE),
	BROKEN_OFF,
	WHILE("RST, old timestamp"),
	WANTED(ERROR_BITS, AS_EVER),
	{ 0 },
};

/* ---- ESTABLISHED, FIN-WAIT-1 and FIN-WAIT-2 -----------------------------------------------------
 */

/* With nothing to read, until something comes. */
const struct promise open_polls[] = {
	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1",
		   "FIN out of order"),
	WRITABLE,
	WHILE("data"),
	READABLE,
	WHILE("data, urgent"),
	URGENT,
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	BROKEN_OFF,
	{ 0 },
};

const struct promise abort_polls[] = {
	WHILE("connect(AF_UNSPEC)"), UNCONNECTED, WHILE("SOCK_DESTROY"), BROKEN_OFF, { 0 },
};

const struct promise established_polls[] = {
	WHILE_EACH("FIN", "data with FIN"),
	PEER_ENDED,
	{ 0 },
};

const struct promise established_call_polls[] = {
	WHILE("shutdown(SHUT_RD)"),
	PEER_ENDED,
	WHILE_EACH("shutdown(SHUT_WR)", "the listener is closed"),
	WRITABLE,
	WHILE("shutdown(SHUT_RDWR)"),
	BOTH_ENDED,
	{ 0 },
};

const struct promise fin_wait_polls[] = {
	WHILE_EACH("FIN", "data with FIN"),
	BOTH_ENDED,
	{ 0 },
};

const struct promise fin_wait_call_polls[] = {
	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_RDWR)"),
	BOTH_ENDED,
	WHILE_EACH("shutdown(SHUT_WR)", "the listener is closed"),
	WRITABLE,
	{ 0 },
};

/* With data that nobody has read: also of a Fast Open child. */
const struct promise unread_call_polls[] = {
	WHILE("shutdown(SHUT_RD)"),
	PEER_ENDED,
	WHILE_EACH("shutdown(SHUT_WR)", "the listener is closed"),
	READABLE,
	WHILE("shutdown(SHUT_RDWR)"),
	BOTH_ENDED,
	{ 0 },
};

const struct promise unread_polls[] = {
	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", "RST at RCV.NXT-1", "data",
		   "FIN out of order"),
	READABLE,
	WHILE("data, urgent"),
	URGENT,
	WHILE_EACH("FIN", "data with FIN"),
	PEER_ENDED,
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	BROKEN_OFF,
	{ 0 },
};

const struct promise zero_window_polls[] = {
	WHILE_EACH(UNMOVED, "ACK of all data", "RST at RCV.NXT-1", "data", "data with FIN",
		   "FIN out of order"),
	READABLE,
	WHILE("data, urgent"),
	POLLS(TESTED, POLLIN | POLLPRI | POLLOUT,
	      "tcp_urg() runs before the data is dropped for lack of room",
	      .without = &beyond_window),
	POLLS(TESTED, POLLIN | POLLOUT, AS_EVER, .with = &beyond_window),
	WHILE("FIN"),
	CALL_WORKS(TESTED, "poll", "RDHUP if the FIN is accepted: kernels differ"),
	WHILE_EACH(BELIEVED),
	BROKEN_OFF,
	WHILE_EACH(BELIEVED_WIDE),
	WANTED(ERROR_BITS, AS_EVER, .with = &beyond_window),
	POLLS(TESTED, ERROR_BITS, AS_EVER, .without = &beyond_window),
	{ 0 },
};

/* ---- Its peer has closed ------------------------------------------------------------------------
 */

#define IGNORED_TEXT "data", "FIN", "data with FIN", "FIN out of order"

const struct promise close_wait_polls[] = {
	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", IGNORED_TEXT),
	PEER_ENDED,
	WHILE("data, urgent"),
	WANTS_NO_URGENCY(POLLIN | POLLOUT | POLLRDHUP),
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	BROKEN_OFF,
	WHILE("RST at RCV.NXT-1"),
	WANTED(POLLIN | POLLOUT | POLLRDHUP, AS_EVER),
	{ 0 },
};

const struct promise close_wait_call_polls[] = {
	WHILE_EACH("shutdown(SHUT_RD)", "the listener is closed"),
	PEER_ENDED,
	WHILE_EACH("shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)"),
	BOTH_ENDED,
	{ 0 },
};

/* CLOSING and LAST-ACK. */
const struct promise both_ended_polls[] = {
	WHILE_EACH(UNMOVED, UNMOVED_IN_WINDOW, "ACK of all data", IGNORED_TEXT),
	BOTH_ENDED,
	WHILE("data, urgent"),
	WANTS_NO_URGENCY(POLLIN | POLLOUT | POLLHUP | POLLRDHUP),
	WHILE_EACH(BELIEVED, BELIEVED_WIDE),
	BROKEN_OFF,
	WHILE("RST at RCV.NXT-1"),
	WANTED(POLLIN | POLLOUT | POLLHUP | POLLRDHUP, AS_EVER),
	{ 0 },
};

const struct promise both_ended_call_polls[] = {
	WHILE("connect(AF_UNSPEC)"),
	POLLED(POLLOUT | POLLHUP),
	WHILE("SOCK_DESTROY"),
	BROKEN_OFF,
	WHILE_EACH("shutdown(SHUT_RD)", "shutdown(SHUT_WR)", "shutdown(SHUT_RDWR)",
		   "the listener is closed"),
	BOTH_ENDED,
	{ 0 },
};
