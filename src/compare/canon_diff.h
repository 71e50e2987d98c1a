/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_diff.h - in what two canonical forms differ. Pure. */
#ifndef RSTLAB_CANON_DIFF_H
#define RSTLAB_CANON_DIFF_H

#include "canon.h"

/* In what. */
enum aspect {
	/* as the traits, in their order */
	ASPECT_FLAGS,
	ASPECT_SEQ,
	ASPECT_ACK,
	ASPECT_WINDOW,
	ASPECT_OPTIONS,
	ASPECT_ARRIVAL,
	ASPECT_REASON,
	ASPECT_STATE,
	ASPECT_ERRNO,
	ASPECT_RETURN,
	ASPECT_COUNTER, /* the growth of a counter */

	ASPECT_SENDER,  /* another host sent the RST */
	ASPECT_PACKETS, /* how many there were */
	ASPECT_ORDER,
	ASPECT_CALLS,   /* a system call that the other story has not */
	ASPECT_SOCKETS, /* that a host had at a look */
	ASPECT_EVENTS,  /* of the tracepoints, how many there were */
	ASPECT_ABILITY, /* what the kernel can tell */
	ASPECT_VERDICT,
	ASPECTS
};
extern const char *const aspect_name[ASPECTS];

enum { DIFFERENCE_TEXT = 200 };

struct expected;

struct difference {
	enum aspect aspect;
	enum witness witness;        /* not of VERDICT */
	char who[NAME_SIZE * 2 + 1]; /* host, or "actor@host"; "" */
	int stream;                  /* connection, from 1; 0: none */
	char chapter[TEXT_SIZE];     /* "" */
	int chapter_at;              /* its number in the story; -1: none */
	char what[DIFFERENCE_TEXT];  /* "RST", "connect()", "TcpOutRsts" */
	char old[DIFFERENCE_TEXT], new[DIFFERENCE_TEXT];
	bool gained, lost;               /* ABILITY: which way */
	bool is_general;                 /* ABILITY: of the kernel, whatever the story */
	const struct expected *expected; /* why it had to come; NULL: nobody knows */
};

struct differences {
	int count, room;
	struct difference *difference;
};

/* Appends one, all zero. NULL: no memory. */
struct difference *differences_add(struct differences *list, enum aspect aspect);
void differences_free(struct differences *list);

/* Are their place and their text the same? */
bool difference_equal(const struct difference *a, const struct difference *b);

/*
 * Appends to @ret in what @old and @new differ. Where a witness could not speak on one side, that
 * is one difference, of its ability, and what it said on the other side is none. 0 or -ENOMEM.
 */
int canon_diff(const struct canon *old, const struct canon *new, struct differences *ret);

#endif
