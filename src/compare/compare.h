/* SPDX-License-Identifier: GPL-2.0-only */
/* compare.h - saved runs beside each other: what changed from one kernel to the next. Pure. */
#ifndef RSTLAB_COMPARE_H
#define RSTLAB_COMPARE_H

#include "canon_diff.h"
#include "ladder.h"
#include "result.h"
#include "why.h"

enum { RUNS_MAX = 64, RUN_TEXT = 120 };

/* What became of a story from one run to the next. */
enum relation {
	SAME,
	CHANGED,   /* the same verdict, other evidence */
	REGRESSED, /* PASS, and now FAIL or XFAIL; XFAIL, and now FAIL */
	MENDED,    /* the reverse */
	GAINED,    /* a scenario or a counter that could not be had before */
	LOST,      /* the reverse */
	UNCLEAR,   /* BROKEN on one side: this speaks of us, and there is nothing to compare */
	MISSING,   /* played in one run only */
	RELATIONS
};
extern const char *const relation_name[RELATIONS];

struct compared_run {
	char path[RUN_TEXT];    /* as named by the user */
	char kernel[RUN_TEXT];  /* its release */
	char version[RUN_TEXT]; /* of the kernel; of Debian's it is not in the release */
	char machine[RUN_TEXT];
	char program[RUN_TEXT]; /* the version of rstlab-ns that played it */
	int results;
	int64_t time_ns;
};

/* One canonical form, and in how many iterations it came. */
struct form {
	struct canon canon;
	int times;
};

/* A scenario over one family in one run. */
struct cell {
	int iterations;     /* 0: it was not played */
	enum status status; /* the worst of its iterations */
	int form_count;
	struct form *form;
	int *seen;             /* the numbers of its iterations, as in the file */
	struct ladder *ladder; /* of the first of them; NULL: not wanted, see struct comparison */
};

/* From one run to a later one. */
struct step {
	int old, new; /* indices of runs */
	enum relation relation;
	bool is_unexpected; /* worse, or other, and neither a change of the kernel explains it nor
			       what the machine lacks */
	const char *old_outcome, *new_outcome; /* the story has several endings, and another came */
	struct differences differences;
};

struct row {
	const struct scenario *scenario;
	int family;
	struct cell cell[RUNS_MAX];
	struct step step[RUNS_MAX]; /* [0] is unused */
};

/* What the kernel of a run can tell of any story, and that of the run before it not, or the
 * reverse: one fact, in however many stories it shows. */
struct fact {
	int new;                             /* the later run */
	int results;                         /* of it, in which it shows */
	const struct difference *difference; /* in the first of them */
	bool is_unexpected;
};

/* An expected difference that did not come: in one story, or in none of those that it names by a
 * pattern. */
struct absent {
	const struct expected *expected;
	const struct row *row; /* NULL: none of the pattern */
	int old, new;
};

struct comparison {
	bool wants_ladders; /* set before the first result */
	int run_count;
	struct compared_run run[RUNS_MAX];
	int row_count, row_room;
	struct row **row;        /* by scenario and family */
	struct expected *change; /* that promises depend on */
	int change_count;
	int absent_count, absent_room;
	struct absent *absent;
	int fact_count, fact_room;
	struct fact *fact;
	int tally[RELATIONS];            /* of steps; and a fact is an ability, gained or lost */
	int tally_unexpected[RELATIONS]; /* of these, what nobody expects */
	int unexpected;                  /* all of them */
};

/* Opens the next run, whose results follow; @facts are copied. 0, or -EINVAL for one too many. */
int compare_run(struct comparison *comparison, const char *path, const struct run_facts *facts,
		struct why *ret_why);

/* A result of that run. 0 or -errno; then @ret_why says in one line what was
 * wrong: no memory, or the same result twice. */
int compare_result(struct comparison *comparison, const struct result *result, struct why *ret_why);

/* Puts the runs in the order of their kernels, the oldest first; of equal ones, as they came. To be
 * called before compare_conclude(). */
void compare_sort(struct comparison *comparison);

/*
 * All runs are there: says of each row and each run but the first what changed since the nearest
 * run before it in which the story could be played; since the run before it, if there is none. 0 or
 * -ENOMEM.
 */
int compare_conclude(struct comparison *comparison);

void compare_free(struct comparison *comparison);

#endif
