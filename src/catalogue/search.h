/* SPDX-License-Identifier: GPL-2.0-only */
/* search.h - scenarios by words instead of names. Pure. */
#ifndef RSTLAB_SEARCH_H
#define RSTLAB_SEARCH_H

#include "select.h"

/*
 * Chooses among the @count scenarios of @all, and of what @filter lets through, those that speak of
 * each word of @texts, and those of the causes to which the words point; into @ret, as
 * select_scenarios() does. Returns how many.
 *
 * -ENOENT where @texts are no words to search for: all of them name scenarios; one is a pattern, or
 * a word of which nobody speaks, as a name is that was mistyped; or nothing speaks of them. What
 * there is to say of that, select_scenarios() says.
 */
int search_scenarios(const struct scenario *const *all, int count, char *const *texts,
		     int text_count, const struct filter *filter, const struct scenario **ret);

#endif
