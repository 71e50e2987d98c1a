/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_markdown.c - why connections were reset, for a ticket: GitHub's and GitLab's Markdown. */
#include "explain_format.h"

#include "markdown.h"
#include "recent_text.h"
#include "story_lines.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

static void print_line(void *arg, const struct story_line *line)
{
	FILE *out = arg;

	fputs("- ", out);
	if (*line->label)
		fprintf(out, "**%s**: ", line->label);
	if (line->is_command)
		fprintf(out, "`%s`", line->text);
	else
		markdown_print_code(out, line->text);
	fputc('\n', out);
}

static void print_story(FILE *out, const struct story *story, bool verbose)
{
	char label[DIAGNOSIS_LABEL], frames[EXPLAIN_TEXT];

	fputs(story->diagnosis.is_harmless ? "\n### harmless, " : "\n### ", out);
	markdown_print(out, diagnosis_label(&story->diagnosis, label, sizeof(label)));
	fputs(": ", out);
	markdown_print(out, frames_text(story, frames, sizeof(frames)));
	fputs("\n\n", out);
	story_lines(story, verbose, print_line, out);
	if (!verbose)
		return;
	fputs("\n```\n", out);
	recent_print(out, &story->rst, false);
	fputs("```\n", out);
}

/* In short, those that harmed nobody. */
static void print_harmless(FILE *out, const struct explanation *capture)
{
	char line[2 * EXPLAIN_TEXT];
	bool is_first = true;

	for (int i = 0; i < capture->count; i++) {
		const struct story *story = capture->story[i];
		if (!story->diagnosis.is_harmless)
			continue;
		fputs(is_first ? "\n### " STORIES_HARMLESS "\n\n- " : "- ", out);
		is_first = false;
		markdown_print(out, story_harmless(story, line, sizeof(line)));
		fputc('\n', out);
	}
}

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct print_options *own = malloc(sizeof(*own));

	(void)out;
	if (!own)
		return -ENOMEM;
	*own = *options;
	*ret_data = own;
	return 0;
}

static int print_capture(FILE *out, void *data, const struct explanation *capture)
{
	const struct print_options *options = data;
	char text[4 * EXPLAIN_TEXT];

	fputs("## TCP resets: ", out);
	markdown_print(out, capture->path);
	fputs("\n\n", out);
	markdown_print(out, summary_text(capture, text, sizeof(text)));
	fputs(".\n", out);
	for (int i = 0; capture_remark(capture, i, text, sizeof(text)); i++) {
		fputs("\n- ", out);
		markdown_print(out, text);
		fputc('\n', out);
	}
	bool tells_all = capture->at || options->verbose;
	for (int i = 0; i < capture->count; i++)
		if (tells_all || !capture->story[i]->diagnosis.is_harmless)
			print_story(out, capture->story[i], options->verbose);
	if (!tells_all)
		print_harmless(out, capture);
	return 0;
}

static int end(FILE *out, void *data)
{
	(void)out;
	free(data);
	return 0;
}

const struct explain_format explain_markdown = {
	.name = "markdown", .begin = begin, .capture = print_capture, .end = end, .drop = free
};
