/* SPDX-License-Identifier: GPL-2.0-only */
/* needs.h - what a machine must be able to do for a scenario, and whether this one can. */
#ifndef RSTLAB_NEEDS_H
#define RSTLAB_NEEDS_H

#include "ability.h"
#include "scenario.h"

#include <stdbool.h>
#include <stddef.h>

extern const struct ability abilities[];

extern const int ability_count;

/* By name, or NULL. */
const struct ability *ability_find(const char *name);

/* Why it is not there, from the -errno of that: "Operation not supported (CONFIG_VETH)". Returns
 * @text. */
const char *ability_why(const struct ability *ability, int error, char *text, size_t size);

enum { NEEDS_MORE = 1, NEEDS_ASKING };

/*
 * Can this machine play @scenario over @family? 0: it can. NEEDS_MORE: it cannot, and @why says in
 * a line what is missing. NEEDS_ASKING: it is the user who has not asked for it. -errno: that could
 * not be found out (ENOMEM); then @why says what of. -EINVAL: the scenario needs what nobody knows.
 */
int needs_check(const struct scenario *scenario, int family, bool own_machine, char *why,
		size_t size);

/* To be called before @scenario is played: begins what it needs. */
void needs_begin(const struct scenario *scenario);

#endif
