/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_html.h"

#include "atlas_by.h"
#include "causes.h"
#include "ladder_svg.h"
#include "ladder_table.h"
#include "page.h"
#include "promise_ladder.h"
#include "xml.h"

#include <errno.h>
#include <string.h>

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

static void print_small(FILE *out, struct atlas *atlas, const struct scenario *scenario)
{
	const struct topology *topology = atlas->topology_of(scenario->topology);
	struct ladder small;

	if (!topology)
		return;
	if (promise_ladder_small(scenario, topology, &small) < 0) {
		atlas->failed = true;
		return;
	}
	if (small.rung_count)
		ladder_svg(out, &small, "The RSTs that are promised", NULL);
	ladder_free(&small);
}

static void print_head(FILE *out, const char *value, const char *meaning, void *arg)
{
	(void)arg;
	fputs("<tbody><tr><th colspan=3>", out);
	xml_print(out, value);
	fputs(*meaning ? ": <i>" : "", out);
	xml_print(out, meaning);
	fputs(*meaning ? "</i>\n" : "\n", out);
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

static void print_tail(FILE *out, void *arg)
{
	(void)arg;
	fputs("</tbody>\n", out);
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
	ladder_svg(out, &ladder,
		   "What is done, and what is promised; the table below says the same", NULL);
	ladder_table(out, &ladder, NULL, NULL);
	fputs("</figure>\n</div></details>\n", out);
	ladder_free(&ladder);
	return 0;
}

int atlas_html(FILE *out, const struct scenario *const *list, int count,
	       const struct topology *(*topology_of)(const char *name),
	       const struct story *(*story_of)(const char *scenario))
{
	struct atlas atlas = { .list = list, .count = count, .topology_of = topology_of };
	const struct atlas_group group = { print_head, print_row, print_tail };
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
	page_main(out);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]) && err == 0; i++) {
		fprintf(out, "<h2 id=\"%s\">%s</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n",
			sides[i].side, sides[i].heading);
		err = atlas_by_group(out, sides[i].side, list, count, &group, &atlas);
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
