/* SPDX-License-Identifier: GPL-2.0-only */
/* causes.h - the causes of lab/: by name, and of a scenario's RSTs. Pure. */
#ifndef RSTLAB_CAUSES_H
#define RSTLAB_CAUSES_H

#include "scenario.h"

#include <stdbool.h>

enum { CAUSES_MAX = 96 };

/* When a connection is reset: "connect", "first-data", ...; ends with NULL. */
extern const char *const cause_moments[];

/* By name, or NULL; NULL for NULL. */
const struct cause *cause_find(const char *name);

/* How high it stands among the causes of symptoms: what it stands before there, of all symptoms.
 * From 1. */
int cause_renown(const char *name);

/* Is @cause that one, or a kind of it? */
bool cause_is(const struct cause *cause, const char *name);

/* Why a RST of @who in @chapter of @scenario was sent: the first row of scenario.causes that fits,
 * or scenario.cause. A @chapter of NULL, or @who of ANY_HOST, is not known, and fits a row that
 * says nothing of it alone. NULL: it names none. */
const struct cause *scenario_cause(const struct scenario *scenario, const char *who,
				   const char *chapter);

/* The causes that @scenario names, each once, scenario.cause first. How many. */
enum { SCENARIO_CAUSES_MAX = 5 };
int scenario_causes(const struct scenario *scenario, const struct cause *ret[SCENARIO_CAUSES_MAX]);

/* Does @scenario name @cause, or a kind of it? */
bool scenario_has_cause(const struct scenario *scenario, const char *cause);

/* What is wrong with how @cause is written: a field that is empty, a word that is no moment, a
 * coarser cause that there is not. NULL: nothing. */
const char *cause_fault(const struct cause *cause);

#endif
