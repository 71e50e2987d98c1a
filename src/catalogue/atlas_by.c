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

/* The values of a side that there are, each once, in the order in which they are told. */
struct values {
	int count;
	char value[VALUES_MAX][VALUE_SIZE];
};

static void add_value(struct values *values, const char *value)
{
	for (int i = 0; i < values->count; i++)
		if (strcmp(values->value[i], value) == 0)
			return;
	if (values->count < VALUES_MAX)
		snprintf(values->value[values->count++], VALUE_SIZE, "%s", value);
}

/* ---- The values of a scenario -------------------------------------------------------------------
 */

static void add_causes(struct values *values, const struct scenario *scenario)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, its);

	for (int i = 0; i < count; i++)
		add_value(values, its[i]->name);
}

static void add_of(struct values *values, const char *side, const struct scenario *scenario)
{
	char shape[VALUE_SIZE];

	if (strcmp(side, "cause") == 0) {
		add_causes(values, scenario);
		return;
	}
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		if (strcmp(side, "shape") == 0 && reset_shape(promise, shape, sizeof(shape)))
			add_value(values, shape);
		if (strcmp(side, "errno") == 0 && promise->call && promise->call->err)
			add_value(values, errno_name(promise->call->err));
	}
}

static bool has_value(const struct scenario *scenario, const char *side, const char *value)
{
	struct values *its = calloc(1, sizeof(*its));
	bool has = false;

	if (its)
		add_of(its, side, scenario);
	for (int i = 0; its && i < its->count && !has; i++)
		has = strcmp(its->value[i], value) == 0;
	free(its);
	return has;
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
		add_of(values, side, list[i]);
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

void atlas_by_text(FILE *out, const char *side, const struct scenario *const *list, int count,
		   int width)
{
	struct values *values = values_of(side, list, count);

	if (width == 0)
		width = 9999;
	if (width < 2 * COLUMN)
		width = 2 * COLUMN;
	for (int v = 0; values && v < values->count; v++) {
		const char *value = values->value[v], *meaning = meaning_of(side, value);
		fprintf(out, "%s%s%s", v ? "\n" : "", value, *meaning ? ": " : "");
		text_wrap(out, meaning, text_columns(value) + 2, MARGIN, width);
		for (int i = 0; i < count; i++)
			if (has_value(list[i], side, value))
				text_scenario(out, list[i], width);
	}
	free(values);
}

void atlas_by_page(FILE *out, const char *side, const struct scenario *const *list, int count)
{
	struct values *values = values_of(side, list, count);

	fprintf(out,
		"# The atlas of resets, by %s\n\n| %s | scenario | what it shows |\n|---|---|---|\n",
		side, side);
	for (int v = 0; values && v < values->count; v++) {
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
