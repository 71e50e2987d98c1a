/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * canon.h - what any two runs of one story on one kernel have in common: its canonical form. Pure.
 *
 * Noise is left out by kind, not by size. What stays is what TCP decides; what goes is what a
 * clock, a memory, an address or another process decides:
 *
 *   - time: durations, stamps, what a timer sent once more (retransmissions, probes), and the
 *     acknowledgements that a timer may delay, join or suppress;
 *   - names: addresses, ports, initial sequence numbers, process and file numbers. A number of a
 *     RST is told by its relation to the segments before it (RFC 9293, 3.10.7);
 *   - amounts: how the bytes of a stream were cut into segments, how large a buffer was. A window
 *     is shut or open;
 *   - order between hosts. What one host sent has an order; what two sent at once has none but by
 *     the chapters of the story, which are parted by facts.
 */
#ifndef RSTLAB_CANON_H
#define RSTLAB_CANON_H

#include "result.h"

/* What can be compared of a thing that was seen. */
enum trait {
	TRAIT_FLAGS,
	TRAIT_SEQ,
	TRAIT_ACK,
	TRAIT_WINDOW,
	TRAIT_OPTIONS,
	TRAIT_ARRIVAL,
	TRAIT_REASON,
	TRAIT_STATE,
	TRAIT_ERRNO,
	TRAIT_RETURN,
	TRAIT_COUNT, /* of sockets, of events, or the growth of a counter */
	TRAITS
};
extern const char *const trait_name[TRAITS];

/* The trait of a thing whose witness could not speak: it differs from nothing. */
#define TRAIT_UNTOLD "?"

/* The count of a counter that is promised, and that this kernel has not. */
#define TRAIT_ABSENT "no such counter"

enum { TRAIT_SIZE = 40, CANON_NAME = 112 };

/* A thing that was seen. Things of one witness and one host are a strand: they have an order. */
struct canon_item {
	enum witness witness;
	char who[NAME_SIZE * 2 + 1]; /* a host, or "actor@host" */
	int chapter;                 /* where in the story; -1: that does not count */
	int stream;                  /* which connection, from 1; 0: none */
	bool is_exhaustive;    /* means something only where each RST of that host is told of */
	char name[CANON_NAME]; /* "RST", "data", "connect", "TcpOutRsts" */
	char trait[TRAITS][TRAIT_SIZE]; /* "": has none such */
};

/* What the tracepoints of a kernel can tell. */
enum sight {
	SIGHT_TRACE,      /* that a RST was sent or received */
	SIGHT_REASON,     /* why */
	SIGHT_SOCKETLESS, /* also where there was no socket */
	SIGHTS
};
extern const char *const sight_name[SIGHTS];

/* A promise that was not kept, or that no witness could examine. */
struct canon_promise {
	bool is_broken;
	char text[2 * RULING_TEXT]; /* "wire, server: expected ..." */
	char actual[RULING_TEXT];
};

struct canon {
	enum status status;
	char why[VERDICT_TEXT]; /* SKIP, BROKEN */
	const char *outcome;    /* the scenario's; NULL: it has but one */
	struct canon_promise *promise;
	int promise_count;
	bool has[SIGHTS];
	bool is_traced; /* the tracepoint is there, and nothing of it was lost */
	int host_count;
	char host[HOSTS_MAX][NAME_SIZE];
	bool is_told[HOSTS_MAX]; /* of that host, the tracepoint told of as many RSTs as it counted
				  */
	char (*chapter)[TEXT_SIZE];
	int chapter_count;
	struct canon_item *item;
	int count, room;
};

/* The canonical form of @result. @ret is freed with canon_free(). 0 or -ENOMEM. */
int canon_read(const struct result *result, struct canon *ret);
void canon_free(struct canon *canon);

/* Are the two the same thing, with the same traits, at the same place of the story? */
bool canon_same(const struct canon_item *a, const struct canon_item *b);

/* Does it have the same traits, as far as both are told? */
bool canon_same_traits(const struct canon_item *a, const struct canon_item *b);

/* Did the tracepoint of @canon's kernel tell of each RST of @host? */
bool canon_tells(const struct canon *canon, const char *host);

/* "RST (flags RST,ACK, ...)": name and traits. Returns @buffer. */
const char *canon_text(const struct canon_item *item, char *buffer, size_t size);

#endif
