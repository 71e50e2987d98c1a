/* SPDX-License-Identifier: GPL-2.0-only */
#include "suspects_told.h"

#include "cause_facts.h"
#include "json.h"
#include "json_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 128, TEXT_MAX = 256 };

struct words {
	uint32_t count;
	const char *word[WORDS_MAX];
};

/* The room that a row points into. */
struct row {
	const char *name, *kind_of, *sentence, *mechanism, *symptom;
	struct words moments, senders;
	const char *advice, *settles, *run;
	struct words scenarios;
	const char *shapes, *errors, *counters, *reasons;
	bool no_reset, by_reading_only;
	double likelihood;
	char moments_text[TEXT_MAX], senders_text[TEXT_MAX];
	struct cause_facts facts;
};

static const struct field word_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
};

#define WORDS_AT(member) \
	FIELD_LIST, FIELD_LIST_AT(struct row, member.word, member.count), .fields = word_fields

static const struct field fields[] = {
	{ "cause", FIELD_WORD, FIELD_AT(struct row, name) },
	{ "kind_of", FIELD_WORD, FIELD_AT(struct row, kind_of) },
	{ "sentence", FIELD_WORD, FIELD_AT(struct row, sentence) },
	{ "mechanism", FIELD_WORD, FIELD_AT(struct row, mechanism) },
	{ "likelihood", FIELD_REAL, FIELD_AT(struct row, likelihood) },
	{ "symptom", FIELD_WORD, FIELD_AT(struct row, symptom) },
	{ "when", WORDS_AT(moments) },
	{ "sender", WORDS_AT(senders) },
	{ "settles", FIELD_WORD, FIELD_AT(struct row, settles) },
	{ "advice", FIELD_WORD, FIELD_AT(struct row, advice) },
	{ "scenario", FIELD_WORD, FIELD_AT(struct row, run) },
	{ "scenarios", WORDS_AT(scenarios) },
	{ "resets", FIELD_WORD, FIELD_AT(struct row, shapes) },
	{ "errors", FIELD_WORD, FIELD_AT(struct row, errors) },
	{ "counters", FIELD_WORD, FIELD_AT(struct row, counters) },
	{ "reasons", FIELD_WORD, FIELD_AT(struct row, reasons) },
	{ "no_reset", FIELD_BOOL, FIELD_AT(struct row, no_reset) },
	{ "by_reading_only", FIELD_BOOL, FIELD_AT(struct row, by_reading_only) },
	{ 0 },
};

/* The words of @from, which are copied to @text of TEXT_MAX bytes. */
static void split(struct words *words, char *text, const char *from)
{
	char *rest = NULL;

	snprintf(text, TEXT_MAX, "%s", from);
	for (char *word = strtok_r(text, " ", &rest); word && words->count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		words->word[words->count++] = word;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static void fill(struct row *row, const struct telling *telling, const struct suspect *suspect)
{
	const struct cause *cause = suspect->cause;
	const struct scenario *best = cause_scenario(cause, telling->all, telling->all_count);

	*row = (struct row){
		.name = cause->name,
		.kind_of = cause->kind_of,
		.sentence = cause->sentence,
		.mechanism = cause->mechanism,
		.symptom = suspect->symptom ? suspect->symptom->name : NULL,
		.advice = cause->advice,
		.settles = cause->settles,
		.run = best ? best->name : NULL,
		.no_reset = cause->no_reset,
		.by_reading_only = cause->by_reading_only,
		.likelihood = suspect->score / telling->found->list[0].score,
	};
	split(&row->moments, row->moments_text, cause->moments);
	split(&row->senders, row->senders_text, cause->sender);
	for (int i = 0; i < telling->all_count && row->scenarios.count < WORDS_MAX; i++)
		if (scenario_has_cause(telling->all[i], cause->name))
			row->scenarios.word[row->scenarios.count++] = telling->all[i]->name;
	cause_facts(cause, telling->all, telling->all_count, &row->facts);
	row->shapes = or_null(row->facts.shapes);
	row->errors = or_null(row->facts.errors);
	row->counters = or_null(row->facts.counters);
	row->reasons = or_null(row->facts.reasons);
}

struct head {
	const char *symptom, *says, *homonym;
	bool may_be_fin, no_reset;
	struct words unknown;
};

static const struct field head_fields[] = {
	{ "symptom", FIELD_WORD, FIELD_AT(struct head, symptom) },
	{ "says", FIELD_WORD, FIELD_AT(struct head, says) },
	{ "may_be_fin", FIELD_BOOL, FIELD_AT(struct head, may_be_fin) },
	{ "no_reset", FIELD_BOOL, FIELD_AT(struct head, no_reset) },
	{ "two_meanings", FIELD_WORD, FIELD_AT(struct head, homonym) },
	{ "unknown_words", FIELD_LIST, FIELD_LIST_AT(struct head, unknown.word, unknown.count),
	  .fields = word_fields },
	{ 0 },
};

static int print_head(FILE *out, const struct telling *telling)
{
	const struct suspects *found = telling->found;
	const struct homonym *homonym = clues_homonym(telling->clues);
	struct head head = { .homonym = homonym ? homonym->meaning : NULL };
	int err = 0;

	if (found->symptom) {
		head.symptom = found->symptom->name;
		head.says = found->symptom->sentence;
		head.may_be_fin = found->symptom->may_be_fin;
		head.no_reset = found->symptom->no_reset;
	}
	for (int i = 0; i < found->unknown_count; i++)
		head.unknown.word[head.unknown.count++] = found->unknown[i];
	fputs("{\n  \"schema\": \"rstlab-ns-why/1\"", out);
	for (const struct field *field = head_fields; field->key && !err; field++) {
		fprintf(out, ",\n  \"%s\": ", field->key);
		err = json_print_value(out, field, &head);
	}
	return err;
}

int suspects_json(FILE *out, const struct telling *telling)
{
	struct row *row = calloc(1, sizeof(*row));
	int err = row ? print_head(out, telling) : -ENOMEM;

	if (!err) {
		struct json_rows rows = json_rows_begin(out, "causes", fields, 2);
		for (int i = 0; i < telling->found->count; i++) {
			fill(row, telling, &telling->found->list[i]);
			json_rows_add(&rows, row);
		}
		err = json_rows_end(&rows);
		fputs("\n}\n", out);
	}
	free(row);
	return err;
}
