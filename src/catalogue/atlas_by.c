/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_by.h"

#include "cause_facts.h"
#include "causes.h"
#include "errno_name.h"
#include "json.h"
#include "json_rows.h"
#include "markdown.h"
#include "promise.h"
#include "registry.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const atlas_sides[] = { "reason", "cause", "errno", "shape", NULL };

enum { VALUES_MAX = 128, VALUE_SIZE = 160, NAMES_MAX = 1024, MARGIN = 2, COLUMN = 36 };

/* ---- The values of a scenario -------------------------------------------------------------------
 */

/* Takes one of them. False: enough. */
typedef bool take_value(const char *value, void *arg);

static void each_cause(const struct scenario *scenario, take_value *take, void *arg)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, its);

	for (int i = 0; i < count && take(its[i]->name, arg); i++)
		;
}

static void each_value(const char *side, const struct scenario *scenario, take_value *take,
		       void *arg)
{
	char shape[VALUE_SIZE];
	bool more = true;

	if (strcmp(side, "cause") == 0) {
		each_cause(scenario, take, arg);
		return;
	}
	for (struct promises walk = promises_of(scenario); more && promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		if (strcmp(side, "reason") == 0 && promise->reason && promise->reason->reason &&
		    reason_wanted(promise->reason) > 0)
			more = take(promise->reason->reason, arg);
		if (strcmp(side, "shape") == 0 && reset_shape(promise, shape, sizeof(shape)))
			more = take(shape, arg);
		if (strcmp(side, "errno") == 0 && promise->call && promise->call->err)
			more = take(errno_name(promise->call->err), arg);
	}
}

struct search {
	const char *value;
	bool found;
};

static bool search_value(const char *value, void *arg)
{
	struct search *search = arg;

	search->found = strcmp(value, search->value) == 0;
	return !search->found;
}

static bool has_value(const struct scenario *scenario, const char *side, const char *value)
{
	struct search search = { .value = value };

	each_value(side, scenario, search_value, &search);
	return search.found;
}

/* Those that there are, each once. */
struct values {
	int count;
	char value[VALUES_MAX][VALUE_SIZE];
};

static bool add_value(const char *value, void *arg)
{
	struct values *values = arg;
	int i = 0;

	while (i < values->count && strcmp(values->value[i], value) != 0)
		i++;
	if (i == values->count && i < VALUES_MAX)
		snprintf(values->value[values->count++], VALUE_SIZE, "%s", value);
	return true;
}

static int by_letters(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* All values; to be freed. NULL: no memory. */
static struct values *values_of(const char *side, const struct scenario *const *list, int count)
{
	struct values *values = calloc(1, sizeof(*values));

	for (int i = 0; values && i < count; i++)
		each_value(side, list[i], add_value, values);
	if (values)
		qsort(values->value, (size_t)values->count, VALUE_SIZE, by_letters);
	return values;
}

/* What there is to say of it; "" if nothing. */
static const char *meaning_of(const char *side, const char *value)
{
	const struct cause *cause = strcmp(side, "cause") == 0 ? cause_find(value) : NULL;

	return cause ? cause->sentence : "";
}

/* ---- Told ---------------------------------------------------------------------------------------
 */

static void text_scenario(FILE *out, const struct scenario *scenario, int width)
{
	int used = MARGIN + text_columns(scenario->name);

	fprintf(out, "%*s%s%*s", MARGIN, "", scenario->name, used < COLUMN ? COLUMN - used : 1, "");
	text_wrap(out, scenario->title, used < COLUMN ? COLUMN : used + 1, COLUMN, width);
}

int atlas_by_group(FILE *out, const char *side, const struct scenario *const *list, int count,
		   const struct atlas_group *group, void *arg)
{
	struct values *values = values_of(side, list, count);

	if (!values)
		return -ENOMEM;
	for (int v = 0; v < values->count; v++) {
		const char *value = values->value[v];
		group->head(out, value, meaning_of(side, value), arg);
		for (int i = 0; i < count && group->row; i++)
			if (has_value(list[i], side, value))
				group->row(out, list[i], arg);
		if (group->tail)
			group->tail(out, arg);
	}
	free(values);
	return 0;
}

int atlas_by_text(FILE *out, const char *side, const struct scenario *const *list, int count,
		  int width)
{
	struct values *values = values_of(side, list, count);

	if (!values)
		return -ENOMEM;
	if (width == 0)
		width = 9999;
	if (width < 2 * COLUMN)
		width = 2 * COLUMN;
	if (values->count == 0)
		fprintf(out, "no selected scenario has a %s\n", side);
	for (int v = 0; v < values->count; v++) {
		const char *value = values->value[v], *meaning = meaning_of(side, value);
		fprintf(out, "%s%s%s", v ? "\n" : "", value, *meaning ? ": " : "");
		text_wrap(out, meaning, text_columns(value) + 2, MARGIN, width);
		for (int i = 0; i < count; i++)
			if (has_value(list[i], side, value))
				text_scenario(out, list[i], width);
	}
	free(values);
	return 0;
}

int atlas_by_page(FILE *out, const char *side, const struct scenario *const *list, int count)
{
	struct values *values = values_of(side, list, count);

	if (!values)
		return -ENOMEM;
	fprintf(out,
		"# The atlas of resets, by %s\n\n| %s | scenario | what it shows |\n|---|---|---|\n",
		side, side);
	for (int v = 0; v < values->count; v++) {
		const char *value = values->value[v], *meaning = meaning_of(side, value);
		bool is_first = true;
		for (int i = 0; i < count; i++) {
			if (!has_value(list[i], side, value))
				continue;
			fputs("| ", out);
			if (is_first) {
				markdown_print(out, value);
				fputs(*meaning ? ": " : "", out);
				markdown_print(out, meaning);
			}
			fprintf(out, " | `%s` | ", list[i]->name);
			markdown_print(out, list[i]->title);
			fputs(" |\n", out);
			is_first = false;
		}
	}
	free(values);
	return 0;
}

struct row {
	const char *value, *meaning;
	uint32_t count;
	const char *name[NAMES_MAX];
};

static const struct field name_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
};

static const struct field fields[] = {
	{ "value", FIELD_WORD, FIELD_AT(struct row, value) },
	{ "meaning", FIELD_WORD, FIELD_AT(struct row, meaning) },
	{ "scenarios", FIELD_LIST, FIELD_LIST_AT(struct row, name, count), .fields = name_fields },
	{ 0 },
};

int atlas_by_json(FILE *out, const char *side, const struct scenario *const *list, int count)
{
	struct values *values = values_of(side, list, count);
	struct row *row = calloc(1, sizeof(*row));
	int err = values && row ? 0 : -ENOMEM;

	if (!err) {
		fprintf(out, "{\n  \"schema\": \"rstlab-ns-atlas-by/1\",\n  \"by\": \"%s\"", side);
		struct json_rows rows = json_rows_begin(out, "groups", fields, 2);
		for (int v = 0; v < values->count; v++) {
			const char *meaning = meaning_of(side, values->value[v]);
			*row = (struct row){ .value = values->value[v],
					     .meaning = *meaning ? meaning : NULL };
			for (int i = 0; i < count && row->count < NAMES_MAX; i++)
				if (has_value(list[i], side, row->value))
					row->name[row->count++] = list[i]->name;
			json_rows_add(&rows, row);
		}
		err = json_rows_end(&rows);
		fputs("\n}\n", out);
	}
	free(row);
	free(values);
	return err;
}
