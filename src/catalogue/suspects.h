/* SPDX-License-Identifier: GPL-2.0-only */
/* suspects.h - which causes may be behind what somebody has seen, the likeliest first. Pure. */
#ifndef RSTLAB_SUSPECTS_H
#define RSTLAB_SUSPECTS_H

#include "causes.h"
#include "facet.h"
#include "query.h"
#include "select.h"
#include "why.h"

/* What is known; each of them narrows the choice. */
struct clues {
	struct query query;      /* of an error text, or of words; count 0: none */
	const char *when;        /* a moment; NULL: not known, as the others */
	const char *sender;      /* "client" or "server" */
	const char *counter;     /* one that grew */
	int window;              /* of the RST; -1: not known */
	struct asked by[FACETS]; /* of BY_ERRNO, BY_FLAGS, BY_REASON and BY_STATE */
};

struct suspect {
	const struct cause *cause;
	double score;                  /* among those of one answer */
	const struct symptom *symptom; /* by which it was found; NULL: by words of its own, or by
					* no words at all */
};

struct suspects {
	int count;
	struct suspect list[CAUSES_MAX];
	const struct symptom *symptom; /* that the words are of; NULL: of none above all */
	int unknown_count;             /* words of which nobody speaks */
	const char *unknown[QUERY_WORDS];
};

/*
 * Those of all causes to which all clues point, of which the @count scenarios of @all promise what
 * is asked for. A word of which nobody speaks is passed over; without one that tells anything,
 * nothing is found. 0, or -EINVAL where a clue is none that there is (a counter, a reason): then
 * @ret_why says so in one line.
 */
int suspects_find(const struct clues *clues, const struct scenario *const *all, int count,
		  struct suspects *ret, struct why *ret_why);

#endif
