/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live.h - the resets of a live host: what the kernel says of a RST and what an interface shows of
 * it are brought together, and its causes are named. Pure.
 *
 * What it takes does not grow with what is heard: of too much, the oldest is told with what is
 * known of it by then, and that is counted.
 */
#ifndef RSTLAB_LIVE_H
#define RSTLAB_LIVE_H

#include "heard.h"
#include "live_view.h"

/* Which witnesses there are. */
struct live_witnesses {
	bool words;          /* the kernel's, of the RSTs that sockets send and receive */
	bool reasons;        /* and with them reasons, and those of RSTs that no socket sends */
	bool wire;           /* some interface */
	bool all_interfaces; /* and not one alone: what it does not see, nobody has */
};

/* What became of a RST, by its witnesses. */
enum live_fate {
	LIVE_SENT,     /* this machine's TCP sent it */
	LIVE_UNSEEN,   /* the same, and no interface has seen it leave */
	LIVE_ALIEN,    /* it left in the name of this host, and no TCP of this machine sent it */
	LIVE_PASSED,   /* it came by one interface and left by another: no end of it is here */
	LIVE_RECEIVED, /* a socket of this machine took it */
	LIVE_IGNORED,  /* it came, and no socket took it */
	LIVE_FATES
};

struct live_reset {
	enum live_fate fate;
	int64_t time_ns;
	struct endpoint local, remote;     /* its sender is `local` of SENT, UNSEEN, ALIEN */
	const struct heard_word *word;     /* NULL: none */
	const struct heard_packet *packet; /* NULL: none */
	const struct diagnosis *diagnosis; /* as live_diagnose() has it; stays until the next */
	bool answers_syn;                  /* by its header: it refuses a connection */
	bool local_serves; /* `local` is the server, by its SYNs, else by the ports */
};

extern const char *const live_fate_name[LIVE_FATES]; /* "sent", "unseen", ... */

/* Is it of those that this machine's name stands on? */
static inline bool live_is_sent(enum live_fate fate)
{
	return fate == LIVE_SENT || fate == LIVE_UNSEEN || fate == LIVE_ALIEN;
}

struct live;

/* How long the one witness may be behind the other. */
enum { LIVE_GRACE_MS = 300 };

/* @told is called for each RST, once it is known what became of it. @lessons must stay. NULL: no
 * memory. */
struct live *live_open(const struct lessons *lessons, struct live_witnesses witnesses,
		       void (*told)(void *arg, const struct live_reset *reset), void *arg);
void live_close(struct live *live);

/* The kernel may be silent on a RST that its TCP has sent: before one is told to be of no TCP,
 * @is_untold is called with the `arg` of live_open(): has TCP counted more RSTs than were told? */
void live_doubt(struct live *live, bool (*is_untold)(void *arg));

/* What was heard; of each witness in its own order. */
void live_hear_word(struct live *live, const struct heard_word *word);
void live_hear_packet(struct live *live, const struct heard_packet *packet);

/* From @begin_ns to @end_ns, CLOCK_REALTIME, nothing was heard, or not all: of a RST of that time
 * it says nothing that a missing witness would. */
void live_miss(struct live *live, int64_t begin_ns, int64_t end_ns);

/* Tells of those that have waited for their other witness until @now_ns, CLOCK_REALTIME; of all
 * with INT64_MAX. Where the clock was set back, of those too that seem to be to come, as of those
 * of whose time not all was heard. */
void live_settle(struct live *live, int64_t now_ns);

/* When live_settle() is due next; -1: nothing waits. */
int64_t live_due(const struct live *live);

/* How many were of namespaces that are not watched, and so are not told. */
uint64_t live_elsewhere(const struct live *live);

/* How many RSTs were told before their time, for want of room. */
uint64_t live_hurried(const struct live *live);

#endif
