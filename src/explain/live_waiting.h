/* SPDX-License-Identifier: GPL-2.0-only */
/* live_waiting.h - the RSTs of a live host that one witness has told of and that still wait for
 * another. Finds the one that the next word or packet belongs to. Pure. For live.c. */
#ifndef RSTLAB_LIVE_WAITING_H
#define RSTLAB_LIVE_WAITING_H

#include "heard.h"
#include "live_view.h"

enum {
	WAITING_ROOM = 1 << 13,
	WAITING_PORTS = 1 << 10,
	WAITING_PLACES = 6, /* at which one RST is recognized */
};

enum { SENDER, RECEIVER };

/* What is known so far of a RST from `src` to `dst`. */
struct waiting {
	struct endpoint src, dst; /* dst is all zero where the kernel has none to show */
	int64_t begin_ns;
	bool has_packet, came, left;
	bool has_word[2], told[2]; /* indexed by SENDER, RECEIVER */
	struct heard_packet packet;
	int places; /* where it was seen: an interface and a direction */
	uint32_t place[WAITING_PLACES];
	struct heard_word word[2];
	bool is_spent;              /* its word was moved to another one */
	struct live_side own, peer; /* before it */
	bool is_whole;
	int next; /* an older one in the same bucket */
	int bucket;
	int next_of_port; /* an older one in the same bucket of sender ports */
	int port;         /* the bucket of ports it was added to; stays when it is renamed */
};

/* The first one has waited longest. The caller zeroes it, then calls waitings_begin(). */
struct waitings {
	uint64_t first, last; /* those that wait: from first up to, not including, last */
	int bucket[WAITING_ROOM], port[WAITING_PORTS];
	struct waiting waiting[WAITING_ROOM];
};

void waitings_begin(struct waitings *all);

static inline bool waitings_are_full(const struct waitings *all)
{
	return all->last - all->first == WAITING_ROOM;
}

/* The one that has waited longest; NULL: none. */
struct waiting *waitings_oldest(struct waitings *all);
void waitings_drop_oldest(struct waitings *all);

/* Adds one; there must be room. */
struct waiting *waitings_add(struct waitings *all, const struct endpoint *src,
			     const struct endpoint *dst, int64_t time_ns);

/* The oldest one that @word can belong to; NULL: none. */
struct waiting *waiting_of_word(struct waitings *all, const struct heard_word *word);

/* The oldest one that @packet can be, or be another sighting of; NULL: none. */
struct waiting *waiting_of_packet(struct waitings *all, const struct heard_packet *packet);

/*
 * Another waiting one that is the same RST as the oldest, with addresses that this host's NAT has
 * changed: one came in and the other left, or the kernel spoke of one before NAT turned it into the
 * other. NULL: none.
 */
struct waiting *waiting_translated(struct waitings *all);

/* Another waiting one that is the same RST as the oldest, sent by a listener of this host in the
 * name of another address, as a transparent proxy does: one has the listener's word, the other
 * left. NULL: none. */
struct waiting *waiting_in_anothers_name(struct waitings *all);

/* Sets its ends, now that they are known: a listener's word names no peer. */
void waiting_rename(struct waitings *all, struct waiting *waiting, const struct endpoint *src,
		    const struct endpoint *dst);

/*
 * Was the oldest one's RST told already? With its address before this host's NAT changed it; or
 * from the kernel's word alone, before it left: it may have waited for its neighbour's address.
 */
bool waiting_was_told(const struct waitings *all);

/* Notes a sighting. True: it is the first. */
bool waiting_see(struct waiting *waiting, const struct heard_packet *packet);

#endif
