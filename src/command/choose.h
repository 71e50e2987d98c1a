/* SPDX-License-Identifier: GPL-2.0-only */
/* choose.h - which scenarios are meant, and which of them are this shard's. */
#ifndef RSTLAB_CHOOSE_H
#define RSTLAB_CHOOSE_H

#include "options.h"
#include "plan.h"
#include "why.h"

/* The scenarios that the operands and filters mean. @ret is the caller's to free; its count, or -1
 * and in @ret_why what is wrong. */
int choose_scenarios(const struct options *options, const struct scenario ***ret,
		     struct why *ret_why);

/* The same where operands may be words that are searched for: @ret_by_words says whether they
 * are. */
int choose_or_search(const struct options *options, const struct scenario ***ret,
		     bool *ret_by_words, struct why *ret_why);

/* The same, of the operands after the first, which names something else; drills, and the
 * states of the matrix, are among them. */
int choose_after_first(const struct options *options, const struct scenario ***ret,
		       struct why *ret_why);

/* The families over which operands and options want @scenario: OVER_IPV4, OVER_IPV6, or none. */
unsigned choose_families(const struct options *options, const struct scenario *scenario);

/* What of the chosen this shard plays. */
struct own {
	struct plan plan;
	int *part, count; /* numbers of the plan's parts */
	int *lab;         /* the same, as the runner counts: all that is chosen over all families */
};

/* 0, or -1 and in @why what is wrong; own_free() frees @ret either way. */
int choose_own(const struct options *options, const struct scenario *const *chosen, int count,
	       struct own *ret, struct why *why);
void own_free(struct own *own);

/* Why the operands and filters, each good by itself, choose nothing. */
const char *none_text(const struct options *options);

/* Says why nothing is to be played, by nobody's fault. EXIT_NOTHING. */
enum exit_code do_nothing(const struct options *options, const struct own *own);

#endif
