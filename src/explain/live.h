/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live.h - the resets of a live host: joins what the kernel says of a RST with what an interface
 * shows of it, and names its causes. Pure.
 *
 * Its memory is bounded. When too many RSTs wait, the oldest is told with what is known of it by
 * then, and is counted as hurried.
 */
#ifndef RSTLAB_LIVE_H
#define RSTLAB_LIVE_H

#include "heard.h"
#include "live_view.h"

/* Which witnesses can be heard. */
struct live_witnesses {
	bool words;   /* the kernel's, on RSTs that sockets send and receive */
	bool reasons; /* words have reasons, and there are words on RSTs sent without a socket */
	bool wire;    /* at least one interface */
	bool all_interfaces; /* all of them: a packet not seen there was on no interface */
};

/* What became of a RST, according to its witnesses. */
enum live_fate {
	LIVE_SENT,     /* sent by this machine's TCP */
	LIVE_UNSEEN,   /* the same, but no interface saw it leave */
	LIVE_ALIEN,    /* left in the name of this host, but not sent by this machine's TCP */
	LIVE_PASSED,   /* came in by one interface and left by another: neither end is here */
	LIVE_RECEIVED, /* accepted by a socket of this machine */
	LIVE_IGNORED,  /* came in, and no socket accepted it */
	LIVE_ARRIVED,  /* came in; whether a socket accepted it is not known */
	LIVE_FATES
};

/* What a host knows of a RST that came, and of which the kernel has not said that it was taken. */
enum live_taking {
	TAKING_UNKNOWN,  /* it may have been */
	TAKING_NOT_OPEN, /* no open connection took it: their counters have not grown */
	TAKING_KEPT,     /* its connection is still there */
};

/* The RST that is asked about. */
struct live_arrival {
	const struct heard_packet *packet;
	int64_t time_ns;
	bool may_be_anew; /* a connection of these ends may have begun since */
};

struct live_reset {
	enum live_fate fate;
	int64_t time_ns;
	struct endpoint local, remote;     /* the sender is `local` for SENT, UNSEEN, ALIEN */
	const struct heard_word *word;     /* NULL: none */
	const struct heard_packet *packet; /* NULL: none */
	const struct diagnosis *diagnosis; /* from live_diagnose(); valid until the next RST */
	bool answers_syn;                  /* its header shows that it refuses a connection */
	bool local_serves;       /* `local` is the server, judged by SYNs, else by ports */
	enum live_taking taking; /* of IGNORED and ARRIVED: what else the host says */
	int state;               /* of TAKING_KEPT: the connection's */
	bool may_be_closing;     /* of IGNORED by TAKING_NOT_OPEN: or a closing one accepted it */
};

extern const char *const live_fate_name[LIVE_FATES]; /* "sent", "unseen", ... */

/* Does it carry an address of this machine as its source? */
static inline bool live_is_sent(enum live_fate fate)
{
	return fate == LIVE_SENT || fate == LIVE_UNSEEN || fate == LIVE_ALIEN;
}

struct live;

/* How far one witness may be behind the other. */
enum { LIVE_GRACE_MS = 300 };

/* Calls @told for each RST, once its fate is known. @lessons must outlive it. NULL: no memory. */
struct live *live_open(const struct lessons *lessons, struct live_witnesses witnesses,
		       void (*told)(void *arg, const struct live_reset *reset), void *arg);
void live_close(struct live *live);

/* The kernel may say nothing of a RST that its TCP sent. So before a RST is called ALIEN,
 * @is_untold is called with the `arg` of live_open(): has TCP counted more RSTs than were told? */
void live_doubt(struct live *live, bool (*is_untold)(void *arg));

/* The kernel may be silent on a RST that was accepted, or not be heard: then @taking is called with
 * the `arg` of live_open(). @ret_state: of TAKING_KEPT. */
void live_ask(struct live *live,
	      enum live_taking (*taking)(void *arg, const struct live_arrival *arrival,
					 int *ret_state));

/* What was heard. Each witness keeps its own order. */
void live_hear_word(struct live *live, const struct heard_word *word);
void live_hear_packet(struct live *live, const struct heard_packet *packet);

/* From @begin_ns to @end_ns, CLOCK_REALTIME, not everything was heard. For a RST of that time, a
 * missing witness proves nothing. */
void live_miss(struct live *live, int64_t begin_ns, int64_t end_ns);

/* Tells the RSTs that have waited long enough for their other witness, as of @now_ns,
 * CLOCK_REALTIME; with INT64_MAX, all. If the clock was set back, also those that seem to lie in
 * the future, as if their time had not been heard completely. */
void live_settle(struct live *live, int64_t now_ns);

/* When live_settle() is due next, CLOCK_REALTIME; -1: nothing waits. */
int64_t live_due(const struct live *live);

/* How many belong to namespaces that are not watched; these are not told. */
uint64_t live_elsewhere(const struct live *live);

/* How many RSTs were told too early, because too many waited. */
uint64_t live_hurried(const struct live *live);

#endif
