/* SPDX-License-Identifier: GPL-2.0-only */
/* known_changes.h - differences between kernels that have to come, each with its reason. Pure. */
#ifndef RSTLAB_KNOWN_CHANGES_H
#define RSTLAB_KNOWN_CHANGES_H

#include "canon_diff.h"

#define IN(aspect) (1U << (aspect))

enum { EXPECTED_CHAPTERS = 8 };

struct expected {
	const char *since;    /* the kernels that have the change; see kernel_has() */
	const char *scenario; /* pattern, fnmatch(3) */
	unsigned aspects;     /* in which it shows: IN(ASPECT_...) */
	const char *what;     /* pattern of what differs, "server TcpOutRsts"; NULL: anything */
	const char *because;  /* NULL: the source says it */
	const char *source;   /* a commit, an RFC */
	bool may_stay_away;   /* not each of these stories can show it */
	/* It shows from the first of these chapters on, of what has a chapter; none: anywhere. */
	const char *chapter[EXPECTED_CHAPTERS];
};

/* The story goes another way: all aspects but what a kernel can tell. */
#define EXPECTED_STORY                                                                     \
	(IN(ASPECT_VERDICT) | IN(ASPECT_ERRNO) | IN(ASPECT_RETURN) | IN(ASPECT_PACKETS) |  \
	 IN(ASPECT_COUNTER) | IN(ASPECT_SOCKETS) | IN(ASPECT_EVENTS) | IN(ASPECT_ORDER) |  \
	 IN(ASPECT_CALLS) | IN(ASPECT_FLAGS) | IN(ASPECT_SEQ) | IN(ASPECT_ACK) |           \
	 IN(ASPECT_WINDOW) | IN(ASPECT_OPTIONS) | IN(ASPECT_ARRIVAL) | IN(ASPECT_REASON) | \
	 IN(ASPECT_STATE) | IN(ASPECT_SENDER))

/*
 * What kernels tell, and tell otherwise. Ends with { .since = NULL }. A change that a promise
 * depends on (struct change) has no row here: expected_of_scenario() makes one of it.
 */
extern const struct expected expected_table[];

/* The changes that the promises of @scenario depend on, each once, as rows into @ret, which has
 * room for @room of them; NULL: they are only counted. Returns how many there are. */
int expected_of_scenario(const struct scenario *scenario, struct expected *ret, int room);

/* Must the row show between these two kernels, in either direction? */
bool expected_between(const struct expected *row, const char *old, const char *new);

/* Is it a row of that scenario? */
bool expected_in(const struct expected *row, const char *scenario);

/* The number of the first chapter of the story @canon in which the row may show. */
int expected_from(const struct expected *row, const struct canon *canon);

/* Does the row, which shows from chapter @from on, explain that difference? Nothing explains a
 * FAIL. */
bool expected_explains(const struct expected *row, int from, const struct difference *difference);

#endif
