/* SPDX-License-Identifier: GPL-2.0-only */
#include "describe.h"

#include "json_members.h"
#include "json_rows.h"
#include "promise.h"
#include "select.h"
#include "sizes.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { LINE_WIDTH = 78, MARGIN = 2, CAUSE = 8 };

static const char *topology_of(const struct scenario *scenario)
{
	return scenario->topology ? scenario->topology : "direct";
}

/* Where it comes from: the document, or else the RFC. */
static const char *source_of(const struct scenario *scenario, char *buffer, size_t size)
{
	if (!scenario->section)
		return scenario->rfc ? scenario->rfc : "";
	snprintf(buffer, size, "section %s", scenario->section);
	return buffer;
}

/* ---- A table ------------------------------------------------------------------------------------
 */

enum column { NAME, TITLE, SOURCE, TOPOLOGY, NEEDS, COLUMN_COUNT };

static const char *cell(const struct scenario *scenario, enum column column, char *buffer,
			size_t size)
{
	switch (column) {
	case NAME:
		return scenario->name;
	case TITLE:
		return scenario->title;
	case SOURCE:
		return source_of(scenario, buffer, size);
	case TOPOLOGY:
		return topology_of(scenario);
	case NEEDS:
		return scenario_needs(scenario, buffer, size);
	case COLUMN_COUNT:
		break;
	}
	return "";
}

void describe_list(FILE *out, const struct scenario *const *list, int count)
{
	static const char *const headings[COLUMN_COUNT] = {
		[NAME] = "NAME",         [TITLE] = "TITLE", [SOURCE] = "SOURCE",
		[TOPOLOGY] = "TOPOLOGY", [NEEDS] = "NEEDS",
	};
	int width[COLUMN_COUNT];
	char buffer[64];

	for (enum column column = 0; column < COLUMN_COUNT; column++) {
		width[column] = text_columns(headings[column]);
		for (int i = 0; i < count; i++) {
			const char *text = cell(list[i], column, buffer, sizeof(buffer));
			if (text_columns(text) > width[column])
				width[column] = text_columns(text);
		}
	}
	if (count == 0)
		fputs("no scenario has all that is asked for\n", out);
	for (int i = -1; i < count && count > 0; i++)
		for (enum column column = 0; column < COLUMN_COUNT; column++) {
			bool is_last = column == COLUMN_COUNT - 1;
			const char *text = i < 0 ? headings[column]
						 : cell(list[i], column, buffer, sizeof(buffer));
			text_pad(out, text, is_last ? 0 : width[column] + 2);
			if (is_last)
				fputc('\n', out);
		}
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

static const struct field scenario_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct scenario, name) },
	{ "title", FIELD_WORD, FIELD_AT(struct scenario, title) },
	{ "section", FIELD_WORD, FIELD_AT(struct scenario, section) },
	{ "rfc", FIELD_WORD, FIELD_AT(struct scenario, rfc) },
	{ "tags", FIELD_WORD, FIELD_AT(struct scenario, tags) },
	{ "topology", FIELD_WORD, FIELD_AT(struct scenario, topology) },
	{ "needs", FIELD_WORD, FIELD_AT(struct scenario, needs) },
	{ "proves", FIELD_WORD, FIELD_AT(struct scenario, proves) },
	{ "why", FIELD_WORD, FIELD_AT(struct scenario, why) },
	{ "known_issue", FIELD_WORD, FIELD_AT(struct scenario, known_issue) },
	{ 0 },
};

/* A promise in the words that a result has for it. */
struct promise_row {
	const char *witness, *who, *expected, *because, *outcome, *kernels;
};

static const struct field promise_fields[] = {
	{ "witness", FIELD_WORD, FIELD_AT(struct promise_row, witness) },
	{ "who", FIELD_WORD, FIELD_AT(struct promise_row, who) },
	{ "expected", FIELD_WORD, FIELD_AT(struct promise_row, expected) },
	{ "because", FIELD_WORD, FIELD_AT(struct promise_row, because) },
	{ "outcome", FIELD_WORD, FIELD_AT(struct promise_row, outcome) },
	{ "kernels", FIELD_WORD, FIELD_AT(struct promise_row, kernels) },
	{ 0 },
};

static void add_promise(struct json_rows *rows, const struct promise *promise)
{
	char expected[PROMISE_TEXT], kernels[PROMISE_TEXT];

	promise_text(promise, expected, sizeof(expected));
	promise_kernels(promise, kernels, sizeof(kernels));
	json_rows_add(rows,
		      &(struct promise_row){ .witness = witness_name[promise_witness(promise)],
					     .who = promise->who,
					     .expected = expected,
					     .because = promise->because,
					     .outcome = promise->outcome,
					     .kernels = *kernels ? kernels : NULL });
}

static const struct field outcome_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct outcome, name) },
	{ "meaning", FIELD_WORD, FIELD_AT(struct outcome, meaning) },
	{ 0 },
};

static int print_scenario(FILE *out, const struct scenario *scenario)
{
	struct scenario told = *scenario;
	struct promises walk = promises_of(scenario);
	const struct outcome *outcome = scenario->outcomes;
	int err;

	char needs[TEXT_SIZE];

	told.topology = topology_of(scenario);
	if (*scenario_needs(scenario, needs, sizeof(needs)))
		told.needs = needs;
	fputs("  {\n", out);
	err = json_print_members(out, scenario_fields, &told, 4);
	struct json_rows promises = json_rows_begin(out, "promises", promise_fields, 4);
	while (promises_next(&walk))
		add_promise(&promises, &walk.promise);
	err |= json_rows_end(&promises);
	struct json_rows outcomes = json_rows_begin(out, "outcomes", outcome_fields, 4);
	for (; outcome && outcome->name; outcome++)
		json_rows_add(&outcomes, outcome);
	err |= json_rows_end(&outcomes);
	fputs("\n  }", out);
	return err;
}

int describe_list_json(FILE *out, const struct scenario *const *list, int count)
{
	int err = 0;

	fputs("[\n", out);
	for (int i = 0; i < count && err == 0; i++) {
		err = print_scenario(out, list[i]);
		fputs(i < count - 1 ? ",\n" : "\n", out);
	}
	fputs("]\n", out);
	return err;
}

/* ---- One scenario -------------------------------------------------------------------------------
 */

static void print_section(FILE *out, const char *heading, const char *text)
{
	if (!text)
		return;
	fprintf(out, "\n%s\n%*s", heading, MARGIN, "");
	text_wrap(out, text, MARGIN, MARGIN, LINE_WIDTH);
}

static void print_drawing(FILE *out, const char *drawing)
{
	while (*drawing != '\0') {
		size_t size = strcspn(drawing, "\n");
		fprintf(out, "%*s%.*s\n", size ? MARGIN : 0, "", (int)size, drawing);
		drawing += size + (drawing[size] == '\n');
	}
}

static void print_promise(FILE *out, const struct promise *promise)
{
	char head[160], text[PROMISE_TEXT];

	snprintf(head, sizeof(head), "%-7s  %s%s%s%s: ", witness_name[promise_witness(promise)],
		 promise->who, promise->outcome ? ", if it ends as '" : "",
		 promise->outcome ? promise->outcome : "", promise->outcome ? "'" : "");
	fprintf(out, "%*s%s", MARGIN, "", head);
	text_wrap(out, promise_text(promise, text, sizeof(text)), MARGIN + text_columns(head),
		  CAUSE, LINE_WIDTH);
	fprintf(out, "%*s", CAUSE, "");
	text_wrap(out, promise->because ? promise->because : "", CAUSE, CAUSE, LINE_WIDTH);
	if (promise->known_broken) {
		fprintf(out, "%*s", CAUSE, "");
		snprintf(text, sizeof(text), "known to be broken%s%s",
			 promise->mended ? " without " : "",
			 promise->mended ? promise->mended->what : "");
		text_wrap(out, text, CAUSE, CAUSE, LINE_WIDTH);
	}
	if (!*promise_kernels(promise, text, sizeof(text)))
		return;
	fprintf(out, "%*s", CAUSE, "");
	text_wrap(out, text, CAUSE, CAUSE, LINE_WIDTH);
}

void describe_scenario(FILE *out, const struct scenario *scenario, const char *drawing)
{
	struct promises walk = promises_of(scenario);
	const struct outcome *outcome = scenario->outcomes;
	char needs[TEXT_SIZE];

	fprintf(out, "%s: ", scenario->name);
	text_wrap(out, scenario->title, text_columns(scenario->name) + 2, MARGIN, LINE_WIDTH);
	if (scenario->section)
		fprintf(out, "%*ssection %s of the document\n", MARGIN, "", scenario->section);
	if (scenario->rfc)
		fprintf(out, "%*s%s\n", MARGIN, "", scenario->rfc);
	if (scenario->tags)
		fprintf(out, "%*stags: %s\n", MARGIN, "", scenario->tags);
	if (*scenario_needs(scenario, needs, sizeof(needs)))
		fprintf(out, "%*sneeds: %s\n", MARGIN, "", needs);
	if (scenario->why_family) {
		const char *only =
			scenario->family == AF_INET6 ? "only over IPv6: " : "only over IPv4: ";
		fprintf(out, "%*s%s", MARGIN, "", only);
		text_wrap(out, scenario->why_family, MARGIN + text_columns(only), 2 * MARGIN,
			  LINE_WIDTH);
	}
	print_section(out, scenario->why ? "What it proves" : "What it proves, and why",
		      scenario->proves);
	print_section(out, "Why", scenario->why);
	fprintf(out, "\nTopology '%s'\n", topology_of(scenario));
	if (drawing)
		print_drawing(out, drawing);
	print_section(out, "A known issue of the kernel", scenario->known_issue);
	if (scenario->promises)
		fputs("\nWhat each witness must have seen, and because of what\n", out);
	while (promises_next(&walk))
		print_promise(out, &walk.promise);
	if (outcome)
		fputs("\nHow it may end: in exactly one of these ways\n", out);
	for (; outcome && outcome->name; outcome++) {
		fprintf(out, "%*s%s\n%*s", MARGIN, "", outcome->name, CAUSE, "");
		text_wrap(out, outcome->meaning, CAUSE, CAUSE, LINE_WIDTH);
	}
}
