/* SPDX-License-Identifier: GPL-2.0-only */
/* select.h - which scenarios are meant by patterns and filters, and in what order. Pure. */
#ifndef RSTLAB_SELECT_H
#define RSTLAB_SELECT_H

#include "scenario.h"
#include "why.h"

#include <stdbool.h>

/* Each that is not NULL narrows the choice. */
struct filter {
	const char *tag; /* a word of scenario.tags */
	/* Of one of its REASON promises, "NO_SOCKET"; its "SK_RST_REASON_" may stand before it. */
	const char *reason;
	const char *section; /* of the document: "1.4", or "1" for all of chapter 1 */
	const char
		*between; /* "6.1.192,6.12.40": promises differ from the one kernel to the other */
};

/* Is @tag one of its tags? */
/* What it needs that not every machine can, "nftables mptcp own-machine"; "" for nothing. Returns
 * @buffer. */
const char *scenario_needs(const struct scenario *scenario, char *buffer, size_t size);

bool scenario_has_tag(const struct scenario *scenario, const char *tag);

/*
 * Chooses among the @count scenarios of @all those that match one of the patterns (fnmatch(3);
 * without any pattern, all of them) and @filter. @ret, an array of @count that the caller owns,
 * gets them in the order of the document's sections and then those of no section, by name.
 *
 * Returns how many there are, 0 if pattern and filter exclude each other; or -EINVAL if a pattern
 * or a filter alone matches nothing: then @ret_why says so in one line and
 * names what may have been meant.
 */
int select_scenarios(const struct scenario *const *all, int count, char *const *patterns,
		     int pattern_count, const struct filter *filter, const struct scenario **ret,
		     struct why *ret_why);

#endif
