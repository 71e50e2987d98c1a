/* SPDX-License-Identifier: GPL-2.0-only */
/* results.h - a run made by hand: one result of each status, with all that a report can show. */
#ifndef RSTLAB_RESULTS_H
#define RSTLAB_RESULTS_H

#include "report_format.h"

/* The formats themselves; the program finds them by name. */
extern const struct report_format report_text, report_ktap, results_json, report_junit,
	report_markdown, report_github, report_kcidb, report_nipa;

enum { RESULTS_COUNT = STATUS_COUNT };

extern const struct run_facts results_run;
extern const struct tally results_tally;
extern const struct scenario *const results_scenario[RESULTS_COUNT];

/* Result number @index, the enum status it has; to be freed with results_free(). */
struct result *results_make(int index);
void results_free(struct result *result);

/* results.json of @result alone, or of all of the made ones if it is NULL; to be freed. */
char *results_save(const struct result *result);

#endif
