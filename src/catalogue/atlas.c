/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas.h"

#include "atlas_rows.h"
#include "json.h"
#include "json_rows.h"
#include "list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int atlas_gaps(const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const char **ret)
{
	int gaps = 0;
	for (int r = 0; r < reason_count; r++) {
		bool reached = atlas_why_unreached(reason[r]) != NULL;
		for (int i = 0; i < count && !reached; i++)
			reached = atlas_promises(list[i], reason[r]);
		if (!reached)
			ret[gaps++] = reason[r];
	}
	return gaps;
}

/* ---- Text ---------------------------------------------------------------------------------------
 */

static void text_row(FILE *out, const struct scenario *scenario, const char *reason)
{
	struct atlas_row row;
	atlas_row(scenario, reason, &row);
	fprintf(out, "  %-32s %s", scenario->name, atlas_clause(scenario));
	fprintf(out, "%s%s", row.senders[0] ? "; sent by " : "", row.senders);
	fputc('\n', out);
	if (row.errors[0])
		fprintf(out, "  %-32s   app sees: %s\n", "", row.errors);
	if (row.counters[0])
		fprintf(out, "  %-32s   counts: %s\n", "", row.counters);
}

/* What the running kernel knows and @all do not reach. */
static void text_kernel(FILE *out, const char *const *reason, int reason_count,
			const struct scenario *const *all, int all_count)
{
	const char *gap[ATLAS_REASONS_MAX];

	if (!reason_count) {
		fputs("This kernel gives no reset reasons.\n", out);
		return;
	}
	fprintf(out, "This kernel has %d reset reasons. Out of reach:\n", reason_count);
	for (int r = 0; r < reason_count; r++)
		if (atlas_why_unreached(reason[r]))
			fprintf(out, "  %-32s %s\n", reason[r], atlas_why_unreached(reason[r]));
	int gaps = atlas_gaps(all, all_count, reason, reason_count, gap);
	fprintf(out, "\nReached by no scenario, and not known to be out of reach:%s\n",
		gaps ? "" : " none");
	for (int g = 0; g < gaps; g++)
		fprintf(out, "  %s\n", gap[g]);
}

/* Those that @is_meant takes, under @head; nothing where it takes none. */
static void text_others(FILE *out, const char *head, const struct scenario *const *list, int count,
			bool (*is_meant)(const struct scenario *scenario))
{
	bool any = false;

	for (int i = 0; i < count; i++) {
		if (!is_meant(list[i]))
			continue;
		if (!any)
			fprintf(out, "%s\n", head);
		any = true;
		text_row(out, list[i], NULL);
	}
	if (any)
		fputc('\n', out);
}

void atlas_text(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
		int reason_count, const struct scenario *const *all, int all_count)
{
	const char *reached[ATLAS_REASONS_MAX];
	int reasons = atlas_reached(list, count, reached);

	for (int r = 0; r < reasons; r++) {
		fprintf(out, "%s\n", reached[r]);
		for (int i = 0; i < count; i++)
			if (atlas_promises(list[i], reached[r]))
				text_row(out, list[i], reached[r]);
		fputc('\n', out);
	}
	if (reasons > 0)
		fprintf(out, "%s\n", atlas_of_listeners);
	text_others(out, "Not sent by TCP (a firewall or an attacker)", list, count,
		    atlas_has_forged);
	text_others(out, "No reset, where one might expect one", list, count, atlas_resets_nothing);
	text_kernel(out, reason, reason_count, all, all_count);
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

enum { NAMES_MAX = 1024 };

struct json_row {
	const char *reason, *why;
	uint32_t count;
	const char *name[NAMES_MAX];
};

static const struct field name_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
};

static const struct field reason_fields[] = {
	{ "reason", FIELD_WORD, FIELD_AT(struct json_row, reason) },
	{ "scenarios", FIELD_LIST, FIELD_LIST_AT(struct json_row, name, count),
	  .fields = name_fields },
	{ 0 },
};

static const struct field unreached_fields[] = {
	{ "reason", FIELD_WORD, FIELD_AT(struct json_row, reason) },
	{ "why", FIELD_WORD, FIELD_AT(struct json_row, why) },
	{ 0 },
};

/* The names in @row, as a member @key after others. */
static int json_names(FILE *out, const char *key, const struct json_row *row)
{
	fprintf(out, ",\n  \"%s\": ", key);
	return json_print_value(out, &reason_fields[1], row);
}

static int json_reasons(FILE *out, const struct scenario *const *list, int count,
			struct json_row *row)
{
	const char *reached[ATLAS_REASONS_MAX];
	int reasons = atlas_reached(list, count, reached);

	fputs("{\n  \"schema\": \"rstlab-ns-atlas/1\",\n  \"reasons\": ", out);
	struct json_rows rows = json_rows_begin(out, NULL, reason_fields, 2);
	for (int r = 0; r < reasons; r++) {
		*row = (struct json_row){ .reason = reached[r] };
		for (int i = 0; i < count && row->count < NAMES_MAX; i++)
			if (atlas_promises(list[i], reached[r]))
				row->name[row->count++] = list[i]->name;
		json_rows_add(&rows, row);
	}
	return json_rows_end(&rows);
}

/* Those that are sent by no TCP, or those without any reset. */
static int json_others(FILE *out, const struct scenario *const *list, int count, bool forged,
		       struct json_row *row)
{
	*row = (struct json_row){ 0 };
	for (int i = 0; i < count && row->count < NAMES_MAX; i++)
		if (atlas_has_forged(list[i]) == forged && (forged || !atlas_has_reason(list[i])))
			row->name[row->count++] = list[i]->name;
	return json_names(out, forged ? "no_tcp" : "no_reset", row);
}

static int json_kernel(FILE *out, const struct scenario *const *all, int all_count,
		       const char *const *reason, int reason_count, struct json_row *row)
{
	struct json_rows rows = json_rows_begin(out, "out_of_reach", unreached_fields, 2);

	for (const struct atlas_unreached *gone = atlas_unreached; gone->reason; gone++)
		json_rows_add(&rows,
			      &(struct json_row){ .reason = gone->reason, .why = gone->why });
	int err = json_rows_end(&rows);
	*row = (struct json_row){ .count = (uint32_t)reason_count };
	for (int i = 0; i < reason_count; i++)
		row->name[i] = reason[i];
	if (!err)
		err = json_names(out, "kernel", row);
	row->count = (uint32_t)atlas_gaps(all, all_count, reason, reason_count, row->name);
	return err ? err : json_names(out, "gaps", row);
}

int atlas_json(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const struct scenario *const *all, int all_count)
{
	struct json_row *row = calloc(1, sizeof(*row));
	int err = row ? json_reasons(out, list, count, row) : -ENOMEM;

	if (!err)
		err = json_others(out, list, count, true, row);
	if (!err)
		err = json_others(out, list, count, false, row);
	if (!err)
		err = json_kernel(out, all, all_count, reason, reason_count, row);
	if (!err)
		err = list_json_member(out, "scenarios", 2, list, count, all, all_count);
	fputs("\n}\n", out);
	free(row);
	return err;
}
