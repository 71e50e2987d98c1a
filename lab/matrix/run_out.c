/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_out - what comes of a timer that runs out, in each state alike. A timer that gives up on what
 * was not answered ends the connection by tcp_write_err(), without a word; the keepalive timer, and
 * that of FIN-WAIT-2, can send a RST.
 */
#include "outcomes.h"

const char why_timers[] =
	"RFC 9293, 3.8.3 (R2), 3.8.4, 3.8.6.1 and 3.10.8; RFC 1122, 4.2.3.5 and 4.2.3.6; RFC 5482 "
	"for the user timeout. tcp_write_timeout(), tcp_probe_timer() and tcp_keepalive_timer() "
	"end in tcp_write_err(): ETIMEDOUT.";

/* ---- Without a word -----------------------------------------------------------------------------
 */

#define DELETED GONE("the connection is deleted (RFC 9293, 3.10.8)")

const struct promise run_out[] = {
	SENDS(TESTED, NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8): tcp_write_err()"),
	DELETED,
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	NO_RESET_HERE(TESTED, AS_EVER),
	{ 0 },
};

const struct promise timed_out[] = {
	ERROR(ETIMEDOUT, "aborted due to a timeout (RFC 9293, 3.10.8): tcp_write_err()"),
	POLLED(POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP),
	{ 0 },
};

#define SENT_AGAIN(...)                                                            \
	{                                                                          \
		SENDS(TESTED, SOME(.again = true, __VA_ARGS__),                    \
		      "what nobody acknowledges is sent again (RFC 9293, 3.8.1)"), \
		{                                                                  \
			0                                                          \
		}                                                                  \
	}

const struct promise syn_again[] = SENT_AGAIN(.flags = "SYN");
const struct promise syn_ack_again[] = SENT_AGAIN(.flags = "SYN,ACK");
const struct promise data_again[] = SENT_AGAIN(.flags = "PSH,ACK", .len = IS(13));
const struct promise fin_again[] = SENT_AGAIN(.flags = "FIN,ACK", .len = IS(0));

/* ---- Of an idle connection ----------------------------------------------------------------------
 */

/* Its number was acknowledged before: it is below SND.NXT, of which this is the relative number. */
#define PROBED(snd_nxt, because)                                                             \
	SENDS(TESTED,                                                                        \
	      ONE(.flags = "ACK", .rel_seq = IS((snd_nxt)-1), .ack = RCV_NXT, .len = IS(0)), \
	      because)
#define ALIVE "one probe: SEG.SEQ = SND.NXT-1, no data (RFC 9293, 3.8.4)"
#define GIVES_UP \
	"it has given up: <SEQ=SND.NXT><CTL=RST>, of which no RFC tells: tcp_keepalive_timer()"

const struct promise kept_alive[] = {
	PROBED(1, ALIVE),
	SENDS(TESTED, ONE(RST_ABORT), GIVES_UP),
	{ 0 },
};

const struct promise kept_alive_full[] = {
	PROBED(1, ALIVE),
	SENDS(TESTED, ONE(RST_ABORT_NO_WINDOW), GIVES_UP),
	{ 0 },
};

const struct promise kept_alive_after_fin[] = {
	PROBED(2, ALIVE),
	SENDS(TESTED, ONE(RST_ABORT), GIVES_UP),
	{ 0 },
};

const struct promise aborted_by_keepalive[] = {
	DELETED,
	COUNTS_HERE(TESTED, "TcpExtTCPKeepAlive", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS_HERE(TESTED, "TcpOutRsts", 1, AS_EVER),
	{ 0 },
};

/* ---- Where its process can send -----------------------------------------------------------------
 */

/* Of ESTABLISHED and CLOSE-WAIT, but for what can be read, and for the keepalive timer. */
const struct promise sending_timers[] = {
	WHILE_EACH(UNACKNOWLEDGED),
	ROWS_OF(data_again),
	ROWS_OF(run_out),

	WHILE("zero-window probe timer"),
	PROBED(1, "one probe of the window, of a number that was acknowledged (RFC 9293, 3.8.6.1)"),
	SENDS(TESTED, NO("PSH,ACK"), "the data waits for a window (RFC 9293, 3.8.6)"),
	COUNTS_HERE(TESTED, "TcpExtTCPWinProbe", 1, "tcp_send_probe0() counts it"),
	ROWS_OF(run_out),

	WHILE("keepalive timer"),
	ROWS_OF(aborted_by_keepalive),

	WHILE_EACH(UNACKNOWLEDGED, "zero-window probe timer", "keepalive timer"),
	ROWS_OF(timed_out),
	RESET,
	{ 0 },
};

/* With data that was sent before. */
const struct promise in_flight_timers[] = {
	WHILE_EACH(UNACKNOWLEDGED),
	ROWS_OF(data_again),
	ROWS_OF(run_out),
	ROWS_OF(timed_out),
	RESET,
	READS(0, "the error is reported, then the end of the stream"),
	{ 0 },
};

/* ---- Where its side has said FIN ----------------------------------------------------------------
 */

const struct promise unheard_fin[] = {
	WHILE_EACH(UNACKNOWLEDGED), ROWS_OF(fin_again), ROWS_OF(run_out), NOT_RESET, { 0 },
};

const struct promise unheard_fin_held[] = {
	GROUPS_OF(unheard_fin),
	WHILE_EACH(UNACKNOWLEDGED),
	ROWS_OF(timed_out),
	READS(0, "the error is reported, then the end of the stream"),
	{ 0 },
};

const struct promise forgotten[] = {
	SENDS(TESTED, NOTHING_NEW,
	      "the peer did not close, and tcp_fin_timeout has passed, of which no RFC tells: it is "
	      "forgotten silently"),
	GONE("at last it is a minisock, which ends with its timer: tw_timer_handler()"),
	COUNTS_HERE(TESTED, "TcpExtTCPAbortOnTimeout", 0, "no timeout is counted"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	NO_RESET_HERE(TESTED, AS_EVER),
	{ 0 },
};
