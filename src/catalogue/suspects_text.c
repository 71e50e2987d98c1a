/* SPDX-License-Identifier: GPL-2.0-only */
#include "suspects_told.h"

#include "cause_facts.h"
#include "text.h"

#include <string.h>

enum { WIDEST = 80, NARROWEST = 50, INDENT = 4, LABEL = 8, FIRST_FEW = 5, LINE_TEXT = 1024 };

static void print_part(FILE *out, int width, const char *label, const char *text)
{
	fprintf(out, "%*s%-*s", INDENT, "", LABEL, label);
	text_wrap(out, text, INDENT + LABEL, INDENT + LABEL, width);
}

/* A command is one line, however long: it is to be copied. */
static void print_scenario(FILE *out, const struct telling *telling, const struct cause *cause)
{
	const struct scenario *scenario = cause_scenario(cause, telling->all, telling->all_count);

	if (scenario)
		fprintf(out, "%*s%-*ssudo rstlab-ns run %s%s -v\n", INDENT, "", LABEL, "see it",
			scenario->changes_machine ? "--own-machine " : "", scenario->name);
	else
		print_part(out, telling->found->count ? WIDEST : 0, "see it",
			   "no scenario can show it; it is known from reading only");
}

static void print_facts(FILE *out, int width, const struct telling *telling,
			const struct cause *cause)
{
	struct cause_facts facts;
	char text[LINE_TEXT];

	cause_facts(cause, telling->all, telling->all_count, &facts);
	print_part(out, width, "how", cause->mechanism);
	if (*facts.shapes)
		print_part(out, width, "RST", facts.shapes);
	if (*facts.errors)
		print_part(out, width, "calls", facts.errors);
	if (*facts.counters)
		print_part(out, width, "counts", facts.counters);
	if (*facts.reasons)
		print_part(out, width, "reason", facts.reasons);
	snprintf(text, sizeof(text), "%s; sent in the name of: %s", cause->moments, cause->sender);
	print_part(out, width, "when", text);
}

static void print_suspect(FILE *out, int width, const struct telling *telling, int nth,
			  bool verbose)
{
	const struct cause *cause = telling->found->list[nth].cause;
	char text[LINE_TEXT];
	int column = telling->found->count > 1 ? fprintf(out, "%d. ", nth + 1) : 0;

	snprintf(text, sizeof(text), "%s [%s]", cause->sentence, cause->name);
	text_wrap(out, text, column, INDENT, width);
	print_part(out, width, "look", cause->settles);
	print_part(out, width, "do", cause->advice);
	if (verbose)
		print_facts(out, width, telling, cause);
	print_scenario(out, telling, cause);
}

static void print_rest(FILE *out, int width, const struct suspects *found, int shown)
{
	char text[LINE_TEXT], words[128];

	if (found->count > shown) {
		snprintf(text, sizeof(text), "Less likely (use -v for details):");
		for (int i = shown; i < found->count; i++)
			text_append(text, sizeof(text), "%s %s", i > shown ? "," : "",
				    found->list[i].cause->name);
		fputc('\n', out);
		text_wrap(out, text, 0, 2, width);
	}
	if (found->count > 1 && *suspects_narrower(found, false, words, sizeof(words))) {
		snprintf(text, sizeof(text), "Narrow it down by when it happens: --when %s", words);
		fputs(found->count > shown ? "" : "\n", out);
		text_wrap(out, text, 0, 2, width);
	}
	if (found->count > 1 && *suspects_narrower(found, true, words, sizeof(words))) {
		snprintf(text, sizeof(text), "or by who sent the RST: --sender %s", words);
		text_wrap(out, text, 0, 2, width);
	}
}

/* What the words mean, where that has to be said before anything else. */
static void print_before(FILE *out, int width, const struct telling *telling)
{
	const struct homonym *homonym = clues_homonym(&telling->clues[0]);
	const struct symptom *symptom = telling->found->symptom;
	char text[LINE_TEXT];

	if (symptom && symptom->no_reset) {
		snprintf(text, sizeof(text), "No RST causes this: %s.", symptom->sentence);
		text_wrap(out, text, 0, 0, width);
		fputc('\n', out);
	} else if (symptom && symptom->may_be_fin) {
		snprintf(text, sizeof(text),
			 "A FIN can cause this, without any RST: %s. A capture shows which.",
			 symptom->sentence);
		text_wrap(out, text, 0, 0, width);
		fputc('\n', out);
	}
	if (homonym) {
		snprintf(text, sizeof(text), "'%s' has two meanings: %s.", homonym->word,
			 homonym->meaning);
		text_wrap(out, text, 0, 0, width);
		fputc('\n', out);
	}
}

static void print_nothing(FILE *out, int width, const struct telling *telling)
{
	const struct suspects *found = telling->found;
	char text[LINE_TEXT];

	snprintf(text, sizeof(text), "No known cause matches all of this.");
	for (int i = 0; i < found->unknown_count; i++)
		text_append(text, sizeof(text), "%s'%s'", i == 0 ? " Not found: " : ", ",
			    found->unknown[i]);
	text_append(text, sizeof(text), "%s", found->unknown_count ? "." : "");
	text_wrap(out, text, 0, 0, width);
	text_wrap(out,
		  "The search covers the names, sentences and words of all causes, and the error "
		  "texts that they produce. Try the error as the program printed it, its errno "
		  "(ECONNRESET), or fewer of --when, --sender, --flags, --counter. 'rstlab-ns "
		  "list WORD' also searches the scenarios.",
		  0, 0, width);
}

void suspects_text(FILE *out, const struct telling *telling, int width, bool verbose)
{
	const struct suspects *found = telling->found;
	int shown = verbose || found->count <= FIRST_FEW ? found->count : FIRST_FEW;

	width = width == 0 || width > WIDEST ? WIDEST : width < NARROWEST ? NARROWEST : width;
	if (found->count == 0) {
		print_nothing(out, width, telling);
		return;
	}
	print_before(out, width, telling);
	for (int i = 0; i < shown; i++) {
		fputs(i ? "\n" : "", out);
		print_suspect(out, width, telling, i, verbose);
	}
	print_rest(out, width, found, shown);
}
