/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_html.c - why connections were reset, as a page that one opens. */
#include "explain_format.h"

#include "ladder_svg.h"
#include "page.h"
#include "recent_text.h"
#include "story_lines.h"
#include "xml.h"

#include <errno.h>
#include <stdlib.h>

static void print_line(void *arg, const struct story_line *line)
{
	FILE *out = arg;

	fputs("<tr><th>", out);
	xml_print(out, line->label);
	fputs("<td>", out);
	if (line->is_command)
		page_element(out, "code", NULL, line->text);
	else
		xml_print_code(out, line->text);
	fputc('\n', out);
}

static int print_ladder(FILE *out, const struct story *story)
{
	struct ladder ladder;
	int err = recent_ladder(&story->rst, &ladder);

	if (err < 0)
		return err;
	fputs("<figure>\n", out);
	ladder_svg(out, &ladder,
		   "Ladder diagram of the last packets; the table below says the same", NULL);
	fputs("<figcaption class=\"soft\">The number before each segment is its frame; what the RST answers is marked.</figcaption></figure>\n",
	      out);
	ladder_free(&ladder);
	return 0;
}

static int print_packets(FILE *out, const struct story *story)
{
	char *text = NULL;
	size_t size = 0;
	FILE *rows = open_memstream(&text, &size);

	if (!rows)
		return -ENOMEM;
	recent_print(rows, &story->rst, false);
	if (fclose(rows) != 0 || !text) {
		free(text);
		return -ENOMEM;
	}
	page_element(out, "pre", NULL, text);
	free(text);
	return 0;
}

static int print_story(FILE *out, const struct story *story, bool verbose)
{
	char label[DIAGNOSIS_LABEL], text[EXPLAIN_TEXT];

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
	int err = print_ladder(out, story);
	fputs("<div class=\"wide\"><table>\n", out);
	story_lines(story, verbose, print_line, out);
	fputs("</table></div>\n", out);
	if (err == 0)
		err = print_packets(out, story);
	fputs("</details>\n", out);
	return err;
}

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct print_options *own = malloc(sizeof(*own));

	if (!own)
		return -ENOMEM;
	*own = *options;
	*ret_data = own;
	page_begin(out, "TCP resets explained");
	page_filter(out, "cause, address, client");
	return 0;
}

static int print_capture(FILE *out, void *data, const struct explanation *capture)
{
	const struct print_options *options = data;
	char text[4 * EXPLAIN_TEXT];
	int err = 0;

	fputs("<h1>TCP resets: ", out);
	xml_print(out, capture->path);
	fputs("</h1>\n", out);
	page_element(out, "p", NULL, summary_text(capture, text, sizeof(text)));
	for (int i = 0; capture_remark(capture, i, text, sizeof(text)); i++)
		page_element(out, "p", NULL, text);
	for (int i = 0; i < capture->count && err == 0; i++)
		err = print_story(out, capture->story[i], options->verbose);
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
