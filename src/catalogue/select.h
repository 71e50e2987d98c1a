/* SPDX-License-Identifier: GPL-2.0-only */
/* select.h - which scenarios are meant by patterns and filters, and in what order. Pure. */
#ifndef RSTLAB_SELECT_H
#define RSTLAB_SELECT_H

#include "facet.h"
#include "scenario.h"
#include "why.h"

#include <stdbool.h>

/* How many values of one side may be asked for. */
enum { ASKED_MAX = 16 };

/* Values of one side, of which a scenario must have one; none: it does not matter. */
struct asked {
	int count;
	const char *value[ASKED_MAX];
};

/* Each side narrows the choice. */
struct filter {
	struct asked by[FACETS];
	const char
		*between; /* "6.1.192,6.12.40": promises differ from the one kernel to the other */
};

/* Does it ask for anything? */
bool filter_asks(const struct filter *filter);

/* What it needs that not every machine can, "nftables mptcp own-machine"; "" for nothing. Returns
 * @buffer. */
const char *scenario_needs(const struct scenario *scenario, char *buffer, size_t size);

/*
 * Chooses among the @count scenarios of @all those that one of the operands names (see operand.h;
 * without any, all of them) and that @filter lets through. @ret, an array of @count that the caller
 * owns, gets them in the order of the document's sections and then those of no section, by name.
 *
 * Returns how many there are, 0 if operands and filter exclude each other; or -EINVAL if an operand
 * or a value of the filter is of no scenario at all: then @ret_why says so in one line and names
 * what may have been meant, or what there is.
 */
int select_scenarios(const struct scenario *const *all, int count, char *const *operands,
		     int operand_count, const struct filter *filter, const struct scenario **ret,
		     struct why *ret_why);

#endif
