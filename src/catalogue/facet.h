/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facet.h - the sides by which scenarios are chosen: what they are tagged with, and what they
 * promise. Whatever tells of the values that there are, takes them from here. Pure.
 */
#ifndef RSTLAB_FACET_H
#define RSTLAB_FACET_H

#include "scenario.h"

#include <stdbool.h>
#include <stddef.h>

enum facet {
	BY_TAG,     /* a word of scenario.tags */
	BY_FOLDER,  /* of lab/, and so a part of a connection's life: "closing" */
	BY_REASON,  /* of a RST that is promised: "NO_SOCKET" */
	BY_SECTION, /* of the document: "1.4" */
	BY_ERRNO,   /* with which a call is promised to fail: "ECONNRESET" */
	BY_FLAGS,   /* exactly those of a RST on the wire: "RST,ACK" */
	BY_SENDER,  /* the host that sends a RST: "router" */
	BY_STATE,   /* of the socket at which the kernel resets: "LISTEN"; "NONE": of no socket */
	BY_CAUSE,   /* of its RSTs, or what that is a kind of: "abort-unread", "abort" */
	FACETS
};

/* What a value of it is called: "tag", "reason". */
extern const char *const facet_noun[FACETS];

/* What is to be said of a value that no scenario has: "no scenario has the tag". */
extern const char *const facet_none[FACETS];

/* Has @scenario this value, as a user spells it? "SK_RST_REASON_" may stand before a reason, 1 is
 * all of chapter 1, an errno may be its number, and flags stand in any order. */
bool facet_has(enum facet facet, const struct scenario *scenario, const char *asked);

/* The same of one promise of a scenario; of a side that is not promised, false. */
bool facet_has_promise(enum facet facet, const struct promise *promise, const char *asked);

/* A value, which need not end where it does. */
struct facet_value {
	const char *at;
	size_t length;
};

/* The values that the @count scenarios of @all have, each once, sorted; what is beyond
 * FACET_VALUES is left out. How many. */
enum { FACET_VALUES = 96 };
int facet_values(enum facet facet, const struct scenario *const *all, int count,
		 struct facet_value ret[FACET_VALUES]);

/* How a user may spell the value that is looked for: without what the kernel's headers put before a
 * reason. */
const char *facet_bare(enum facet facet, const char *asked);

#endif
