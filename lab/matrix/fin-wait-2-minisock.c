/* SPDX-License-Identifier: GPL-2.0-only */
/* fin-wait-2-minisock - FIN-WAIT-2, minisock: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] =
	"tcp_timewait_state_process(), substate FIN-WAIT-2: not RFC 5961, and RFC 793 only in "
	"part; the full socket of the same kernel, matrix-fin-wait-2-orphan, follows RFC 9293.";

static const struct promise of_segments[] = {
	WHILE_EACH("SYN in the window", "SYN,ACK", "SYN,FIN", "RST in the window"),
	ROWS_OF(wants_challenge),

	WHILE_EACH("SYN in the window", "SYN,ACK"),
	SENDS(TESTED, ONE(.len = IS(0)),
	      "either answer is allowed: ACK (RFC 5961, 4.2) or RST (RFC 793, 3.9)"),

	WHILE("SYN, old"),
	SENDS(TESTED, ONE(.flags = "ACK", .len = IS(0)),
	      "not acceptable: an ACK, and drop (RFC 9293, 3.10.7.4, first)"),
	COUNTS_HERE(TESTED, "TcpOutRsts", 0, AS_EVER),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("ACK of all data", "ACK of the ISS"),
	ROWS_OF(heard),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("ACK too old", "ACK of unsent data"),
	ROWS_OF(wants_challenged_ack),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("data", "data, urgent", "data with FIN", "FIN out of order"),
	ROWS_OF(refused),
	GONE("and the connection is gone"),
	RESETS_HERE(TESTED, 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
		    "tcp_timewait_state_process(): TCP_TW_RST"),

	WHILE_EACH("data, old", "data beyond the window"),
	ROWS_OF(answered),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("data, ACK of unsent data"),
	ROWS_OF(wants_challenged_ack),
	GONE("it is gone"),

	WHILE("FIN"),
	ROWS_OF(acknowledged),
	IN("TIME-WAIT", "both FINs are acknowledged: TIME-WAIT (RFC 9293, 3.10.7.4, fifth and "
			"eighth)"),

	WHILE_EACH("data without ACK", "no flags"),
	ROWS_OF(ignored_no_ack),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE_EACH("RST", "RST,ACK", "RST,ACK of unsent data", "RST with data", "SYN,RST",
		   "FIN,RST"),
	ROWS_OF(obeyed),
	GONE("the connection is deleted (RFC 9293, 3.10.7.4, second)"),

	WHILE_EACH("RST at RCV.NXT-1", "RST, old", "RST beyond the window"),
	ROWS_OF(wants_silence),
	IN("FIN-WAIT-2", AS_IT_WAS),

	WHILE("RST at the right edge"),
	{ TESTED, .look = CLAIM(look, HERE, .count = 1, .state = "FIN-WAIT-2"),
	  .known_broken = true,
	  .because = "RCV.NXT+RCV.WND is the first number outside the window: silently dropped "
		     "(RFC 9293, 3.10.7.4, second); the minisock treats it as in-window, and "
		     "accepts any" },

	WHILE("RST, old timestamp"),
	ROWS_OF(wants_belief),

	WHILE("RST, bad checksum"),
	ROWS_OF(ignored_checksum),
	IN("FIN-WAIT-2", AS_IT_WAS),

	IN_ALL,
	SENDS("peer", SOME(.flags = "~RST", .forged = true), "forged by the ghost"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("SOCK_DESTROY"),           ROWS_OF(destroyed_minisock),

	WHILE("the listener is closed"), ROWS_OF(unsaid),
	IN("FIN-WAIT-2", AS_IT_WAS),     { 0 },
};

SEGMENTS_OF(fin_wait_2_minisock, "fin-wait-2-minisock", "FIN-WAIT-2, minisock",
	    "RFC 9293, 3.10.7.4", .why = why, .promises = of_segments,
	    .proves = "The remains of a closed connection that waits for a FIN: any in-window "
		      "RST ends it, a RST outside is answered, an in-window SYN is reset, and "
		      "acknowledgement numbers are not checked.",
	    .known_issue =
		    "an in-window RST ends FIN-WAIT-2 without a challenge, one outside is "
		    "answered with an ACK; an in-window SYN is reset; acknowledgements and old "
		    "RSTs are not checked (RFC 9293, 3.10.7.4; RFC 5961)");

CALLS_OF(fin_wait_2_minisock, "fin-wait-2-minisock", "FIN-WAIT-2, minisock", "RFC 9293, 3.10.7.4",
	 .why = why, .promises = of_calls);

static const struct promise of_timers[] = {
	WHILE("FIN-WAIT-2 timer"),
	ROWS_OF(forgotten),
	{ 0 },
};

TIMERS_OF(fin_wait_2_minisock, "fin-wait-2-minisock", "FIN-WAIT-2, minisock",
	  .promises = of_timers);
