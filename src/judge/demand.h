/* SPDX-License-Identifier: GPL-2.0-only */
/* demand.h - what a run is held to besides its verdicts: that a witness was heard in all of it
 * (--require), that nothing of it was skipped (--no-skip). Pure. */
#ifndef RSTLAB_DEMAND_H
#define RSTLAB_DEMAND_H

#include "judge.h"

struct result;

/* A demand is the witness that it asks for, enum witness, or NO_SKIP. A set of them has a bit
 * each. */
enum { NO_SKIP, DEMANDS = WITNESS_COUNT, EXCUSES_MAX = 6 };
#define DEMAND_BIT(demand) (1u << (demand))

/* Why results lack what is demanded, and how many for that. */
struct excuse {
	int results;
	char why[RULING_TEXT];
	const char *remedy; /* what would give it */
};

struct shortfall {
	int results; /* that lack it */
	int cause_count;
	struct excuse cause[EXCUSES_MAX]; /* the first ones */
};

/* What is demanded, and how it stands. All zero but `asked` to begin with. */
struct demands {
	unsigned asked; /* a bit each */
	int results;    /* noted so far */
	struct shortfall of[DEMANDS];
};

/* "require-reason", "no-skip": its name in reports. */
extern const char *const demand_name[DEMANDS];

/*
 * Holds @result against what is demanded.
 *
 * A witness is lacking where a promise of it, or its agreement with the others, was not examined;
 * where the scenario was skipped and promises something of it; and where it has lost what it knows
 * of. Skipped is what has a SKIP, be it the scenario or a ruling. Neither speaks of a scenario over
 * a family in which it has not its subject: no machine could play it. One that the run was not
 * asked to play is skipped, but lacks no witness. What is BROKEN is told as that, and not here.
 */
void demands_note(struct demands *demands, const struct result *result);

/* Is what is demanded there, as far as noted? */
bool demand_is_met(const struct demands *demands, int demand);
bool demands_are_met(const struct demands *demands);

/* In one line why @demand is not met: in how many results, the cause of most of these, and what
 * would give it. Returns @buffer. */
enum { DEMAND_TEXT = RULING_TEXT + 320 };
const char *demand_text(const struct demands *demands, int demand, char *buffer, size_t size);

/* Of the demands asked for, the first after @demand, or the first of all if it is -1; -1: there is
 * no more. Witnesses come in their order, NO_SKIP last. */
int demand_next(const struct demands *demands, int demand);

#endif
