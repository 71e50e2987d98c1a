/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * witnesses.h - the four witnesses, and what a scenario promises of them. Part of scenario.h.
 *
 * The table of promises is written by the macros at the end: a macro a witness, so that no row can
 * name one witness and claim something of another.
 */
#ifndef RSTLAB_WITNESSES_H
#define RSTLAB_WITNESSES_H

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From 1, so that none passes for a NULL pointer. */
enum witness { WIRE = 1, SOCKET, COUNTER, REASON, WITNESS_COUNT };

/* A number that is promised; a designated initialiser that leaves it out promises nothing. */
struct want {
	bool is_set;
	int64_t value;
};
/* clang-format off */
#define IS(number) { true, number }
/* clang-format on */

/* What a segment's numbers must be, in terms of the segments before it (RFC 9293, 3.10.7). */
enum number {
	ANY_NUMBER,
	ZERO,    /* the field itself is 0, not a relative 0 */
	SEG_ACK, /* the acknowledgement number of the segment it answers */
	SEG_SEQ, /* SEG.SEQ of that segment: nothing of it was taken */
	SEG_END, /* SEG.SEQ + SEG.LEN of the segment it answers; SYN and FIN count */
	SND_NXT, /* the next sequence number of its sender */
	RCV_NXT, /* all that its sender has received in order */
};

/* Segments that @who put on a wire, first and foremost RSTs. */
struct wire_claim {
	const char
		*flags; /* exactly these: "RST,ACK"; with a leading '~', at least these: "~RST" */
	struct want count; /* so many; not set: at least one */
	enum number seq, ack;
	struct want win, len;         /* window as the field holds it; payload bytes */
	struct want rel_seq, rel_ack; /* as Wireshark prints them */
	struct want open;             /* 1: the window is not 0, whatever it is; 0: it is 0 */
	struct want timestamps;       /* 1: has the TS option; 0: has not */
	struct want echo; /* 1: its TSecr is a TSval that its sender had received in this connection
			   * (RFC 7323, 3.2); 0: is none */
	struct want md5;  /* 1: has the option of TCP MD5 (RFC 2385, 3.0), so it is signed; 0: has
			   * not */
	struct want ao;   /* 1: has the option of TCP-AO (RFC 5925, 2.2); 0: has not */
	struct want tcprst; /* the reason in MP_TCPRST (RFC 8684, 3.6); NO_TCPRST: has none */
	struct want ttl;    /* IPv4 TTL or IPv6 hop limit where it was seen last, so at its
			     * destination, if it arrived: each router on the way has taken one */
	struct want tos;    /* IPv4 TOS or IPv6 traffic class, as it was sent */
	struct want df;     /* 1: no router may fragment it: IPv4 with DF set (RFC 791, 3.1), and
			     * IPv6 always (RFC 8200, 5); 0: a router may */
	struct want newer;  /* 1: it opens a connection, and its number is above all that its sender
			     * had used in the one with the same ports before (RFC 9293, 3.6.1);
			     * 0: is not, or there was none */
	bool lost;          /* it left, and did not arrive */
	bool anew;   /* but for what a timer sends again: SYN, data, FIN that it has sent before */
	bool again;  /* only what it has sent before */
	bool forged; /* not sent by a TCP: by a firewall, or by the story itself. No kernel counts
		      * it, and no tracepoint tells of it: the agreement of witnesses leaves it out
		      */
};

enum { NO_TCPRST = -1 };

/*
 * The shapes that Linux gives a RST, as fields of a wire_claim:
 *
 *   SENDS("server", ONE(RST_REPLY), "...")
 *
 * A reply is made of the segment that it answers alone, by tcp_v4_send_reset() or
 * tcp_v6_send_reset(): of its acknowledgement number, where it bore one, else with an ACK of that
 * segment (RFC 9293, 3.10.7.1). A firewall's reject is made as such a reply.
 *
 * An abort is made of a connection that its own side ends, by tcp_send_active_reset(): it has the
 * connection's numbers and window, and its timestamps where the SYNs agreed on them (RFC 9293,
 * 3.10.5).
 */
#define RST_REPLY \
	.flags = "RST", .seq = SEG_ACK, .ack = ZERO, .win = IS(0), .len = IS(0), .timestamps = IS(0)
#define RST_ACK_REPLY                                                                \
	.flags = "RST,ACK", .seq = ZERO, .ack = SEG_END, .win = IS(0), .len = IS(0), \
	.timestamps = IS(0)
#define RST_ABORT           RST_ABORT_WINDOW(1)
#define RST_ABORT_NO_WINDOW RST_ABORT_WINDOW(0) /* its receive buffer is full */
#define RST_ABORT_WINDOW(is_open)                                                              \
	.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .open = IS(is_open), .len = IS(0), \
	.timestamps = IS(1), .echo = IS(1)

/* What a call of @who returned. */
struct call_claim {
	const char *verb; /* "connect", "recv", ... */
	int nth;          /* the nth such call there, from 1; 0: the last */
	struct want ret;  /* return value; not set: 0 or more where err is 0 */
	int err;          /* errno; 0: the call succeeded */
};

/* The sockets that @who had at a look(). */
struct look_claim {
	const char *label; /* of the look */
	const char *state; /* "TIME-WAIT"; with a leading '~', any but this; NULL: any */
	uint16_t port;     /* local or remote port; 0: any */
	int64_t count;
};

/* By how much a MIB counter of @who grew: "TcpOutRsts", "TcpExtTCPAbortOnClose", as nstat names it.
 */
struct counter_claim {
	const char *name;
	int64_t grew;
	bool here; /* in the chapter of the promise; else in the whole story */
};

/* What the kernel said at a RST of @who, at tracepoint tcp:tcp_send_reset. */
struct reason_claim {
	const char
		*reason;   /* "NO_SOCKET", ... : enum sk_rst_reason without its prefix; NULL: any */
	const char *state; /* the socket's state there: "LISTEN"; "NONE": no socket; NULL: any */
	struct want count; /* not set: exactly one */
	bool here;         /* in the chapter of the promise; else in the whole story */
};

/*
 * A change of the kernel that a promise depends on. What a kernel can or cannot do at all is no
 * such change: that is found out where it runs, see scenario.needs.
 */
struct change {
	/* The releases that have it first: of the stable lines that took it, and of the mainline,
	 * last: "6.1.133 6.6.51 6.10.9 6.11" */
	const char *since;
	const char *what; /* "bac76cf89816 (tcp: fix forever orphan socket caused by tcp_abort)" */
};

/*
 * What a witness must have seen. A row without @who opens a group: what it says holds for the rows
 * after it; or it stands for other rows. The table ends with { 0 }.
 */
struct promise {
	const char *who;     /* a host, or ANY_HOST */
	const char *because; /* why TCP must do so: RFC clause, kernel function, page of a manual;
			      * NULL: as the stack does in any story, see stack_fact() */
	/* Exactly one of these; it says which witness is asked. */
	const struct wire_claim *wire;
	const struct call_claim *call; /* SOCKET */
	const struct look_claim *look; /* SOCKET */
	const struct counter_claim *counter;
	const struct reason_claim *reason;
	const char *chapter; /* of segments and calls: only in this one; NULL or "": in all */
	const char *outcome; /* only where the story ended this way; see struct outcome */
	const struct change *with, *without; /* only on kernels that have it; that have it not */
	/* The kernel is known not to keep this one: what it does instead is a known issue, see
	 * scenario.known_issue, and breaks nothing. */
	bool known_broken;
	const struct change
		*mended; /* NULL: by none yet; a kernel that has it must keep it again */

	const char *const *chapters;  /* of a group: its rows hold in each of these; up to NULL */
	const struct promise *rows;   /* instead of all others: the rows of this table */
	const struct promise *groups; /* likewise: its groups */
};

#define ANY_HOST "any host"

/* clang-format off */

/*
 * Rows that open a group:
 *
 *   WHILE("the client closes"),     what follows speaks of that chapter,
 *   WHILE_EACH("FIN", "RST"),       of each of these chapters,
 *   IN_ALL,                         of the whole story again;
 *   ENDING("the FIN came first"),   and only of stories that ended so, in all chapters,
 *   ANY_ENDING,                     and of all again.
 *
 * They say when segments went and calls were made; sockets, counters and reasons are those of the
 * whole story, wherever their rows stand, but for COUNTS_HERE() and RESETS_HERE().
 *
 * And one that stands for the rows of another table, in the group at hand; it holds no groups:
 *
 *   ROWS_OF(unaware),
 *
 * Or for the groups of another table, in one such table at most; after it no group is open:
 *
 *   GROUPS_OF(answers),
 */
#define WHILE(title)    { .chapter = title }
#define WHILE_EACH(...) { .chapters = (const char *const[]){ __VA_ARGS__, NULL } }
#define IN_ALL          { .chapter = "" }
#define ENDING(name)    { .outcome = name, .chapter = "" }
#define ANY_ENDING      { .outcome = "", .chapter = "" }
#define ROWS_OF(table)  { .rows = table }
#define GROUPS_OF(table) { .groups = table }

/*
 * Rows that promise. The last argument says why; AS_EVER leaves that to the table of what the stack
 * does in any story. More fields of the row may follow: .with = &change, .known_broken = true.
 */
#define AS_EVER NULL

#define CLAIM(kind, ...) &(const struct kind##_claim){ __VA_ARGS__ }

/*
 * WIRE: so many such segments did the host put on a wire.
 *
 *   SENDS("server", ONE(RST_ACK_REPLY), "no socket (RFC 9293, 3.10.7.1)"),
 *   SENDS("client", NO("~FIN"), "an ABORT sends no FIN"),
 *   SENDS("client", NOTHING, "nobody has told the client"),
 */
#define SENDS(host, claim, ...) { host, .wire = claim, .because = __VA_ARGS__ }
#define ONE(...)                CLAIM(wire, .count = IS(1), __VA_ARGS__)
#define TIMES(number, ...)      CLAIM(wire, .count = IS(number), __VA_ARGS__)
#define SOME(...)               CLAIM(wire, __VA_ARGS__) /* at least one */
#define NO(wanted)              CLAIM(wire, .count = IS(0), .flags = wanted)
#define NOTHING                 CLAIM(wire, .count = IS(0))
#define NOTHING_NEW             CLAIM(wire, .count = IS(0), .anew = true)

/*
 * SOCKET: what the last such call of the host returned; or the second, NTH(2, "send").
 *
 *   CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
 *   CALL_RETURNS("client", NTH(1, "send"), 21, "it sends as if nothing had happened"),
 *   CALL_WORKS("client", "connect", "its port is free at once"),
 *
 * And of tcp_poll() exactly the bits of <poll.h> that are set; 0: none.
 *
 *   POLLS("client", POLLIN | POLLOUT | POLLRDHUP, "a FIN has come"),
 *   POLLS_NTH("client", 2, POLLIN | POLLOUT | POLLHUP | POLLRDHUP, "its error was read"),
 */
#define CALL_FAILS(host, name, error, ...) \
	{ host, .call = CLAIM(call, name, .err = error), .because = __VA_ARGS__ }
#define CALL_RETURNS(host, name, value, ...) \
	{ host, .call = CLAIM(call, name, .ret = IS(value)), .because = __VA_ARGS__ }
#define CALL_WORKS(host, name, ...) { host, .call = CLAIM(call, name), .because = __VA_ARGS__ }
#define NTH(number, name)           name, .nth = number
#define POLLS(host, bits, ...)      CALL_RETURNS(host, "poll", bits, __VA_ARGS__)
#define POLLS_NTH(host, number, bits, ...) \
	CALL_RETURNS(host, NTH(number, "poll"), bits, __VA_ARGS__)

/*
 * SOCKET: how many sockets of the host a look() saw.
 *
 *   HAS_SOCKETS("server", 1, "after", "LISTEN", "netstat shows the listener"),
 *   HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE), "forgotten"),
 *   HAS_SOCKETS("client", 1, HERE, "SYN-SENT", "it still waits"),   the look named as the chapter
 */
#define HAS_SOCKETS(host, number, look_label, in_state, ...) \
	{ host, .look = CLAIM(look, look_label, .count = number, .state = in_state), \
	  .because = __VA_ARGS__ }
#define AT_PORT(number, in_state) in_state, .port = number
#define ANY_STATE                 NULL
#define BUT_LISTENERS             "~LISTEN"
#define HERE                      ""

/* COUNTER: COUNTS("server", "TcpOutRsts", 1, AS_EVER), */
#define COUNTS(host, name, growth, ...) \
	{ host, .counter = CLAIM(counter, name, growth), .because = __VA_ARGS__ }

/* The same of a chapter, at a host whose counters are read chapter by chapter: count_chapters() of
 * matrix.h. */
#define COUNTS_HERE(host, name, growth, ...) \
	{ host, .counter = CLAIM(counter, name, growth, .here = true), .because = __VA_ARGS__ }

/*
 * REASON: what the kernel said at the RSTs that it sent at the host.
 *
 *   RESETS("server", 1, "NO_SOCKET", "NONE", "the SYN found no socket"),
 *   NO_RESET("server", "the SYN found a firewall, not a closed port"),
 *   NO_RESET(ANY_HOST, "nothing was reset"),
 */
#define RESETS(host, number, for_reason, in_state, ...) \
	{ host, .reason = CLAIM(reason, for_reason, in_state, .count = IS(number)), \
	  .because = __VA_ARGS__ }
#define NO_RESET(host, ...) RESETS(host, 0, ANY_REASON, ANY_STATE, __VA_ARGS__)
#define ANY_REASON          NULL

/* The same of a chapter. */
#define RESETS_HERE(host, number, for_reason, in_state, ...) \
	{ host, .reason = CLAIM(reason, for_reason, in_state, .count = IS(number), .here = true), \
	  .because = __VA_ARGS__ }
#define NO_RESET_HERE(host, ...) RESETS_HERE(host, 0, ANY_REASON, ANY_STATE, __VA_ARGS__)

/* clang-format on */

#endif
