/* SPDX-License-Identifier: GPL-2.0-only */
/* registry.h - what the files of lab/ have registered. */
#ifndef RSTLAB_REGISTRY_H
#define RSTLAB_REGISTRY_H

#include "matrix.h"

/* All scenarios, in the order of the link; *ret_count of them. */
const struct scenario *const *registry_scenarios(int *ret_count);

/* By name, or NULL; drills too. */
const struct scenario *registry_scenario(const char *name);

/* The drills, which are no part of all scenarios; and one of them by name, or NULL. */
const struct scenario *const *registry_drills(int *ret_count);
const struct scenario *registry_drill(const char *name);

/* The states of the matrix, which are no part of all scenarios either, each against segments,
 * against calls, and against its timers; and one of them by name, or NULL. */
const struct scenario *const *registry_matrix(int *ret_count);
const struct scenario *registry_cells(const char *name);

/* The columns of the matrix, and its rows; they end with { 0 }. */
const struct matrix_row *registry_states(void);
const struct matrix_row *registry_segments(void);
const struct matrix_row *registry_calls(void);
const struct matrix_row *registry_timers(void);

/* The name of a drill as a user spells it: without "drill-", which tells it from a scenario's. */
const char *drill_name(const struct scenario *drill);

/* The file of lab/ that registered it, "half-open/half-open-fin"; "" where none did. */
const char *registry_source(const struct scenario *scenario);

/* Is that file in @folder of lab/; NULL: in none of registry_folders()? */
bool registry_is_in(const struct scenario *scenario, const char *folder);

/* The folders of lab/ and the tags, and what they mean; they end with { 0 }. */
const struct term *registry_folders(void);
const struct term *registry_tags(void);

/* All causes, in the order of the link; *ret_count of them. */
const struct cause *const *registry_causes(int *ret_count);

/* What people see: how many there are, and each, from 0. */
int registry_symptoms(void);
const struct symptom *registry_symptom(int nth);

/* Words of two meanings; ends with { 0 }. */
const struct homonym *registry_homonyms(void);

/* All topologies, in the order of the link; *ret_count of them. */
const struct topology *const *registry_topologies(int *ret_count);

/* By name; NULL stands for "direct". NULL if there is none. */
const struct topology *registry_topology(const char *name);

#endif
