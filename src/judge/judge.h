/* SPDX-License-Identifier: GPL-2.0-only */
/* judge.h - promises against evidence. Pure: the same evidence always gets the same verdict. */
#ifndef RSTLAB_JUDGE_H
#define RSTLAB_JUDGE_H

#include "promise.h"
#include "reading.h"

enum status {
	PASS,   /* each promise that could be examined was kept, and its witness saw it */
	FAIL,   /* speaks of TCP: a promise was broken, or two witnesses contradict each other */
	SKIP,   /* not applicable here: the machine, the kernel or the privilege lacks what it needs
		 */
	XFAIL,  /* the kernel departs from the RFC as it is known to: scenario.known_issue */
	BROKEN, /* speaks of us: the lab could not be built, a capture dropped packets, a deadline
		   passed */
	STATUS_COUNT
};

/* "PASS", "FAIL", ...  */
extern const char *const status_name[STATUS_COUNT];

/* Of the scenario's promises, and with those that every scenario owes. */
enum { PROMISES_MAX = 600, RULINGS_MAX = 616, RULING_TEXT = PROMISE_TEXT };

/* Five faults of a drill have room. */
enum { VERDICT_TEXT = TEXT_SIZE * 9 };

/* What became of one promise. */
struct ruling {
	enum witness witness;
	enum status status; /* PASS, FAIL or SKIP */
	const char *who;
	const char *because;
	const char *chapter;           /* that the promise names, or NULL */
	const char *outcome;           /* the outcome that it belongs to, or NULL */
	const struct wire_claim *wire; /* what it claims of segments, or NULL */
	bool agreement;                /* not of the scenario: the witnesses must agree */
	bool unsound;                  /* it names what is not there: no known issue excuses that */
	bool unreached;                /* SKIP: the story ended before, waiting in vain */
	bool is_shown;             /* .shown tells what kept or broke it, or the first of several */
	struct moment shown;       /* of the reading's timeline: .kind and .index */
	char kernels[RULING_TEXT]; /* "with COMMIT (since 6.11)": where it is a promise; "":
				      everywhere */
	char expected[RULING_TEXT];
	char actual[RULING_TEXT];
};

struct verdict {
	enum status status;
	char why[VERDICT_TEXT];        /* SKIP and BROKEN: the reason; of a drill, its figures */
	const struct outcome *outcome; /* which ending came, where the scenario has several */
	const struct change
		*lacks; /* a change that this kernel has not, and that makes a difference */
	int ruling_count;
	struct ruling ruling[RULINGS_MAX];
};

/*
 * Judges by the promises that @scenario makes on the kernel @version, and by the agreement that
 * every scenario owes: each RST on a wire is counted by the kernel that sent it (TcpOutRsts) and
 * told by its tracepoint, and the other way round.
 */
void judge(const struct scenario *scenario, const struct reading *reading, const char *version,
	   struct verdict *ret);

/* Is @segment one of those that the promise speaks of; and does it break that promise? */
bool ruling_speaks_of(const struct ruling *ruling, const struct reading *reading,
		      const struct segment *segment);
bool ruling_broken_by(const struct ruling *ruling, const struct reading *reading,
		      const struct segment *segment);

#endif
