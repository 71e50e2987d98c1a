/* SPDX-License-Identifier: GPL-2.0-only */
#include "doctor_told.h"

#include "json_members.h"
#include "json_rows.h"
#include "select.h"

#include <string.h>

enum { NEEDS_MAX = 8 };

/* ---- What it says of the machine ----------------------------------------------------------------
 */

struct head {
	const char *schema, *program, *kernel, *machine;
	unsigned user;
	bool possible, own_users, own_procfs;
	const char *why_not, *way, *watch;
	int count, full;
};

static const struct field head_fields[] = {
	{ "schema", FIELD_WORD, FIELD_AT(struct head, schema) },
	{ "program", FIELD_WORD, FIELD_AT(struct head, program) },
	{ "kernel", FIELD_WORD, FIELD_AT(struct head, kernel) },
	{ "machine", FIELD_WORD, FIELD_AT(struct head, machine) },
	{ "user", FIELD_INT, FIELD_AT(struct head, user) },
	{ "possible", FIELD_BOOL, FIELD_AT(struct head, possible) },
	{ "why_not", FIELD_WORD, FIELD_AT(struct head, why_not) },
	{ "own_user_namespace", FIELD_BOOL, FIELD_AT(struct head, own_users) },
	{ "own_procfs", FIELD_BOOL, FIELD_AT(struct head, own_procfs) },
	{ "tracepoint", FIELD_WORD, FIELD_AT(struct head, way) },
	{ "watch", FIELD_WORD, FIELD_AT(struct head, watch) },
	{ "scenario_count", FIELD_INT, FIELD_AT(struct head, count) },
	{ "in_full_count", FIELD_INT, FIELD_AT(struct head, full) },
	{ 0 },
};

struct finding_row {
	const char *name, *what, *option;
	struct want present;
	const char *why_not;
};

static const struct field witness_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct finding_row, name) },
	{ "present", FIELD_TRUTH, FIELD_AT(struct finding_row, present) },
	{ "why_not", FIELD_WORD, FIELD_AT(struct finding_row, why_not) },
	{ 0 },
};

static const struct field ability_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct finding_row, name) },
	{ "what", FIELD_WORD, FIELD_AT(struct finding_row, what) },
	{ "option", FIELD_WORD, FIELD_AT(struct finding_row, option) },
	{ "present", FIELD_TRUTH, FIELD_AT(struct finding_row, present) },
	{ "why_not", FIELD_WORD, FIELD_AT(struct finding_row, why_not) },
	{ 0 },
};

static struct finding_row row_of(const struct finding *finding)
{
	return (struct finding_row){
		.name = finding->name,
		.what = finding->what,
		.option = finding->option,
		.present = { .is_set = finding->answer != UNKNOWN,
			     .value = finding->answer == YES },
		.why_not = *finding->why_not ? finding->why_not : NULL,
	};
}

/* ---- And of the scenarios -----------------------------------------------------------------------
 */

struct scenario_row {
	const char *name;
	bool in_full;
	uint32_t need_count, family_count, lacking_count;
	struct word {
		const char *word;
	} need[NEEDS_MAX], lacking[WITNESS_COUNT];
	struct family_row {
		const char *family, *why_not;
		bool playable;
	} family[2];
};

static const struct field word_fields[] = {
	{ NULL, FIELD_WORD, FIELD_AT(struct word, word) },
	{ 0 },
};

static const struct field family_fields[] = {
	{ "family", FIELD_WORD, FIELD_AT(struct family_row, family) },
	{ "playable", FIELD_BOOL, FIELD_AT(struct family_row, playable) },
	{ "why_not", FIELD_WORD, FIELD_AT(struct family_row, why_not) },
	{ 0 },
};

static const struct field scenario_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct scenario_row, name) },
	{ "in_full", FIELD_BOOL, FIELD_AT(struct scenario_row, in_full) },
	{ "needs", FIELD_LIST, FIELD_LIST_AT(struct scenario_row, need, need_count),
	  .fields = word_fields },
	{ "lacking_witnesses", FIELD_LIST,
	  FIELD_LIST_AT(struct scenario_row, lacking, lacking_count), .fields = word_fields },
	{ "families", FIELD_LIST, FIELD_LIST_AT(struct scenario_row, family, family_count),
	  .fields = family_fields },
	{ 0 },
};

static void add_scenario(struct json_rows *rows, const struct diagnosis *d,
			 const struct prospect *prospect)
{
	char needs[TEXT_SIZE], *rest = needs;
	struct scenario_row row = { .name = prospect->scenario->name,
				    .in_full = prospect->in_full,
				    .family_count = prospect->family_count };
	scenario_needs(prospect->scenario, needs, sizeof(needs));
	for (char *word; row.need_count < NEEDS_MAX && (word = strsep(&rest, " "));)
		if (*word)
			row.need[row.need_count++].word = word;
	for (int i = WIRE; i < WITNESS_COUNT; i++)
		if (d->witness[i].answer != YES)
			row.lacking[row.lacking_count++].word = d->witness[i].name;
	for (uint32_t i = 0; i < prospect->family_count; i++) {
		const struct family_prospect *family = &prospect->family[i];
		row.family[i] =
			(struct family_row){ .family = family->family,
					     .playable = family->playable,
					     .why_not = *family->why_not ? family->why_not : NULL };
	}
	json_rows_add(rows, &row);
}

int doctor_json(FILE *out, const struct diagnosis *d)
{
	const struct head head = { .schema = "rstlab-ns-doctor/1",
				   .program = RSTLAB_VERSION,
				   .kernel = d->uts.release,
				   .machine = d->uts.machine,
				   .user = d->user,
				   .possible = d->possible,
				   .own_users = d->own_users,
				   .own_procfs = d->own_procfs,
				   .why_not = *d->why_not ? d->why_not : NULL,
				   .way = *d->way ? d->way : NULL,
				   .watch = d->watch_hears ? d->watch_way : NULL,
				   .count = d->count,
				   .full = d->full };
	fputs("{\n", out);
	int error = json_print_members(out, head_fields, &head, 2);
	struct json_rows rows = json_rows_begin(out, "witnesses", witness_fields, 2);
	for (int i = WIRE; i < WITNESS_COUNT; i++) {
		struct finding_row row = row_of(&d->witness[i]);
		json_rows_add(&rows, &row);
	}
	error |= json_rows_end(&rows);
	rows = json_rows_begin(out, "abilities", ability_fields, 2);
	for (int i = 0; i < d->ability_count; i++) {
		struct finding_row row = row_of(&d->ability[i]);
		json_rows_add(&rows, &row);
	}
	error |= json_rows_end(&rows);
	rows = json_rows_begin(out, "scenarios", scenario_fields, 2);
	for (int i = 0; i < d->count; i++)
		add_scenario(&rows, d, &d->prospect[i]);
	error |= json_rows_end(&rows);
	fputs("\n}\n", out);
	return error;
}
