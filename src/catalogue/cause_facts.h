/* SPDX-License-Identifier: GPL-2.0-only */
/* cause_facts.h - what is seen of a cause, by what the scenarios promise that show it. Pure. */
#ifndef RSTLAB_CAUSE_FACTS_H
#define RSTLAB_CAUSE_FACTS_H

#include "facet.h"
#include "scenario.h"

#include <stdbool.h>

/* Of which cause @promise of @scenario speaks; NULL: of what no row of scenario.causes tells apart.
 */
const struct cause *promise_cause(const struct promise *promise, const struct scenario *scenario);

/* Does no scenario name @cause itself, only kinds of it? Then what is seen of these is seen of it.
 */
bool cause_is_abstract(const struct cause *cause, const struct scenario *const *all, int count);

/* Does one of the @count scenarios of @all promise of @cause the value @asked of @facet, as a user
 * spells it? Of BY_ERRNO, BY_FLAGS, BY_REASON and BY_STATE. */
bool cause_has(const struct cause *cause, enum facet facet, const char *asked,
	       const struct scenario *const *all, int count);

/* The same of a counter that grows: "TcpExtTCPAbortOnClose", also without "Tcp" or "TcpExt". */
bool cause_counts(const struct cause *cause, const char *counter, const struct scenario *const *all,
		  int count);

/* The same of a RST whose window field is @window; one that no promise names is not 0. */
bool cause_has_window(const struct cause *cause, int window, const struct scenario *const *all,
		      int count);

/* Is there such a counter in any promise? */
bool counter_is_known(const char *counter, const struct scenario *const *all, int count);

/* How the RST of @promise looks: "[RST] Seq SEG.ACK, window 0, no timestamps". False: it promises
 * none. */
bool reset_shape(const struct promise *promise, char *ret, size_t size);

/* In words: how its RSTs look, what calls fail with, which counters of which host grow; each once,
 * and "" if nothing is promised. */
enum { FACTS_TEXT = 512 };
struct cause_facts {
	char shapes[FACTS_TEXT], errors[FACTS_TEXT], counters[FACTS_TEXT], reasons[FACTS_TEXT];
};
void cause_facts(const struct cause *cause, const struct scenario *const *all, int count,
		 struct cause_facts *ret);

/* Does @a show @cause with less beside it than @b? Of equals, the first by name does. */
bool scenario_shows_better(const struct scenario *a, const struct scenario *b,
			   const struct cause *cause);

/* The scenario that shows @cause best: that of its name, else the simplest. NULL: none does. */
const struct scenario *cause_scenario(const struct cause *cause, const struct scenario *const *all,
				      int count);

#endif
