/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * evidence.h - what the witnesses said about one run.
 *
 * Plain data of fixed shape, without pointers: the lab process writes it into memory it shares with
 * the runner, so what was seen before a crash is kept; and it can be saved, loaded and judged
 * again. Left of the moment it is frozen nothing knows pass from fail; right of it nothing touches
 * the kernel.
 */
#ifndef RSTLAB_EVIDENCE_H
#define RSTLAB_EVIDENCE_H

#include "address.h"
#include "sizes.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	HOSTS_MAX = 6,
	ADDRESSES_MAX = 3,
	ENDS_MAX = 10,
	CHAPTERS_MAX = 128,
	PACKETS_MAX = 4096,
	EVENTS_MAX = 1024,
	LOOKS_MAX = 64,
	LOOK_SOCKETS_MAX = 64,
	COUNTERS_MAX = 512,
	CHAPTER_COUNTERS_MAX = 1024,
	RESETS_MAX = 256,
	FRAMES_MAX = 1 << 20, /* bytes of raw frames */
	LABEL_SIZE = 64,
	REASONS_SIZE = 1024,
	COUNTER_NAMES_SIZE = 16384,
	HOLDS_MAX = CHAPTERS_MAX + 1,
};

/* A network namespace that plays a machine. */
struct host_facts {
	char name[NAME_SIZE];
	struct in6_addr
		addr[ADDRESSES_MAX]; /* its addresses on its links; the first is what others call */
	int addr_count;
	bool forwards; /* a switch or a router: neither end of a connection */
	bool counted;  /* its counters were read chapter by chapter too */
};

/* One end of a veth link, where a capture listens. Ends are in pairs: the other one is index ^ 1.
 */
struct end_facts {
	int host;
	char ifname[16];
	uint64_t drops; /* packets the capture lost */
};

/* A frame at one end of a link. All numbers but `frame` are decoded from the raw bytes. */
struct packet {
	int64_t time_ns; /* CLOCK_REALTIME */
	int16_t end;
	int16_t chapter;
	bool sent;       /* left the host at this end; else arrived there */
	uint32_t frame;  /* where its bytes are in evidence.frames */
	uint16_t length; /* bytes on the wire */
	uint16_t caplen; /* bytes kept */
	uint8_t hold;    /* 1 + index in evidence.hold of when it came; 0: while the story played */
};

enum event_kind {
	EVENT_CALL,    /* a system call of an actor */
	EVENT_PROCESS, /* started, killed, exited */
	EVENT_LINK,    /* up, down, gone */
	EVENT_CHAPTER,
	EVENT_LOOK, /* a look() was taken; `ret` is its index */
	EVENT_NOTE, /* what an await waited for and saw */
};

struct event {
	int64_t begin_ns, end_ns; /* CLOCK_REALTIME */
	enum event_kind kind;
	int16_t host; /* -1: none */
	int16_t chapter;
	char actor[NAME_SIZE];
	char verb[NAME_SIZE];
	char text[TEXT_SIZE]; /* "connect(10.0.0.2:8080)": the call as written, without its result
			       */
	int64_t ret;
	int err; /* errno, 0 if it succeeded */
};

struct socket_facts {
	int state; /* TCP_ESTABLISHED ... of <netinet/tcp.h> */
	struct endpoint local, remote;
	uint32_t rqueue, wqueue;
	bool orphan; /* no process holds it */
};

struct look {
	char label[LABEL_SIZE];
	int16_t host, chapter;
	int64_t time_ns;
	int count;
	struct socket_facts socket[LOOK_SOCKETS_MAX];
};

/* A MIB counter that moved. */
struct counter_fact {
	int16_t host;
	char name[REASON_SIZE];
	int64_t before, after;
	int64_t held; /* that much of its growth came while the story was held */
};

/* A time in which the story was held open to the user: what came then is not its doing. */
struct hold_facts {
	char where[TEXT_SIZE];    /* "before 'the client sends'" */
	int64_t begin_ns, end_ns; /* CLOCK_REALTIME */
};

/* By how much a MIB counter grew in one chapter, at a host that is counted so. */
struct chapter_counter {
	int16_t host, chapter;
	char name[REASON_SIZE];
	int64_t grew;
};

/* An event of tcp:tcp_send_reset or tcp:tcp_receive_reset. */
struct reset_fact {
	int64_t time_ns;
	bool sent;
	int16_t host;                  /* -1: of no address of this lab */
	struct endpoint local, remote; /* remote is all zero where the kernel had none to show */
	char state[NAME_SIZE];         /* "LISTEN"; "NONE" without a socket; "" not told */
	char reason[REASON_SIZE];      /* "NO_SOCKET"; "" where this kernel has no reasons */
};

/* What a story has waited for and not seen. */
enum missed {
	MISSED_NOTHING,
	MISSED_SEGMENT, /* that arrives at the host, with the flags `word` at least */
	MISSED_SENT,   /* of the host, with the flags `word`; after a leading '~', at least these */
	MISSED_CALL,   /* that the call `word` of the host returns */
	MISSED_STATE,  /* that a socket of the host is in the state `word` */
	MISSED_GONE,   /* that a socket of the host is gone; `word` is the state that it is in */
	MISSED_COUNT,  /* that `number` sockets of the host are in the state `word` */
	MISSED_UNREAD, /* that a socket of the host holds `number` unread bytes */
};

struct missed_fact {
	enum missed what;
	int16_t host, chapter;
	char word[NAME_SIZE];
	int64_t number;
	uint16_t local_port, remote_port; /* of the socket; 0: of none */
	int64_t waited_ns;
	int packets; /* so many were seen when it began to wait */
};

/* Can this witness speak here? If not, why not, in words for a SKIP. */
struct witness_facts {
	bool present;
	char why_not[TEXT_SIZE];
};

enum ending {
	ENDED_WELL,   /* the story was played to its end, the witnesses drained */
	ENDED_BROKEN, /* `why` says what failed */
	ENDED_SKIP,   /* not possible here; `why` names what is missing */
	ENDED_UNTOLD, /* the process died before it could say */
	/* It was played until it waited for what TCP was to bring, `missed`, and that did not come;
	 * nothing was on its way any more, and the witnesses were drained. */
	ENDED_WAITING,
};

struct evidence {
	enum ending ending;
	char why[TEXT_SIZE * 2];
	bool unasked; /* ENDED_SKIP for want of an option of the run, not of the machine */
	char scenario[48];
	char kernel[64]; /* its release */
	/* "6.1.192": see kernel_version(); "" where nobody has noted it */
	char version[VERSION_SIZE];
	/* The names that its tracepoint has for reasons, a space between; "" where it has none, or
	 * nobody has noted them. */
	char reasons[REASONS_SIZE];
	int family;     /* AF_INET, AF_INET6 */
	uint32_t block; /* which addresses: see block_address() */
	int64_t begin_ns, end_ns;

	int host_count, end_count, chapter_count, packet_count, event_count, look_count;
	int counter_count, chapter_counter_count, reset_count;
	uint32_t frame_bytes;
	uint64_t trace_lost;    /* events that found the buffer full */
	uint64_t trace_missing; /* events that the kernel has counted and not handed over */

	struct missed_fact missed; /* ENDED_WAITING */

	int hold_count;
	uint64_t held_unkept; /* packets of holds that found no room, or that a capture lost then */
	int visits;           /* programs that the user has run in the hosts */
	struct hold_facts hold[HOLDS_MAX];

	struct witness_facts trace;      /* the tracepoint itself */
	struct witness_facts reason;     /* its field `reason` */
	struct witness_facts socketless; /* it fires for RSTs that no socket sends */

	/* The names of all counters that this kernel has, a space between; "" where nobody has
	 * noted them. */
	char counter_names[COUNTER_NAMES_SIZE];

	struct host_facts host[HOSTS_MAX];
	struct end_facts end[ENDS_MAX];
	char chapter[CHAPTERS_MAX][TEXT_SIZE];
	struct packet packet[PACKETS_MAX];
	struct event event[EVENTS_MAX];
	struct look look[LOOKS_MAX];
	struct counter_fact counter[COUNTERS_MAX];
	struct chapter_counter chapter_counter[CHAPTER_COUNTERS_MAX];
	struct reset_fact reset[RESETS_MAX];
	uint8_t frames[FRAMES_MAX];
};

/* Zeroes what was written since it was last all zero, as its counts tell; the rest is so still. */
void evidence_clear(struct evidence *ev);

/* Index of the host of that name, or -1. */
int evidence_host(const struct evidence *ev, const char *name);

/* Index of the host that owns @addr, or -1. */
int evidence_owner(const struct evidence *ev, const struct in6_addr *addr);

/* The growth of a counter; false if this kernel has no such counter, or none was recorded. */
bool evidence_counter(const struct evidence *ev, int host, const char *name, int64_t *ret_grew);

/* How many RSTs the kernel has told that @host has sent. */
int64_t evidence_traced(const struct evidence *ev, int host);

#endif
