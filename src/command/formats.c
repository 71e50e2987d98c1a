/* SPDX-License-Identifier: GPL-2.0-only */
#include "formats.h"

#include "compare_format.h"
#include "explain_format.h"
#include "live_format.h"
#include "report_format.h"

#include <string.h>

/* A new format is a file and a row here. */
#define RESULT_ROWS(ROW)     \
	ROW(report_text)     \
	ROW(report_ktap)     \
	ROW(results_json)    \
	ROW(report_junit)    \
	ROW(report_markdown) \
	ROW(report_html)     \
	ROW(report_github)   \
	ROW(report_kcidb)    \
	ROW(report_nipa)

/* Of the state-event matrix two are its own. */
#define MATRIX_ROWS(ROW)            \
	ROW(matrix_text_report)     \
	ROW(report_ktap)            \
	ROW(results_json)           \
	ROW(report_junit)           \
	ROW(matrix_markdown_report) \
	ROW(report_html)            \
	ROW(report_github)          \
	ROW(report_kcidb)           \
	ROW(report_nipa)

#define COMPARE_ROWS(ROW)     \
	ROW(compare_text)     \
	ROW(compare_markdown) \
	ROW(compare_html)     \
	ROW(compare_json)

#define EXPLAIN_ROWS(ROW)     \
	ROW(explain_text)     \
	ROW(explain_markdown) \
	ROW(explain_html)     \
	ROW(explain_json)

#define WATCH_ROWS(ROW)    \
	ROW(live_text)     \
	ROW(live_markdown) \
	ROW(live_html)     \
	ROW(live_json)

#define DECLARE_RESULT(format)  extern const struct report_format format;
#define DECLARE_COMPARE(format) extern const struct compare_format format;
#define DECLARE_EXPLAIN(format) extern const struct explain_format format;
#define DECLARE_WATCH(format)   extern const struct live_format format;
#define POINT_TO(format)        &format,

RESULT_ROWS(DECLARE_RESULT)
MATRIX_ROWS(DECLARE_RESULT)
COMPARE_ROWS(DECLARE_COMPARE)
EXPLAIN_ROWS(DECLARE_EXPLAIN)
WATCH_ROWS(DECLARE_WATCH)

static const struct report_format *const of_results[] = { RESULT_ROWS(POINT_TO) };
static const struct report_format *const of_matrix[] = { MATRIX_ROWS(POINT_TO) };
static const struct compare_format *const of_comparisons[] = { COMPARE_ROWS(POINT_TO) };
static const struct explain_format *const of_explanations[] = { EXPLAIN_ROWS(POINT_TO) };
static const struct live_format *const of_watches[] = { WATCH_ROWS(POINT_TO) };

enum {
	RESULTS = sizeof(of_results) / sizeof(of_results[0]),
	MATRICES = sizeof(of_matrix) / sizeof(of_matrix[0]),
	COMPARISONS = sizeof(of_comparisons) / sizeof(of_comparisons[0]),
	EXPLANATIONS = sizeof(of_explanations) / sizeof(of_explanations[0]),
	WATCHES = sizeof(of_watches) / sizeof(of_watches[0]),
	NAMES_MAX = 4,
};

/* Those of commands that print one thing, and do so themselves. */
static const char *const own_names[FORMAT_SETS][NAMES_MAX] = {
	[LIST_FORMATS] = { "text", "names", "json" },
	[MAP_FORMATS] = { "text", "markdown", "json" },
	[ATLAS_FORMATS] = { "text", "markdown", "html", "json" },
	[DESCRIBE_FORMATS] = { "text", "svg" },
	[DOCTOR_FORMATS] = { "text", "json" },
	[HELD_FORMATS] = { "text", "json" },
};

const char *format_name(enum format_set set, int nth)
{
	if (set == RESULT_FORMATS)
		return nth < RESULTS ? of_results[nth]->name : NULL;
	if (set == MATRIX_FORMATS)
		return nth < MATRICES ? of_matrix[nth]->name : NULL;
	if (set == COMPARE_FORMATS)
		return nth < COMPARISONS ? of_comparisons[nth]->name : NULL;
	if (set == EXPLAIN_FORMATS)
		return nth < EXPLANATIONS ? of_explanations[nth]->name : NULL;
	if (set == WATCH_FORMATS)
		return nth < WATCHES ? of_watches[nth]->name : NULL;
	return nth < NAMES_MAX ? own_names[set][nth] : NULL;
}

const struct report_format *report_find(enum format_set set, const char *name)
{
	for (int i = 0; i < MATRICES && set == MATRIX_FORMATS; i++)
		if (strcmp(of_matrix[i]->name, name) == 0)
			return of_matrix[i];
	for (int i = 0; i < RESULTS && set != MATRIX_FORMATS; i++)
		if (strcmp(of_results[i]->name, name) == 0)
			return of_results[i];
	return NULL;
}

bool report_goes_beside(enum format_set set, const char *name)
{
	const struct report_format *format =
		set == RESULT_FORMATS || set == MATRIX_FORMATS ? report_find(set, name) : NULL;

	return format && format->goes_beside;
}

const struct compare_format *compare_format_find(const char *name)
{
	for (int i = 0; i < COMPARISONS; i++)
		if (strcmp(of_comparisons[i]->name, name) == 0)
			return of_comparisons[i];
	return NULL;
}

const struct explain_format *explain_format_find(const char *name)
{
	for (int i = 0; i < EXPLANATIONS; i++)
		if (strcmp(of_explanations[i]->name, name) == 0)
			return of_explanations[i];
	return NULL;
}

const struct live_format *live_format_find(const char *name)
{
	for (int i = 0; i < WATCHES; i++)
		if (strcmp(of_watches[i]->name, name) == 0)
			return of_watches[i];
	return NULL;
}
