/* SPDX-License-Identifier: GPL-2.0-only */
#include "list.h"

#include "address.h"
#include "causes.h"
#include "errno_name.h"
#include "json.h"
#include "json_rows.h"
#include "promise.h"
#include "registry.h"
#include "related.h"
#include "select.h"
#include "sizes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Words, as a list ---------------------------------------------------------------------------
 */

enum { WORDS_MAX = 128 };

struct words {
	uint32_t count;
	const char *word[WORDS_MAX];
};

static const struct field word_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
};

static void words_add(struct words *words, const char *word)
{
	if (words->count < WORDS_MAX)
		words->word[words->count++] = word;
}

/* The words of @text, which is cut into them. */
static void words_split(struct words *words, char *text)
{
	char *rest = NULL;

	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		words_add(words, word);
}

/* ---- A promise ----------------------------------------------------------------------------------
 */

/* What is promised, in the words that a result has for it, and by its parts. */
struct promise_row {
	const char *witness, *who, *expected, *because, *chapter, *outcome, *kernels;
	bool known_broken;
	const char *flags, *call, *err, *counter, *reason, *state;
	struct want count;
};

static const struct field promise_fields[] = {
	{ "witness", FIELD_WORD, FIELD_AT(struct promise_row, witness) },
	{ "who", FIELD_WORD, FIELD_AT(struct promise_row, who) },
	{ "expected", FIELD_WORD, FIELD_AT(struct promise_row, expected) },
	{ "because", FIELD_WORD, FIELD_AT(struct promise_row, because) },
	{ "chapter", FIELD_WORD, FIELD_AT(struct promise_row, chapter) },
	{ "outcome", FIELD_WORD, FIELD_AT(struct promise_row, outcome) },
	{ "kernels", FIELD_WORD, FIELD_AT(struct promise_row, kernels) },
	{ "known_broken", FIELD_BOOL, FIELD_AT(struct promise_row, known_broken) },
	{ "flags", FIELD_WORD, FIELD_AT(struct promise_row, flags) },
	{ "call", FIELD_WORD, FIELD_AT(struct promise_row, call) },
	{ "errno", FIELD_WORD, FIELD_AT(struct promise_row, err) },
	{ "counter", FIELD_WORD, FIELD_AT(struct promise_row, counter) },
	{ "reason", FIELD_WORD, FIELD_AT(struct promise_row, reason) },
	{ "state", FIELD_WORD, FIELD_AT(struct promise_row, state) },
	{ "count", FIELD_WANT, FIELD_AT(struct promise_row, count) },
	{ 0 },
};

static void set_claim(struct promise_row *row, const struct promise *promise)
{
	if (promise->wire) {
		row->flags = promise->wire->flags;
		row->count = promise->wire->count;
	} else if (promise->call) {
		row->call = promise->call->verb;
		row->err = promise->call->err ? errno_name(promise->call->err) : NULL;
	} else if (promise->look) {
		row->state = promise->look->state;
		row->count = (struct want)IS(promise->look->count);
	} else if (promise->counter) {
		row->counter = promise->counter->name;
		row->count = (struct want)IS(promise->counter->grew);
	} else if (promise->reason) {
		row->reason = promise->reason->reason;
		row->state = promise->reason->state;
		row->count = (struct want)IS(reason_wanted(promise->reason));
	}
}

static void add_promise(struct json_rows *rows, const struct promise *promise)
{
	char expected[PROMISE_TEXT], kernels[PROMISE_TEXT];
	struct promise_row row = {
		.witness = witness_name[promise_witness(promise)],
		.who = promise->who,
		.expected = promise_text(promise, expected, sizeof(expected)),
		.because = promise->because,
		.chapter = promise->chapter,
		.outcome = promise->outcome,
		.known_broken = promise->known_broken,
	};

	if (*promise_kernels(promise, kernels, sizeof(kernels)))
		row.kernels = kernels;
	set_claim(&row, promise);
	json_rows_add(rows, &row);
}

static const struct field outcome_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct outcome, name) },
	{ "meaning", FIELD_WORD, FIELD_AT(struct outcome, meaning) },
	{ 0 },
};

/* ---- A scenario ---------------------------------------------------------------------------------
 */

struct scenario_row {
	const char *name, *title, *folder, *section, *rfc;
	struct words tags;
	const char *topology;
	struct words needs;
	const char *only_over, *why_family;
	const char *proves, *why, *known_issue;
	struct words causes;
	struct words related[KINS];
};

#define WORDS_AT(member) \
	FIELD_LIST_AT(struct scenario_row, member.word, member.count), .fields = word_fields

static const struct field scenario_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct scenario_row, name) },
	{ "title", FIELD_WORD, FIELD_AT(struct scenario_row, title) },
	{ "folder", FIELD_WORD, FIELD_AT(struct scenario_row, folder) },
	{ "section", FIELD_WORD, FIELD_AT(struct scenario_row, section) },
	{ "rfc", FIELD_WORD, FIELD_AT(struct scenario_row, rfc) },
	{ "tags", FIELD_LIST, WORDS_AT(tags) },
	{ "topology", FIELD_WORD, FIELD_AT(struct scenario_row, topology) },
	{ "needs", FIELD_LIST, WORDS_AT(needs) },
	{ "only_over", FIELD_WORD, FIELD_AT(struct scenario_row, only_over) },
	{ "why_only", FIELD_WORD, FIELD_AT(struct scenario_row, why_family) },
	{ "proves", FIELD_WORD, FIELD_AT(struct scenario_row, proves) },
	{ "why", FIELD_WORD, FIELD_AT(struct scenario_row, why) },
	{ "known_issue", FIELD_WORD, FIELD_AT(struct scenario_row, known_issue) },
	{ "causes", FIELD_LIST, WORDS_AT(causes) },
	{ "other_causes", FIELD_LIST, WORDS_AT(related[OTHER_CAUSE]) },
	{ "controls", FIELD_LIST, WORDS_AT(related[CONTROL]) },
	{ "variants", FIELD_LIST, WORDS_AT(related[VARIANT]) },
	{ 0 },
};

/* The members, each on its own line, a list too. */
static int print_members(FILE *out, int indent, const struct scenario_row *row)
{
	int err = 0;

	for (const struct field *field = scenario_fields; field->key && !err; field++) {
		fprintf(out, "%s%*s\"%s\": ", field == scenario_fields ? "" : ",\n", indent, "",
			field->key);
		err = json_print_value(out, field, row);
	}
	return err;
}

static int print_lists(FILE *out, int indent, const struct scenario *scenario)
{
	struct promises walk = promises_of(scenario);
	const struct outcome *outcome = scenario->outcomes;

	struct json_rows promises = json_rows_begin(out, "promises", promise_fields, indent);
	while (promises_next(&walk))
		add_promise(&promises, &walk.promise);
	int err = json_rows_end(&promises);
	struct json_rows outcomes = json_rows_begin(out, "outcomes", outcome_fields, indent);
	for (; outcome && outcome->name; outcome++)
		json_rows_add(&outcomes, outcome);
	int more = json_rows_end(&outcomes);
	return err ? err : more;
}

/* What a scenario's row points to besides the scenario itself. */
struct room {
	char tags[TEXT_SIZE], needs[TEXT_SIZE], folder[NAME_SIZE];
	const struct scenario **found; /* for all scenarios */
	struct scenario_row row;
};

static void fill_row(struct room *room, const struct scenario *scenario,
		     const struct scenario *const *all, int all_count)
{
	const char *source = registry_source(scenario);
	struct scenario_row *row = &room->row;

	snprintf(room->folder, sizeof(room->folder), "%.*s", (int)strcspn(source, "/"), source);
	snprintf(room->tags, sizeof(room->tags), "%s", scenario->tags ? scenario->tags : "");
	scenario_needs(scenario, room->needs, sizeof(room->needs));
	*row = (struct scenario_row){
		.name = scenario->name,
		.title = scenario->title,
		.folder = room->folder[0] ? room->folder : NULL,
		.section = scenario->section,
		.rfc = scenario->rfc,
		.topology = scenario->topology ? scenario->topology : "direct",
		.only_over = scenario->family ? family_text(scenario->family) : NULL,
		.why_family = scenario->why_family,
		.proves = scenario->proves,
		.why = scenario->why,
		.known_issue = scenario->known_issue,
	};
	words_split(&row->tags, room->tags);
	words_split(&row->needs, room->needs);
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int causes = scenario_causes(scenario, cause);
	for (int i = 0; i < causes; i++)
		words_add(&row->causes, cause[i]->name);
	for (enum kin kin = 0; kin < KINS; kin++) {
		int found = related_scenarios(scenario, kin, all, all_count, room->found);
		for (int i = 0; i < found; i++)
			words_add(&row->related[kin], room->found[i]->name);
	}
}

static int print_scenarios(FILE *out, int indent, struct room *room,
			   const struct scenario *const *list, int count,
			   const struct scenario *const *all, int all_count)
{
	int err = 0;

	fputs("[\n", out);
	for (int i = 0; i < count && err == 0; i++) {
		fill_row(room, list[i], all, all_count);
		fprintf(out, "%*s{\n", indent + 2, "");
		err = print_members(out, indent + 4, &room->row);
		if (err == 0)
			err = print_lists(out, indent + 4, list[i]);
		fprintf(out, "\n%*s}%s\n", indent + 2, "", i < count - 1 ? "," : "");
	}
	fprintf(out, "%*s]", indent, "");
	return err;
}

int list_json_member(FILE *out, const char *key, int indent, const struct scenario *const *list,
		     int count, const struct scenario *const *all, int all_count)
{
	struct room *room = calloc(1, sizeof(*room));
	int err = -ENOMEM;

	if (room)
		room->found = calloc((size_t)all_count + 1, sizeof(*room->found));
	if (room && room->found) {
		fprintf(out, ",\n%*s\"%s\": ", indent, "", key);
		err = print_scenarios(out, indent, room, list, count, all, all_count);
	}
	if (room)
		free(room->found);
	free(room);
	return err;
}

void list_json_begin(FILE *out)
{
	fputs("{\n  \"schema\": \"rstlab-ns-list/1\"", out);
}

void list_json_end(FILE *out)
{
	fputs("\n}\n", out);
}

int list_json(FILE *out, const struct scenario *const *list, int count,
	      const struct scenario *const *all, int all_count)
{
	list_json_begin(out);
	int err = list_json_member(out, "scenarios", 2, list, count, all, all_count);
	list_json_end(out);
	return err;
}
