/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_html.h"

#include "atlas_by.h"
#include "causes.h"
#include "ladder_svg.h"
#include "page.h"
#include "promise_ladder.h"
#include "xml.h"

#include <errno.h>
#include <string.h>

enum { RESETS_SHOWN = 3 };

struct atlas {
	const struct scenario *const *list;
	int count;
	const struct topology *(*topology_of)(const char *name);
	bool failed; /* no memory */
};

/* The sides in the order in which people come: by what they know of a reset. */
static const struct {
	const char *side, *heading;
} sides[] = {
	{ "cause", "By cause" },
	{ "errno", "By what the application sees" },
	{ "reason", "By the kernel's reason" },
	{ "shape", "By the shape of the RST" },
};

static int number_of(const struct atlas *atlas, const struct scenario *scenario)
{
	int i = 0;

	while (i < atlas->count && atlas->list[i] != scenario)
		i++;
	return i;
}

/* The hosts, and of all that is promised the RSTs alone, the first few. */
static void print_small(FILE *out, struct atlas *atlas, const struct scenario *scenario)
{
	const struct topology *topology = atlas->topology_of(scenario->topology);
	struct ladder ladder, small;
	int kept = 0;

	if (!topology || promise_ladder(scenario, topology, NULL, &ladder) < 0) {
		atlas->failed = topology != NULL;
		return;
	}
	small = ladder;
	small.rung = NULL;
	small.rung_count = small.rung_room = 0;
	for (int i = 0; i < ladder.rung_count && kept < RESETS_SHOWN; i++) {
		const struct rung *rung = &ladder.rung[i];
		if (!rung->is_reset || rung->kind != RUNG_SEGMENT)
			continue;
		ladder_add(&small, rung, "%.*s", (int)strcspn(rung->text, "]") + 1, rung->text);
		kept++;
	}
	if (kept)
		ladder_svg(out, &small, "The promised RSTs", NULL);
	atlas->failed = atlas->failed || small.failed;
	ladder_free(&small);
	ladder_free(&ladder);
}

/* A row of one side: the scenario, what it shows, and its ladder in small. */
static void print_row(FILE *out, const struct scenario *scenario, void *arg)
{
	struct atlas *atlas = arg;

	fputs("<tr data-find=\"", out);
	xml_print(out, scenario->name);
	fputc(' ', out);
	xml_print(out, scenario->title);
	fprintf(out, "\"><td><a href=\"#s%d\">%s</a><td>", number_of(atlas, scenario),
		scenario->name);
	xml_print(out, scenario->title);
	fputs("<td>", out);
	print_small(out, atlas, scenario);
	fputc('\n', out);
}

static int print_scenario(FILE *out, const struct scenario *scenario, int number,
			  const struct topology *topology, const struct story *story)
{
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int causes = scenario_causes(scenario, cause);
	struct ladder ladder;

	int err = promise_ladder(scenario, topology, story, &ladder);
	if (err < 0)
		return err;
	fputs("<details data-find=\"", out);
	xml_print(out, scenario->name);
	fputc(' ', out);
	xml_print(out, scenario->title);
	fprintf(out, "\"><summary><b>%s</b> ", scenario->name);
	xml_print(out, scenario->title);
	fprintf(out, "</summary>\n<div id=\"s%d\">\n", number);
	page_element(out, "p", NULL, scenario->proves ? scenario->proves : "");
	for (int i = 0; i < causes; i++) {
		fputs("<p><b>", out);
		xml_print(out, cause[i]->name);
		fputs("</b>: ", out);
		xml_print(out, cause[i]->sentence);
		fputs(". ", out);
		xml_print_code(out, cause[i]->advice);
		fputs("</p>\n", out);
	}
	fprintf(out, "<p><code>sudo rstlab-ns run %s -v --ladder</code></p>\n<figure>\n",
		scenario->name);
	ladder_svg(out, &ladder, "What is done, and what is promised", NULL);
	fputs("</figure>\n</div></details>\n", out);
	ladder_free(&ladder);
	return 0;
}

int atlas_html(FILE *out, const struct scenario *const *list, int count,
	       const struct topology *(*topology_of)(const char *name),
	       const struct story *(*story_of)(const char *scenario))
{
	struct atlas atlas = { .list = list, .count = count, .topology_of = topology_of };
	int err = 0;

	page_begin(out, "The atlas of resets");
	fputs("<h1>The atlas of resets</h1>\n"
	      "<p>Each way Linux resets a TCP connection, and where to see it happen.</p>\n"
	      "<p>",
	      out);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++)
		fprintf(out, "%s<a href=\"#%s\">%s</a>", i ? " · " : "", sides[i].side,
			sides[i].heading);
	fputs(" · <a href=\"#all\">All scenarios</a></p>\n", out);
	page_filter(out, "half-open, ECONNRESET, proxy");
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]) && err == 0; i++) {
		fprintf(out, "<h2 id=\"%s\">%s</h2>\n<div class=\"wide\"><table>\n", sides[i].side,
			sides[i].heading);
		err = atlas_by_html(out, sides[i].side, list, count, print_row, &atlas);
		fputs("</table></div>\n", out);
	}
	fputs("<h2 id=\"all\">All scenarios</h2>\n", out);
	for (int i = 0; i < count && err == 0; i++) {
		const struct topology *topology = topology_of(list[i]->topology);
		if (topology)
			err = print_scenario(out, list[i], i, topology, story_of(list[i]->name));
	}
	page_end(out);
	return atlas.failed ? -ENOMEM : err;
}
