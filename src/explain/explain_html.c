/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_html.c - why connections were reset, as a page that one opens. */
#include "explain_format.h"

#include "ladder_svg.h"
#include "page.h"
#include "recent_text.h"
#include "segment_text.h"
#include "story_lines.h"
#include "text.h"
#include "xml.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

enum { PREFIX_SIZE = 24 };

struct page {
	struct print_options options;
	int stories;
};

/* A story on its page. */
struct sheet {
	FILE *out;
	const struct story *story;
	char prefix[PREFIX_SIZE]; /* of the IDs of its packets; "n" after it: of its evidence */
};

/* ---- What is said -------------------------------------------------------------------------------
 */

/* The place of @frame among the packets that are shown, or -1. */
static int place_of(const struct rst *rst, uint64_t frame)
{
	const struct track_segment *segment;

	for (int i = 0; (segment = recent_nth(rst, i)); i++)
		if (segment->frame == frame)
			return i;
	return -1;
}

/* Links to the packets that it speaks of. */
static void print_frames(const struct sheet *sheet, int nth)
{
	const struct diagnosis *diagnosis = &sheet->story->diagnosis;
	const char *before = " (";

	for (int i = 0; i < REMARK_FRAMES && diagnosis->evidence_frame[nth][i]; i++) {
		uint64_t frame = diagnosis->evidence_frame[nth][i];
		int place = place_of(diagnosis->rst, frame);
		if (place < 0)
			continue;
		fprintf(sheet->out, "%s<a href=\"#%s%d\">frame %" PRIu64 "</a>", before,
			sheet->prefix, place, frame);
		before = ", ";
	}
	fputs(*before == ',' ? ")" : "", sheet->out);
}

static void print_link(const struct sheet *sheet, int nth)
{
	fprintf(sheet->out, " <a class=\"no\" href=\"#%sn%d\" aria-label=\"evidence %d\">%d</a>",
		sheet->prefix, nth + 1, nth + 1, nth + 1);
}

/* Links to the evidence that a cause rests on. */
static void print_rests(const struct sheet *sheet, uint32_t rests_on)
{
	if (rests_on)
		fputs(", rests on", sheet->out);
	for (int i = 0; i < REMARKS_MAX; i++)
		if (rests_on & UINT32_C(1) << i)
			print_link(sheet, i);
}

static void print_line(void *arg, const struct story_line *line)
{
	const struct sheet *sheet = arg;
	FILE *out = sheet->out;

	if (line->evidence)
		fprintf(out, "<tr id=\"%sn%d\"><th scope=\"row\">", sheet->prefix, line->evidence);
	else
		fputs(*line->label ? "<tr><th scope=\"row\">" : "<tr><td>", out);
	xml_print(out, line->label);
	fputs("<td>", out);
	if (line->evidence)
		fprintf(out, "<b class=\"no\">%d</b> ", line->evidence);
	if (line->is_command)
		page_element(out, "code", NULL, line->text);
	else
		xml_print_code(out, line->text);
	if (line->evidence)
		print_frames(sheet, line->evidence - 1);
	print_rests(sheet, line->rests_on);
	fputc('\n', out);
}

/* ---- The packets --------------------------------------------------------------------------------
 */

static int print_ladder(const struct sheet *sheet)
{
	const struct diagnosis *diagnosis = &sheet->story->diagnosis;
	struct ladder ladder;
	int err = recent_ladder(diagnosis, &ladder);

	if (err < 0)
		return err;
	fputs("<figure>\n", sheet->out);
	ladder_svg(sheet->out, &ladder,
		   "Ladder diagram of the last packets; the tables below say the same",
		   sheet->prefix);
	fputs("<figcaption class=\"soft\">The number before each segment is its frame; those in circles are the evidence below that it shows.</figcaption></figure>\n",
	      sheet->out);
	ladder_free(&ladder);
	return 0;
}

/* Links to the evidence that speaks of @frame. */
static void print_notes(const struct sheet *sheet, uint64_t frame)
{
	const struct diagnosis *diagnosis = &sheet->story->diagnosis;

	for (int i = 0; i < diagnosis->evidence_count; i++)
		for (int k = 0; k < REMARK_FRAMES; k++)
			if (diagnosis->evidence_frame[i][k] == frame)
				print_link(sheet, i);
}

static void print_packet(const struct sheet *sheet, int nth)
{
	const struct diagnosis *diagnosis = &sheet->story->diagnosis;
	const struct rst *rst = diagnosis->rst;
	const struct track_segment *kept = recent_nth(rst, nth);
	const struct segment segment = recent_segment(rst, kept);
	bool by_client = kept->from == diagnosis->client;
	char info[INFO_SIZE];
	FILE *out = sheet->out;

	fprintf(out, "<tr id=\"%s%d\"%s><td>%" PRIu64 "<td>%.6f<td>%s → %s<td>", sheet->prefix, nth,
		kept->kind == SEGMENT_RST ? " class=\"reset\"" : "", kept->frame,
		(double)(kept->time_ns - recent_begin(rst)) / 1e9, by_client ? "client" : "server",
		by_client ? "server" : "client");
	xml_print(out, segment_info(&segment, info, sizeof(info)));
	fprintf(out, " <i>TTL %u, seq %" PRIu32 ", ack %" PRIu32, kept->ttl, kept->seq, kept->ack);
	if (IN6_IS_ADDR_V4MAPPED(&segment.tcp.src.addr))
		fprintf(out, ", IP ID %u", kept->ip_id);
	fputs("</i><td>", out);
	print_notes(sheet, kept->frame);
	fputc('\n', out);
}

static void print_packets(const struct sheet *sheet)
{
	const struct track *track = &sheet->story->rst.track;

	fputs("<div class=\"wide\" tabindex=\"0\"><table class=\"story\"><caption>The last packets",
	      sheet->out);
	if (track->count > TRACK_RECENT)
		fprintf(sheet->out, "; %" PRIu64 " more of the connection came before",
			track->count - TRACK_RECENT);
	fputs("</caption><tr><th>Frame<th>Time<th>Who<th>What<th>Evidence\n", sheet->out);
	for (int i = 0; recent_nth(&sheet->story->rst, i); i++)
		print_packet(sheet, i);
	fputs("</table></div>\n", sheet->out);
}

/* ---- The page -----------------------------------------------------------------------------------
 */

static int print_story(FILE *out, const struct story *story, struct page *page)
{
	char label[DIAGNOSIS_LABEL], text[EXPLAIN_TEXT];
	struct sheet sheet = { .out = out, .story = story };

	text_set(sheet.prefix, sizeof(sheet.prefix), "s%df", ++page->stories);
	diagnosis_label(&story->diagnosis, label, sizeof(label));
	fputs("<details open data-find=\"", out);
	xml_print(out, label);
	fputc(' ', out);
	xml_print(out, who_text(&story->diagnosis, text, sizeof(text)));
	fputs("\"><summary>", out);
	fputs(story->diagnosis.is_harmless ? "harmless, <b>" : "<b>", out);
	xml_print(out, label);
	fputs("</b>: ", out);
	xml_print(out, frames_text(story, text, sizeof(text)));
	fputs("</summary>\n", out);
	int err = print_ladder(&sheet);
	fputs("<div class=\"wide\" tabindex=\"0\"><table><caption>Why it came</caption>\n", out);
	story_lines(story, page->options.verbose, print_line, &sheet);
	fputs("</table></div>\n", out);
	print_packets(&sheet);
	fputs("</details>\n", out);
	return err;
}

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct page *page = calloc(1, sizeof(*page));

	if (!page)
		return -ENOMEM;
	page->options = *options;
	*ret_data = page;
	page_begin(out, "TCP resets explained");
	fputs("<h1>TCP resets explained</h1>\n", out);
	page_filter(out, "cause, address, client");
	page_main(out);
	return 0;
}

static int print_capture(FILE *out, void *data, const struct explanation *capture)
{
	struct page *page = data;
	char text[4 * EXPLAIN_TEXT];
	int err = 0;

	page_element(out, "h2", NULL, capture->path);
	page_element(out, "p", NULL, summary_text(capture, text, sizeof(text)));
	for (int i = 0; capture_remark(capture, i, text, sizeof(text)); i++)
		page_element(out, "p", NULL, text);
	for (int i = 0; i < capture->count && err == 0; i++)
		err = print_story(out, capture->story[i], page);
	return err;
}

static int end(FILE *out, void *data)
{
	page_end(out);
	free(data);
	return 0;
}

const struct explain_format explain_html = {
	.name = "html", .begin = begin, .capture = print_capture, .end = end, .drop = free
};
