/* SPDX-License-Identifier: GPL-2.0-only */
/* atlas_rows.h - what the map has of a scenario and of a reason, for who writes it down. Pure. */
#ifndef RSTLAB_ATLAS_ROWS_H
#define RSTLAB_ATLAS_ROWS_H

#include "scenario.h"

/* Reasons that no scenario can reach, and how that is known: by reading the kernel's source. Ends
 * with NULL. */
struct atlas_unreached {
	const char *reason, *why;
};
extern const struct atlas_unreached atlas_unreached[];

/* Why no scenario can reach it; NULL: some may. */
const char *atlas_why_unreached(const char *reason);

/* Does it promise a reset for @reason? */
bool atlas_promises(const struct scenario *scenario, const char *reason);

/* The reasons that scenarios reach, each once, by their letters, in @ret of ATLAS_REASONS_MAX.
 * How many. */
int atlas_reached(const struct scenario *const *list, int count, const char **ret);

bool atlas_has_reason(const struct scenario *scenario);
/* Is there a RST that no TCP sends? */
bool atlas_has_forged(const struct scenario *scenario);
bool atlas_resets_nothing(const struct scenario *scenario);

/* The clause of the RFC, or "". */
const char *atlas_clause(const struct scenario *scenario);

/* Who sends, which counters grow, who sees which error: lists, with ", " between. */
struct atlas_row {
	char senders[96], counters[256], errors[256];
};

/* @reason: of the row; NULL: of a scenario without reasons. */
void atlas_row(const struct scenario *scenario, const char *reason, struct atlas_row *ret);

/* What the tracepoint has of a listener; those of the lab are bound to addresses of their own. Two
 * lines. */
extern const char atlas_of_listeners[];

#endif
