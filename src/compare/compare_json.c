/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_json.c - a comparison for programs: flat lists, one row a line. */
#include "compare_format.h"

#include "compare_words.h"
#include "json_members.h"
#include "json_rows.h"
#include "known_changes.h"

#include <stdio.h>
#include <sys/socket.h>

struct run_row {
	const char *path, *kernel, *version, *machine, *program;
	int64_t time_ns;
	int results;
};

struct cell_row {
	const char *scenario;
	int family, run, iterations, forms;
	enum status status;
	const char *why;
};

struct broken_row {
	const char *scenario;
	int family, run;
	const char *promise, *actual;
};

struct step_row {
	const char *scenario;
	int family, old, new;
	enum relation relation;
	bool is_unexpected;
	const char *old_outcome, *new_outcome;
};

struct difference_row {
	const char *scenario;
	int family, old, new;
	enum aspect aspect;
	const char *witness, *who, *chapter, *what, *before, *after;
	struct want connection;
	bool is_expected;
	const char *since, *because, *source;
};

struct fact_row {
	int new, results;
	const char *what, *before, *after;
	bool is_unexpected, is_expected;
	const char *since, *because, *source;
};

struct tally_row {
	int relation[RELATIONS];
	int unexpected;
};

static const struct field run_row_fields[] = {
	{ "path", FIELD_WORD, FIELD_AT(struct run_row, path) },
	{ "kernel", FIELD_WORD, FIELD_AT(struct run_row, kernel) },
	{ "kernel_version", FIELD_WORD, FIELD_AT(struct run_row, version) },
	{ "machine", FIELD_WORD, FIELD_AT(struct run_row, machine) },
	{ "version", FIELD_WORD, FIELD_AT(struct run_row, program) },
	{ "time", FIELD_TIME, FIELD_AT(struct run_row, time_ns) },
	{ "results", FIELD_INT, FIELD_AT(struct run_row, results) },
	{ 0 },
};

static const struct field cell_row_fields[] = {
	{ "scenario", FIELD_WORD, FIELD_AT(struct cell_row, scenario) },
	{ "family", FIELD_NAME, FIELD_AT(struct cell_row, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "run", FIELD_INT, FIELD_AT(struct cell_row, run) },
	{ "status", FIELD_NAME, FIELD_AT(struct cell_row, status), .names = status_name,
	  .max = STATUS_COUNT - 1 },
	{ "why", FIELD_WORD, FIELD_AT(struct cell_row, why) },
	{ "iterations", FIELD_INT, FIELD_AT(struct cell_row, iterations) },
	{ "forms", FIELD_INT, FIELD_AT(struct cell_row, forms) },
	{ 0 },
};

static const struct field broken_row_fields[] = {
	{ "scenario", FIELD_WORD, FIELD_AT(struct broken_row, scenario) },
	{ "family", FIELD_NAME, FIELD_AT(struct broken_row, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "run", FIELD_INT, FIELD_AT(struct broken_row, run) },
	{ "promise", FIELD_WORD, FIELD_AT(struct broken_row, promise) },
	{ "actual", FIELD_WORD, FIELD_AT(struct broken_row, actual) },
	{ 0 },
};

static const struct field step_row_fields[] = {
	{ "scenario", FIELD_WORD, FIELD_AT(struct step_row, scenario) },
	{ "family", FIELD_NAME, FIELD_AT(struct step_row, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "old", FIELD_INT, FIELD_AT(struct step_row, old) },
	{ "new", FIELD_INT, FIELD_AT(struct step_row, new) },
	{ "relation", FIELD_NAME, FIELD_AT(struct step_row, relation), .names = relation_name,
	  .max = RELATIONS - 1 },
	{ "unexpected", FIELD_BOOL, FIELD_AT(struct step_row, is_unexpected) },
	{ "old_outcome", FIELD_WORD, FIELD_AT(struct step_row, old_outcome) },
	{ "new_outcome", FIELD_WORD, FIELD_AT(struct step_row, new_outcome) },
	{ 0 },
};

static const struct field fact_row_fields[] = {
	{ "new", FIELD_INT, FIELD_AT(struct fact_row, new) },
	{ "results", FIELD_INT, FIELD_AT(struct fact_row, results) },
	{ "what", FIELD_WORD, FIELD_AT(struct fact_row, what) },
	{ "before", FIELD_WORD, FIELD_AT(struct fact_row, before) },
	{ "after", FIELD_WORD, FIELD_AT(struct fact_row, after) },
	{ "unexpected", FIELD_BOOL, FIELD_AT(struct fact_row, is_unexpected) },
	{ "expected", FIELD_BOOL, FIELD_AT(struct fact_row, is_expected) },
	{ "since", FIELD_WORD, FIELD_AT(struct fact_row, since) },
	{ "because", FIELD_WORD, FIELD_AT(struct fact_row, because) },
	{ "source", FIELD_WORD, FIELD_AT(struct fact_row, source) },
	{ 0 },
};

#define DIFFERENCE_KEY                                                           \
	{ "scenario", FIELD_WORD, FIELD_AT(struct difference_row, scenario) },   \
		{ "family", FIELD_NAME, FIELD_AT(struct difference_row, family), \
		  .names = family_name, .max = FAMILY_LAST },                    \
		{ "old", FIELD_INT, FIELD_AT(struct difference_row, old) },      \
	{                                                                        \
		"new", FIELD_INT, FIELD_AT(struct difference_row, new)           \
	}

#define DIFFERENCE_REASON                                                            \
	{ "since", FIELD_WORD, FIELD_AT(struct difference_row, since) },             \
		{ "because", FIELD_WORD, FIELD_AT(struct difference_row, because) }, \
	{                                                                            \
		"source", FIELD_WORD, FIELD_AT(struct difference_row, source)        \
	}

static const struct field difference_row_fields[] = {
	DIFFERENCE_KEY,
	{ "aspect", FIELD_NAME, FIELD_AT(struct difference_row, aspect), .names = aspect_name,
	  .max = ASPECTS - 1 },
	{ "witness", FIELD_WORD, FIELD_AT(struct difference_row, witness) },
	{ "who", FIELD_WORD, FIELD_AT(struct difference_row, who) },
	{ "chapter", FIELD_WORD, FIELD_AT(struct difference_row, chapter) },
	{ "connection", FIELD_WANT, FIELD_AT(struct difference_row, connection) },
	{ "what", FIELD_WORD, FIELD_AT(struct difference_row, what) },
	{ "before", FIELD_WORD, FIELD_AT(struct difference_row, before) },
	{ "after", FIELD_WORD, FIELD_AT(struct difference_row, after) },
	{ "expected", FIELD_BOOL, FIELD_AT(struct difference_row, is_expected) },
	DIFFERENCE_REASON,
	{ 0 },
};

static const struct field absent_row_fields[] = { DIFFERENCE_KEY, DIFFERENCE_REASON, { 0 } };

static const struct field tally_row_fields[] = {
	{ "same", FIELD_INT, FIELD_AT(struct tally_row, relation[SAME]) },
	{ "changed", FIELD_INT, FIELD_AT(struct tally_row, relation[CHANGED]) },
	{ "regressed", FIELD_INT, FIELD_AT(struct tally_row, relation[REGRESSED]) },
	{ "mended", FIELD_INT, FIELD_AT(struct tally_row, relation[MENDED]) },
	{ "new_ability", FIELD_INT, FIELD_AT(struct tally_row, relation[GAINED]) },
	{ "lost_ability", FIELD_INT, FIELD_AT(struct tally_row, relation[LOST]) },
	{ "broken", FIELD_INT, FIELD_AT(struct tally_row, relation[UNCLEAR]) },
	{ "missing", FIELD_INT, FIELD_AT(struct tally_row, relation[MISSING]) },
	{ "unexpected", FIELD_INT, FIELD_AT(struct tally_row, unexpected) },
	{ 0 },
};

static const struct field schema_row_fields[] = {
	{ "schema", FIELD_WORD, .offset = 0 },
	{ 0 },
};

static const struct field tally_fields_of_all[] = {
	{ "tally", FIELD_OBJECT, .offset = 0, .fields = tally_row_fields },
	{ 0 },
};

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int print_runs(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "runs", run_row_fields, 2);

	for (int i = 0; i < comparison->run_count; i++) {
		const struct compared_run *run = &comparison->run[i];
		json_rows_add(&rows, &(struct run_row){ .path = run->path,
							.kernel = run->kernel,
							.version = run->version,
							.machine = run->machine,
							.program = run->program,
							.time_ns = run->time_ns,
							.results = run->results });
	}
	return json_rows_end(&rows);
}

static int print_cells(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "results", cell_row_fields, 2);

	for (int i = 0; i < comparison->row_count; i++)
		for (int run = 0; run < comparison->run_count; run++) {
			const struct row *row = comparison->row[i];
			const struct cell *cell = &row->cell[run];
			char why[TEXT_SIZE * 2];
			if (cell->iterations == 0)
				continue;
			json_rows_add(&rows, &(struct cell_row){ .scenario = row->scenario->name,
								 .family = row->family,
								 .run = run,
								 .status = cell->status,
								 .why = or_null(cell_why(
									 cell, why, sizeof(why))),
								 .iterations = cell->iterations,
								 .forms = cell->form_count });
		}
	return json_rows_end(&rows);
}

static void add_broken(struct json_rows *rows, const struct row *row, int run)
{
	const struct step none = { .old = run, .new = run };
	const struct canon_promise *promise;
	bool is_unseen;

	for (int i = 0; (promise = broken_promise(row, &none, run, i, &is_unseen)); i++)
		json_rows_add(rows, &(struct broken_row){ .scenario = row->scenario->name,
							  .family = row->family,
							  .run = run,
							  .promise = promise->text,
							  .actual = promise->actual });
}

static int print_broken(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "broken_promises", broken_row_fields, 2);

	for (int i = 0; i < comparison->row_count; i++)
		for (int run = 0; run < comparison->run_count; run++)
			add_broken(&rows, comparison->row[i], run);
	return json_rows_end(&rows);
}

static int print_steps(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "comparisons", step_row_fields, 2);

	for (int i = 0; i < comparison->row_count; i++)
		for (int run = 1; run < comparison->run_count; run++) {
			const struct row *row = comparison->row[i];
			const struct step *step = &row->step[run];
			if (!row->cell[step->old].iterations && !row->cell[step->new].iterations)
				continue;
			json_rows_add(&rows,
				      &(struct step_row){ .scenario = row->scenario->name,
							  .family = row->family,
							  .old = step->old,
							  .new = step->new,
							  .relation = step->relation,
							  .is_unexpected = step->is_unexpected,
							  .old_outcome = step->old_outcome,
							  .new_outcome = step->new_outcome });
		}
	return json_rows_end(&rows);
}

static struct difference_row reason_row(const struct row *row, int old, int new,
					const struct expected *expected)
{
	return (struct difference_row){
		.scenario = row ? row->scenario->name : expected->scenario,
		.family = row ? row->family : 0,
		.old = old,
		.new = new,
		.is_expected = expected != NULL,
		.since = expected ? expected->since : NULL,
		.because = expected ? expected->because : NULL,
		.source = expected ? expected->source : NULL,
	};
}

static void add_difference(struct json_rows *rows, const struct row *row, const struct step *step,
			   const struct difference *d)
{
	struct difference_row out = reason_row(row, step->old, step->new, d->expected);

	out.aspect = d->aspect;
	out.witness = d->aspect == ASPECT_VERDICT ? NULL : witness_name[d->witness];
	out.who = or_null(d->who);
	out.chapter = or_null(d->chapter);
	out.what = d->what;
	out.before = d->old;
	out.after = d->new;
	if (d->stream > 0)
		out.connection = (struct want)IS(d->stream);
	json_rows_add(rows, &out);
}

static int print_differences(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "differences", difference_row_fields, 2);

	for (int i = 0; i < comparison->row_count; i++)
		for (int run = 1; run < comparison->run_count; run++) {
			const struct row *row = comparison->row[i];
			const struct step *step = &row->step[run];
			for (int k = 0; k < step->differences.count; k++)
				add_difference(&rows, row, step, &step->differences.difference[k]);
		}
	return json_rows_end(&rows);
}

static int print_facts(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "facts", fact_row_fields, 2);

	for (int i = 0; i < comparison->fact_count; i++) {
		const struct fact *fact = &comparison->fact[i];
		const struct expected *expected = fact->difference->expected;
		json_rows_add(&rows,
			      &(struct fact_row){ .new = fact->new,
						  .results = fact->results,
						  .what = fact->difference->what,
						  .before = fact->difference->old,
						  .after = fact->difference->new,
						  .is_unexpected = fact->is_unexpected,
						  .is_expected = expected != NULL,
						  .since = expected ? expected->since : NULL,
						  .because = expected ? expected->because : NULL,
						  .source = expected ? expected->source : NULL });
	}
	return json_rows_end(&rows);
}

static int print_absent(FILE *out, const struct comparison *comparison)
{
	struct json_rows rows = json_rows_begin(out, "did_not_come", absent_row_fields, 2);

	for (int i = 0; i < comparison->absent_count; i++) {
		const struct absent *absent = &comparison->absent[i];
		struct difference_row row =
			reason_row(absent->row, absent->old, absent->new, absent->expected);
		json_rows_add(&rows, &row);
	}
	return json_rows_end(&rows);
}

static int json_print_comparison(FILE *out, const struct comparison *comparison,
				 const struct print_options *options)
{
	const char *schema = COMPARE_SCHEMA;
	struct tally_row tally = { .unexpected = comparison->unexpected };

	(void)options;
	for (enum relation i = 0; i < RELATIONS; i++)
		tally.relation[i] = comparison->tally[i];
	fputs("{\n", out);
	int err = json_print_members(out, schema_row_fields, &schema, 2);
	if (err == 0)
		err = print_runs(out, comparison);
	if (err == 0)
		err = print_cells(out, comparison);
	if (err == 0)
		err = print_broken(out, comparison);
	if (err == 0)
		err = print_steps(out, comparison);
	if (err == 0)
		err = print_differences(out, comparison);
	if (err == 0)
		err = print_facts(out, comparison);
	if (err == 0)
		err = print_absent(out, comparison);
	fputs(",\n", out);
	if (err == 0)
		err = json_print_members(out, tally_fields_of_all, &tally, 2);
	fputs("\n}\n", out);
	return err;
}

const struct compare_format compare_json = { .name = "json", .print = json_print_comparison };
