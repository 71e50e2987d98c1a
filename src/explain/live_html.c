/* SPDX-License-Identifier: GPL-2.0-only */
/* live_html.c - the table of a live host's resets, as an HTML page. */
#include "live_format.h"

#include "explain_words.h"
#include "live_words.h"
#include "page.h"
#include "xml.h"

#include <inttypes.h>

static int begin(FILE *out, const struct print_options *options, const struct live_setting *setting)
{
	(void)options;
	page_begin(out, "Resets of a live host");
	fputs("<h1>Resets</h1>\n", out);
	page_element(out, "p", "soft", setting->kernel);
	page_element(out, "p", "soft", setting->wire);
	if (*setting->lacking)
		page_element(out, "p", "SKIP", setting->lacking);
	page_filter(out, "cause, address, process");
	page_main(out);
	return 0;
}

static void print_row(FILE *out, const struct live_story *story)
{
	char who[LIVE_TEXT], why[LIVE_TEXT], text[LIVE_TEXT], time[LIVE_TIME_SIZE];

	live_who(&story->reset, who, sizeof(who));
	live_why(story, why, sizeof(why));
	fputs("<tr data-find=\"", out);
	xml_print(out, who);
	fputc(' ', out);
	xml_print(out, why);
	fprintf(out, "\"><td class=\"r\">%" PRIu64 "<td class=\"r\">%s<td class=\"r\">",
		story->count, live_time(story->reset.time_ns, time));
	fprintf(out, "%s<td>", live_time(story->last_ns, time));
	xml_print(out, who);
	fputs("<td>", out);
	xml_print(out, why);
	fputs("<td>", out);
	for (int i = 0; live_fact(story, i, text, sizeof(text)); i++)
		page_element(out, "p", NULL, text);
	fputs("<td>", out);
	xml_print_code(out, live_advice(story) ? live_advice(story) : "");
	fputc('\n', out);
}

static int end(FILE *out, const struct print_options *options, const struct live_tally *tally,
	       const struct live_ending *ending)
{
	char line[LIVE_TEXT], time[LIVE_TIME_SIZE];

	(void)options;
	fprintf(out, "<p><b>%" PRIu64 " reset%s</b> from %s", tally->resets,
		tally->resets == 1 ? "" : "s", live_time(ending->begin_ns, time));
	fprintf(out, " to %s</p>\n", live_time(ending->end_ns, time));
	if (tally->count)
		fputs("<div class=\"wide\" tabindex=\"0\"><table><tr><th>count<th>first<th>last<th>the first of them"
		      "<th>cause<th>evidence<th>what to do\n",
		      out);
	for (int i = 0; i < tally->count; i++)
		print_row(out, tally->story[i]);
	fputs(tally->count ? "</table></div>\n" : "", out);
	for (int i = 0; live_amiss(ending, tally, i, line, sizeof(line)); i++)
		page_element(out, "p", "SKIP", line);
	page_end(out);
	return 0;
}

const struct live_format live_html = {
	.name = "html",
	.begin = begin,
	.end = end,
};
