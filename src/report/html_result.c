/* SPDX-License-Identifier: GPL-2.0-only */
#include "html_result.h"

#include "causes.h"
#include "data_run.h"
#include "drill_told.h"
#include "ladder_svg.h"
#include "memory.h"
#include "moment_text.h"
#include "page.h"
#include "reading_ladder.h"
#include "report_words.h"
#include "segment_text.h"
#include "socket_rows.h"
#include "text.h"
#include "xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Promises -----------------------------------------------------------------------------------
 */

/* The index in the timeline of what kept or broke it; -1: none. */
static int place_shown(const struct result *result, const struct ruling *ruling)
{
	const struct timeline *timeline = &result->reading.timeline;

	for (int i = 0; i < timeline->count && ruling->is_shown; i++)
		if (timeline->moment[i].kind == ruling->shown.kind &&
		    timeline->moment[i].index == ruling->shown.index)
			return i;
	return -1;
}

static void print_ruling(FILE *out, const struct result *result, const struct ruling *ruling,
			 int number)
{
	int place = place_shown(result, ruling);

	fprintf(out, "<tr><td class=%s>%s<td>%s<td>", status_name[ruling->status],
		status_name[ruling->status], witness_name[ruling->witness]);
	xml_print(out, ruling->who);
	fputs(ruling->agreement ? ", agreement<td>" : "<td>", out);
	if (ruling->outcome) {
		fputs("if it ends as '", out);
		xml_print(out, ruling->outcome);
		fputs("': ", out);
	}
	if (place >= 0)
		fprintf(out, "<a href=#r%dm%d>", number, place);
	xml_print(out, ruling->expected);
	fputs(place >= 0 ? "</a>" : "", out);
	if (ruling->status != PASS) {
		fprintf(out, "<br><b class=\"%s\">%s</b> ", status_name[ruling->status],
			ruling->status == SKIP ? "not examined:" : "actual:");
		xml_print(out, ruling->actual);
	}
	if (*ruling->kernels) {
		fputs("<br>", out);
		xml_print(out, ruling->kernels);
	}
	fputs("<td>", out);
	xml_print(out, ruling->because ? ruling->because : "");
	fputc('\n', out);
}

/* Promises that were not kept come first. */
static void print_rulings(FILE *out, const struct result *result, int number)
{
	const struct verdict *verdict = &result->verdict;
	int agreements = 0;

	if (verdict->ruling_count == 0)
		return;
	fputs("<div class=wide tabindex=0><table class=kept><caption>What each witness must have seen</caption>"
	      "<tr><th>kept<th>witness<th>who<th>promise<th>because\n",
	      out);
	for (int kept = 0; kept < 2; kept++)
		for (int i = 0; i < verdict->ruling_count; i++) {
			const struct ruling *ruling = &verdict->ruling[i];
			if ((ruling->status == PASS) != kept)
				continue;
			if (kept && ruling->agreement)
				agreements++;
			else
				print_ruling(out, result, ruling, number);
		}
	if (agreements)
		fprintf(out,
			"<tr><td class=PASS>PASS<td>all<td>all<td>the witnesses agree on how many RSTs there were (%d comparisons)<td>\n",
			agreements);
	fputs("</table></div>\n", out);
}

/* ---- The story as a table -----------------------------------------------------------------------
 */

/* Does @host have @addr? */
static bool is_own(const struct evidence *ev, int host, const struct in6_addr *addr)
{
	for (int i = 0; host >= 0 && i < ev->host[host].addr_count; i++)
		if (memcmp(&ev->host[host].addr[i], addr, sizeof(*addr)) == 0)
			return true;
	return false;
}

/* Host names say enough, unless the address belongs to another host. */
static void print_addresses(FILE *out, const struct evidence *ev, const struct segment *segment)
{
	char address[INET6_ADDRSTRLEN];

	if (is_own(ev, segment->origin, &segment->tcp.src.addr) &&
	    is_own(ev, segment->final, &segment->tcp.dst.addr))
		return;
	fputs(", ", out);
	xml_print(out, address_text(&segment->tcp.src.addr, address, sizeof(address)));
	fputs(" → ", out);
	xml_print(out, address_text(&segment->tcp.dst.addr, address, sizeof(address)));
}

static void print_segment(FILE *out, const struct result *result, const struct moment *moment)
{
	const struct reading *reading = &result->reading;
	const struct segment *segment = &reading->wire.segment[moment->index];
	char info[INFO_SIZE];
	const char *from = host_name(reading->ev, segment->origin),
		   *to = host_name(reading->ev, segment->final);

	xml_print(out, from ? from : "");
	fputs(" → ", out);
	xml_print(out, to ? to : "");
	fputs(segment->arrived ? "<td>" : " <b>lost</b><td>", out);
	xml_print(out, segment_info(segment, info, sizeof(info)));
	fprintf(out, " <i>TTL %u, %u bytes", segment->ttl, segment->length);
	if (segment->tcp.protocol == PROTO_TCP)
		fprintf(out, ", seq %u, ack %u", segment->tcp.seq, segment->tcp.ack);
	print_addresses(out, reading->ev, segment);
	if (reading->ev->packet[segment->first].hold)
		fputs(", while it was held", out);
	fputs("</i>", out);
}

static int print_look(FILE *out, const struct evidence *ev, const struct event *event)
{
	char *text = NULL;
	size_t size = 0;
	FILE *rows;

	if (event->kind != EVENT_LOOK || event->ret < 0 || event->ret >= ev->look_count)
		return 0;
	rows = open_memstream(&text, &size);
	if (!rows)
		return -ENOMEM;
	socket_rows_print(rows, &ev->look[event->ret], 0);
	int err = memory_close(&rows, &text);
	if (err == 0)
		page_element(out, "pre", NULL, text);
	free(text);
	return err;
}

static int print_event(FILE *out, const struct evidence *ev, const struct event *event)
{
	char who[EVENT_WHO_SIZE], text[EVENT_TEXT_SIZE];

	xml_print(out, event_who(ev, event, who));
	fputs("<td>", out);
	xml_print(out, event_text(event, text));
	return print_look(out, ev, event);
}

static void print_word(FILE *out, const struct evidence *ev, const struct reset *reset)
{
	const struct reset_fact *fact = &ev->reset[reset->fact];
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE], says[KERNEL_TEXT_SIZE];

	fputs("kernel of ", out);
	xml_print(out, kernel_host(ev, reset));
	fputs("<td>", out);
	xml_print(out, kernel_says(ev, reset, says));
	fputc(' ', out);
	xml_print(out, endpoint_text(&fact->local, local));
	fputs(" → ", out);
	xml_print(out, endpoint_text(&fact->remote, remote));
	fputs(reset->segment < 0 && fact->sent ? ", on no wire" : "", out);
}

static int print_moment(FILE *out, const struct result *result, int at, int number)
{
	const struct reading *reading = &result->reading;
	const struct moment *moment = &reading->timeline.moment[at];
	bool is_segment = moment->kind == MOMENT_SEGMENT;
	const struct event *event =
		moment->kind == MOMENT_EVENT ? &reading->ev->event[moment->index] : NULL;
	int err = 0;

	if (event && event->kind == EVENT_CHAPTER) {
		fputs("<tr><th colspan=\"4\">", out);
		xml_print(out, event->text);
		fputc('\n', out);
		return 0;
	}
	fprintf(out, "<tr id=r%dm%d%s><td>", number, at,
		is_segment && segment_is_reset(&reading->wire.segment[moment->index])
			? " class=reset"
			: "");
	if (is_segment)
		fprintf(out, "%d", moment->number);
	fprintf(out, "<td>%.6f<td>", story_time(reading->ev, moment->time_ns));
	if (is_segment)
		print_segment(out, result, moment);
	else if (event)
		err = print_event(out, reading->ev, event);
	else
		print_word(out, reading->ev, &reading->resets.reset[moment->index]);
	fputc('\n', out);
	return err;
}

static int print_table(FILE *out, const struct result *result, int number)
{
	const struct reading *reading = &result->reading;
	int err = 0;

	fputs("<div class=wide tabindex=0><table class=story><caption>The story as a table: packets, calls, sockets and kernel events</caption>"
	      "<tr><th>No.<th>Time<th>Who<th>What\n",
	      out);
	for (int i = 0; i < reading->timeline.count && err == 0; i++) {
		int run = result->scenario->is_drill ? data_run(reading, i) : 0;
		char text[200];
		err = print_moment(out, result, i, number);
		if (run < RUN_LEAST)
			continue;
		for (int k = 1; k < RUN_FIRST && err == 0; k++)
			err = print_moment(out, result, i + k, number);
		run -= RUN_FIRST + RUN_LAST;
		fputs("<tr><td><td><td><td>", out);
		xml_print(out, data_run_text(reading, i + RUN_FIRST, run, text, sizeof(text)));
		fputc('\n', out);
		i += RUN_FIRST + run - 1;
	}
	fputs("</table></div>\n", out);
	return err;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static int print_ladder(FILE *out, const struct result *result, int number)
{
	char name[96], title[200], prefix[32];
	struct ladder ladder;
	int err = reading_ladder(&result->reading, result->scenario->is_drill, &ladder);

	if (err < 0)
		return err;
	snprintf(prefix, sizeof(prefix), "r%dm", number);
	text_set(title, sizeof(title), "Ladder diagram of %s; the tables below say the same",
		 result_name(result, name, sizeof(name)));
	fputs("<figure>\n", out);
	ladder_svg(out, &ladder, title, prefix);
	if (ladder.left_out)
		fprintf(out, "<figcaption>%d more are in the table.</figcaption>\n",
			ladder.left_out);
	fputs("</figure>\n", out);
	ladder_free(&ladder);
	return 0;
}

static void print_drill(FILE *out, const struct result *result)
{
	struct drill_told told;
	char line[TEXT_SIZE * 2];

	if (!drill_is_told(result->scenario, &result->reading))
		return;
	drill_tell(&result->reading, &told);
	for (int i = 0; drill_line(&told, i, line, sizeof(line)); i++)
		if (strcmp(line, result->verdict.why) != 0)
			page_element(out, "p", NULL, line);
}

static void print_why(FILE *out, const struct result *result)
{
	const struct verdict *verdict = &result->verdict;
	const struct scenario *scenario = result->scenario;
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, cause);

	page_element(out, "p", NULL, scenario->title);
	if (*verdict->why)
		page_element(out, "p", status_name[verdict->status], verdict->why);
	if (verdict->outcome) {
		fputs("<p>It ended as '", out);
		xml_print(out, verdict->outcome->name);
		fputs("': ", out);
		xml_print(out, verdict->outcome->meaning);
		fputs("</p>\n", out);
	}
	if (verdict->status == XFAIL && scenario->known_issue)
		page_element(out, "p", NULL, scenario->known_issue);
	for (int i = 0; i < count; i++) {
		fputs("<p><b>", out);
		xml_print(out, cause[i]->name);
		fputs("</b>: ", out);
		xml_print(out, cause[i]->sentence);
		fputs("</p>\n", out);
	}
	print_drill(out, result);
}

int html_result_print(FILE *out, const struct result *result, int number)
{
	bool is_told = result->reading.timeline.count > 0;
	int err = 0;

	fprintf(out, "<div id=\"r%d\">\n", number);
	print_why(out, result);
	if (is_told)
		err = print_ladder(out, result, number);
	print_rulings(out, result, number);
	if (is_told && err == 0)
		err = print_table(out, result, number);
	fputs("</div>\n", out);
	return err;
}

/* The text that the page's filter searches. */
static void print_find(FILE *out, const struct result *result)
{
	const struct scenario *scenario = result->scenario;
	const struct cause *cause[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, cause);
	char text[GIST_SIZE + 96];

	xml_print(out, result_name(result, text, sizeof(text)));
	fprintf(out, " %s ", status_name[result->verdict.status]);
	xml_print(out, scenario->tags ? scenario->tags : "");
	for (int i = 0; i < count; i++) {
		fputc(' ', out);
		xml_print(out, cause[i]->name);
	}
	fputc(' ', out);
	xml_print(out, gist_text(result, text));
}

void html_row_print(FILE *out, const struct result *result, const char *inside)
{
	const struct verdict *verdict = &result->verdict;
	const char *status = status_name[verdict->status];
	char name[96], gist[GIST_SIZE];

	fputs("<details data-find=\"", out);
	print_find(out, result);
	fprintf(out, "\"><summary><span class=\"st %s\">%s</span> ", status, status);
	xml_print(out, result_name(result, name, sizeof(name)));
	fputs(" <span class=\"gist soft\">", out);
	xml_print(out, *verdict->why ? verdict->why : gist_text(result, gist));
	fprintf(out, "</span> <span class=\"ms\">%.1f ms</span></summary>\n", result->duration_ms);
	fputs(inside ? inside
		     : "<p class=\"soft\">The page has no room for more; --out saves it.</p>\n",
	      out);
	fputs("</details>\n", out);
}
