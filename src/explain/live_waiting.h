/* SPDX-License-Identifier: GPL-2.0-only */
/* live_waiting.h - the RSTs of a live host of which a witness has spoken, while another may: which
 * of them what is heard next is of. Pure. For live.c. */
#ifndef RSTLAB_LIVE_WAITING_H
#define RSTLAB_LIVE_WAITING_H

#include "heard.h"
#include "live_view.h"

enum {
	WAITING_ROOM = 1 << 13,
	WAITING_PORTS = 1 << 10,
	WAITING_PLACES = 6, /* at which one RST is known again */
};

enum { SENDER, RECEIVER };

/* What is known by now of a RST from `src` to `dst`. */
struct waiting {
	struct endpoint src, dst; /* dst is all zero where the kernel has none to show */
	int64_t begin_ns;
	bool has_packet, came, left;
	bool has_word[2], told[2]; /* by who speaks: its sender, its receiver */
	struct heard_packet packet;
	int places; /* where it was seen: by an interface, in one direction */
	uint32_t place[WAITING_PLACES];
	struct heard_word word[2];
	bool is_spent;              /* what it knew has gone to another one */
	struct live_side own, peer; /* before it */
	bool is_whole;
	int next; /* in its bucket: an older one */
	int bucket;
	int next_of_port; /* an older one whose sender's port is in the same bucket of ports */
	int port;         /* the list that it is in, whatever its name becomes */
};

/* The first of them has waited longest. Zeroed by the caller, and then waiting_begin(). */
struct waitings {
	uint64_t first, last; /* of those that wait: from first on, last is the next */
	int bucket[WAITING_ROOM], port[WAITING_PORTS];
	struct waiting waiting[WAITING_ROOM];
};

void waitings_begin(struct waitings *all);

static inline bool waitings_are_full(const struct waitings *all)
{
	return all->last - all->first == WAITING_ROOM;
}

/* The one that has waited longest; NULL: none waits. */
struct waiting *waitings_oldest(struct waitings *all);
void waitings_drop_oldest(struct waitings *all);

/* Adds one; there is room. */
struct waiting *waitings_add(struct waitings *all, const struct endpoint *src,
			     const struct endpoint *dst, int64_t time_ns);

/* The oldest that @word can be of; NULL: none that waits. */
struct waiting *waiting_of_word(struct waitings *all, const struct heard_word *word);

/* The oldest that @packet can be, or be seen again of; NULL: none that waits. */
struct waiting *waiting_of_packet(struct waitings *all, const struct heard_packet *packet);

/*
 * Of the oldest: one that waits and is the same RST, as NAT of this host has changed its addresses:
 * the one was seen to come and the other to leave, or the kernel has spoken of the one before it
 * became the other. NULL: there is none.
 */
struct waiting *waiting_translated(struct waitings *all);

/* Of the oldest: one that waits and is the same RST, which a listener of this host has sent in the
 * name of another address, as that of a transparent proxy: the one is its word, the other has left.
 * NULL: there is none. */
struct waiting *waiting_in_anothers_name(struct waitings *all);

/* It is one from @src to @dst, as is known now: a listener's word names no peer. */
void waiting_rename(struct waitings *all, struct waiting *waiting, const struct endpoint *src,
		    const struct endpoint *dst);

/*
 * Was the RST of the oldest told already? By another address, before NAT of this host has changed
 * it; or by the kernel's word alone, before it left: it may wait for its neighbour's address.
 */
bool waiting_was_told(const struct waitings *all);

/* Notes that it was seen so. True: for the first time. */
bool waiting_see(struct waiting *waiting, const struct heard_packet *packet);

#endif
