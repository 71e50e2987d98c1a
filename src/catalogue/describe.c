/* SPDX-License-Identifier: GPL-2.0-only */
#include "describe.h"

#include "causes.h"
#include "document.h"
#include "promise.h"
#include "related.h"
#include "select.h"
#include "sizes.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { WIDEST = 78, NARROWEST = 60, MARGIN = 2, CAUSE = 8, RELATED_TEXT = 4096 };

static void print_section(FILE *out, int width, const char *heading, const char *text)
{
	if (!text)
		return;
	fprintf(out, "\n%s\n%*s", heading, MARGIN, "");
	text_wrap(out, text, MARGIN, MARGIN, width);
}

static void print_drawing(FILE *out, const char *drawing)
{
	while (*drawing != '\0') {
		size_t size = strcspn(drawing, "\n");
		fprintf(out, "%*s%.*s\n", size ? MARGIN : 0, "", (int)size, drawing);
		drawing += size + (drawing[size] == '\n');
	}
}

static void print_promise(FILE *out, int width, const struct promise *promise)
{
	char head[160], text[PROMISE_TEXT];

	snprintf(head, sizeof(head), "%-7s  %s%s%s%s: ", witness_name[promise_witness(promise)],
		 promise->who, promise->outcome ? ", if it ends as '" : "",
		 promise->outcome ? promise->outcome : "", promise->outcome ? "'" : "");
	fprintf(out, "%*s%s", MARGIN, "", head);
	text_wrap(out, promise_text(promise, text, sizeof(text)), MARGIN + text_columns(head),
		  CAUSE, width);
	fprintf(out, "%*s", CAUSE, "");
	text_wrap(out, promise->because ? promise->because : "", CAUSE, CAUSE, width);
	if (promise->known_broken) {
		fprintf(out, "%*s", CAUSE, "");
		snprintf(text, sizeof(text), "a known issue%s%s",
			 promise->mended ? " without " : "",
			 promise->mended ? promise->mended->what : "");
		text_wrap(out, text, CAUSE, CAUSE, width);
	}
	if (!*promise_kernels(promise, text, sizeof(text)))
		return;
	fprintf(out, "%*s", CAUSE, "");
	text_wrap(out, text, CAUSE, CAUSE, width);
}

/* Why its RSTs are sent, and what to do about it. */
static void print_causes(FILE *out, int width, const struct scenario *scenario)
{
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, cause);
	char text[PROMISE_TEXT];

	if (count > 0)
		fprintf(out, "\n%s\n", cause[0]->no_reset ? "What it looks like" : "The cause");
	for (int i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s: %s", cause[i]->name, cause[i]->sentence);
		fprintf(out, "%*s", MARGIN, "");
		text_wrap(out, text, MARGIN, 2 * MARGIN, width);
		fprintf(out, "%*sdo    ", CAUSE, "");
		text_wrap(out, cause[i]->advice, CAUSE + 6, CAUSE + 6, width);
		fprintf(out, "%*slook  ", CAUSE, "");
		text_wrap(out, cause[i]->settles, CAUSE + 6, CAUSE + 6, width);
	}
}

static void print_issue(FILE *out, int width, const struct scenario *scenario)
{
	const struct upstream *upstream = scenario->upstream;

	print_section(out, width, "A known issue of the kernel",
		      upstream ? upstream->subject : scenario->known_issue);
	if (!upstream)
		return;
	fprintf(out, "\n%*s", MARGIN, "");
	text_wrap(out, scenario->known_issue, MARGIN, MARGIN, width);
}

/* "See also": a line for each kin that there is. */
static void print_related(FILE *out, int width, const struct scenario *scenario,
			  const struct scenario *const *all, int count)
{
	const struct scenario **found = calloc((size_t)count + 1, sizeof(*found));
	const char *heading = "\nSee also\n";
	char text[RELATED_TEXT];

	for (enum kin kin = 0; found && kin < KINS; kin++) {
		int others = related_scenarios(scenario, kin, all, count, found);
		if (others == 0)
			continue;
		text_set(text, sizeof(text), "%s:", kin_text(scenario, kin));
		for (int i = 0; i < others; i++)
			text_append(text, sizeof(text), " %s%s", found[i]->name,
				    i < others - 1 ? "," : "");
		fprintf(out, "%s%*s", heading, MARGIN, "");
		text_wrap(out, text, MARGIN, 2 * MARGIN, width);
		heading = "";
	}
	free(found);
}

/* Which document is it that its words speak of? */
static void print_document(FILE *out, int width, const struct scenario *scenario)
{
	if (!document_is_meant(scenario))
		return;
	fprintf(out, "%*s", MARGIN, "");
	text_wrap(out, "Document: " DOCUMENT, MARGIN, 2 * MARGIN, width - DOCUMENT_WIDE);
}

static void print_sources(FILE *out, int width, const struct scenario *scenario)
{
	char needs[TEXT_SIZE];

	if (scenario->section)
		fprintf(out, "%*sDocument section %s\n", MARGIN, "", scenario->section);
	print_document(out, width, scenario);
	if (scenario->rfc)
		fprintf(out, "%*s%s\n", MARGIN, "", scenario->rfc);
	if (scenario->tags)
		fprintf(out, "%*stags: %s\n", MARGIN, "", scenario->tags);
	if (*scenario_needs(scenario, needs, sizeof(needs)))
		fprintf(out, "%*sneeds: %s\n", MARGIN, "", needs);
	if (!scenario->why_family)
		return;
	const char *only = scenario->family == AF_INET6 ? "IPv6 only: " : "IPv4 only: ";
	fprintf(out, "%*s%s", MARGIN, "", only);
	text_wrap(out, scenario->why_family, MARGIN + text_columns(only), 2 * MARGIN, width);
}

void describe_scenario(FILE *out, const struct scenario *scenario, const char *drawing,
		       const struct scenario *const *all, int count, int columns)
{
	struct promises walk = promises_of(scenario);
	const struct outcome *outcome = scenario->outcomes;
	int width = columns == 0 || columns > WIDEST ? WIDEST
		    : columns < NARROWEST            ? NARROWEST
						     : columns;

	fprintf(out, "%s: ", scenario->name);
	text_wrap(out, scenario->title, text_columns(scenario->name) + 2, MARGIN, width);
	print_sources(out, width, scenario);
	print_section(out, width, scenario->why ? "What it proves" : "What it proves, and why",
		      scenario->proves);
	print_section(out, width, "Why", scenario->why);
	print_causes(out, width, scenario);
	fprintf(out, "\nTopology '%s'\n", scenario->topology ? scenario->topology : "direct");
	if (drawing)
		print_drawing(out, drawing);
	print_issue(out, width, scenario);
	if (scenario->promises)
		fputs("\nWhat each witness must see, and why\n", out);
	while (promises_next(&walk))
		print_promise(out, width, &walk.promise);
	if (outcome)
		fputs("\nHow it may end: in exactly one of these ways\n", out);
	for (; outcome && outcome->name; outcome++) {
		fprintf(out, "%*s%s\n%*s", MARGIN, "", outcome->name, CAUSE, "");
		text_wrap(out, outcome->meaning, CAUSE, CAUSE, width);
	}
	print_related(out, width, scenario, all, count);
}
