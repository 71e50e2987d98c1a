/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_page.h"

#include "atlas.h"
#include "atlas_by.h"
#include "atlas_rows.h"
#include "causes.h"
#include "ladder_line.h"
#include "markdown.h"
#include "promise_ladder.h"
#include "registry.h"

#include <errno.h>
#include <string.h>

struct page {
	const struct scenario *const *list;
	int count;
	const struct topology *(*topology_of)(const char *name);
	const char *reason; /* of the rows of that side */
	bool failed;        /* no memory */
};

/* ---- Cells --------------------------------------------------------------------------------------
 */

/* A link to its row among all scenarios. */
static void name_cell(FILE *out, const struct scenario *scenario)
{
	fprintf(out, "| [`%s`](#s-%s) | ", scenario->name, scenario->name);
}

/* The RSTs that it promises, a line each. */
static void ladder_cell(FILE *out, struct page *page, const struct scenario *scenario)
{
	const struct topology *topology = page->topology_of(scenario->topology);
	struct ladder small;

	if (topology && promise_ladder_small(scenario, topology, &small) < 0) {
		page->failed = true;
	} else if (topology) {
		for (int i = 0; i < small.rung_count; i++) {
			fputs(i ? "<br>`" : "`", out);
			ladder_line(out, &small, &small.rung[i]);
			fputc('`', out);
		}
		ladder_free(&small);
	}
	fputs(" |", out);
}

/* Who sends, who sees what, what is counted. */
static void facts_cells(FILE *out, const struct scenario *scenario, const char *reason)
{
	struct atlas_row row;

	atlas_row(scenario, reason, &row);
	fprintf(out, " %s | %s | %s | %s |\n", atlas_clause(scenario), row.senders, row.errors,
		row.counters);
}

/* ---- By cause, by errno, by reason --------------------------------------------------------------
 */

static void print_link(FILE *out, const char *value, const char *meaning, void *arg)
{
	bool *is_first = arg;

	(void)meaning;
	fputs(*is_first ? "" : " · ", out);
	*is_first = false;
	/* As a forge makes an anchor of a heading. */
	fprintf(out, "[%s](#", value);
	for (const char *at = value; *at; at++)
		fputc(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at, out);
	fputc(')', out);
}

static void print_head(FILE *out, const char *value, const char *meaning, void *arg)
{
	(void)arg;
	fprintf(out, "\n### %s\n\n", value);
	markdown_print(out, meaning);
	fputs(*meaning ? ".\n\n" : "", out);
	fputs("| scenario | what it shows | the RSTs that it promises |\n|---|---|---|\n", out);
}

static void print_row(FILE *out, const struct scenario *scenario, void *arg)
{
	name_cell(out, scenario);
	markdown_print(out, scenario->title);
	fputs(" | ", out);
	ladder_cell(out, arg, scenario);
	fputc('\n', out);
}

static void print_reason_head(FILE *out, const char *value, const char *meaning, void *arg)
{
	struct page *page = arg;

	(void)meaning;
	page->reason = value;
	fprintf(out,
		"\n### %s\n\n"
		"| scenario | the RSTs that it promises | clause | sent by | who sees what | counters besides TcpOutRsts |\n"
		"|---|---|---|---|---|---|\n",
		value);
}

static void print_reason_row(FILE *out, const struct scenario *scenario, void *arg)
{
	struct page *page = arg;

	name_cell(out, scenario);
	ladder_cell(out, page, scenario);
	facts_cells(out, scenario, page->reason);
}

static const struct {
	const char *side, *heading, *lead;
	struct atlas_group group;
} sides[] = {
	{ "cause",
	  "By cause",
	  "As one would write it into a post-mortem.",
	  { print_head, print_row, NULL } },
	{ "errno",
	  "By what the application sees",
	  "The errno of a system call that fails.",
	  { print_head, print_row, NULL } },
	{ "reason", "By the kernel's reason", NULL, { print_reason_head, print_reason_row, NULL } },
};

static int print_side(FILE *out, struct page *page, size_t which)
{
	const struct atlas_group links = { print_link, NULL, NULL };
	const char *side = sides[which].side;
	bool is_first = true;

	fprintf(out, "\n## %s\n\n", sides[which].heading);
	if (sides[which].lead)
		fprintf(out, "%s\n\n", sides[which].lead);
	else
		fprintf(out, "`enum sk_rst_reason`. %s\n", atlas_of_listeners);
	int err = atlas_by_group(out, side, page->list, page->count, &links, &is_first);
	fputc('\n', out);
	return err ? err
		   : atlas_by_group(out, side, page->list, page->count, &sides[which].group, page);
}

/* ---- The rest -----------------------------------------------------------------------------------
 */

static void print_others(FILE *out, struct page *page, const char *heading,
			 bool (*is_meant)(const struct scenario *scenario))
{
	fprintf(out,
		"\n## %s\n\n| scenario | what it shows | clause | sent by | who sees what | counters |\n"
		"|---|---|---|---|---|---|\n",
		heading);
	for (int i = 0; i < page->count; i++) {
		if (!is_meant(page->list[i]))
			continue;
		name_cell(out, page->list[i]);
		markdown_print(out, page->list[i]->title);
		fputs(" |", out);
		facts_cells(out, page->list[i], NULL);
	}
}

static void print_whole(FILE *out, struct page *page, const struct scenario *scenario)
{
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int causes = scenario_causes(scenario, cause);

	fprintf(out, "| <a id=\"s-%s\"></a>`%s` | ", scenario->name, scenario->name);
	markdown_print(out, scenario->title);
	fputs(" | ", out);
	ladder_cell(out, page, scenario);
	for (int i = 0; i < causes; i++)
		fprintf(out, "%s[%s](#%s)", i ? ", " : " ", cause[i]->name, cause[i]->name);
	fputs(" |\n", out);
}

static void print_folder(FILE *out, struct page *page, const struct term *folder)
{
	bool is_first = true;

	for (int i = 0; i < page->count; i++) {
		if (!registry_is_in(page->list[i], folder->word))
			continue;
		if (is_first && folder->word)
			fprintf(out, "\n### In %s: %s\n", folder->word, folder->meaning);
		if (is_first)
			fputs("\n| scenario | what it shows | the RSTs that it promises | causes |\n|---|---|---|---|\n",
			      out);
		is_first = false;
		print_whole(out, page, page->list[i]);
	}
}

int atlas_page(FILE *out, const struct scenario *const *list, int count,
	       const struct topology *(*topology_of)(const char *name))
{
	struct page page = { .list = list, .count = count, .topology_of = topology_of };
	const char *reached[ATLAS_REASONS_MAX];
	int err = 0;

	fprintf(out,
		"# The atlas of resets\n\n"
		"Generated by `rstlab-ns atlas --page` from the promises of the scenarios: do not edit.\n"
		"%d scenarios, %d of the kernel's reasons (`enum sk_rst_reason`).\n\n"
		"Browse [by cause](#by-cause), [by what the application sees](#by-what-the-application-sees),\n"
		"[by the kernel's reason](#by-the-kernels-reason), or [all](#all-scenarios). See also the\n"
		"RSTs [not sent by TCP](#not-sent-by-tcp), and the cases with [no reset](#no-reset-where-one-might-expect-one).\n"
		"`rstlab-ns run NAME -v` plays a scenario, `rstlab-ns describe NAME --ladder` draws it. An arrow that ends in ✕ is a\n"
		"RST that does not arrive.\n",
		count, atlas_reached(list, count, reached));
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]) && err == 0; i++)
		err = print_side(out, &page, i);
	print_others(out, &page, "Not sent by TCP", atlas_has_forged);
	print_others(out, &page, "No reset, where one might expect one", atlas_resets_nothing);
	fputs("\n## Out of reach\n\n| reason | why |\n|---|---|\n", out);
	for (const struct atlas_unreached *gone = atlas_unreached; gone->reason; gone++)
		fprintf(out, "| %s | %s |\n", gone->reason, gone->why);
	fputs("\n## All scenarios\n", out);
	const struct term *folder = registry_folders();
	for (; folder->word; folder++)
		print_folder(out, &page, folder);
	print_folder(out, &page, folder);
	return page.failed ? -ENOMEM : err;
}
