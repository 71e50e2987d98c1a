/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_markdown.c - why connections were reset, for a ticket or a job's summary: GitHub's and
 * GitLab's Markdown. */
#include "explain_format.h"

#include "markdown.h"
#include "memory.h"
#include "recent_diagram.h"
#include "recent_text.h"
#include "story_lines.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

enum { STORIES_BYTES = 960 * 1024 };

struct markdown {
	struct print_options options;
	size_t used;  /* bytes of stories, of all captures */
	int left_out; /* stories of this one, for want of space */
};

static void print_line(void *arg, const struct story_line *line)
{
	FILE *out = arg;
	char rests[RESTS_TEXT];

	fputs("- ", out);
	if (line->evidence)
		fprintf(out, "**%s %d**: ", line->label, line->evidence);
	else if (*line->label)
		fprintf(out, "**%s**: ", line->label);
	if (line->is_command)
		fprintf(out, "`%s`", line->text);
	else
		markdown_print_code(out, line->text);
	fputs(rests_text(line->rests_on, rests, sizeof(rests)), out);
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
	fputc('\n', out);
	recent_diagram_print(out, story);
	fprintf(out, "\n<details%s><summary>Packets</summary>\n\n```\n", verbose ? " open" : "");
	recent_print(out, &story->rst, false);
	fputs("```\n\n</details>\n", out);
}

/* GitHub shows up to 1 MiB of Markdown, and nothing of more: a story is told whole, or not at all.
 * 0 or -ENOMEM. */
static int add_story(FILE *out, struct markdown *markdown, const struct story *story)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return -ENOMEM;
	print_story(memory, story, markdown->options.verbose);
	int err = memory_close(&memory, &text);
	if (err == 0 && markdown->used + size > STORIES_BYTES) {
		markdown->left_out++;
	} else if (err == 0) {
		markdown->used += size;
		fputs(text, out);
	}
	free(text);
	return err;
}

/* In short, those that harmed nobody. */
static void print_harmless(FILE *out, struct markdown *markdown, const struct explanation *capture)
{
	char line[2 * EXPLAIN_TEXT];
	bool is_first = true;

	for (int i = 0; i < capture->count; i++) {
		const struct story *story = capture->story[i];
		if (!story->diagnosis.is_harmless)
			continue;
		if (markdown->used + sizeof(line) > STORIES_BYTES) {
			markdown->left_out++;
			continue;
		}
		markdown->used += sizeof(line);
		fputs(is_first ? "\n### " STORIES_HARMLESS "\n\n- " : "- ", out);
		is_first = false;
		markdown_print(out, story_harmless(story, line, sizeof(line)));
		fputc('\n', out);
	}
}

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct markdown *markdown = calloc(1, sizeof(*markdown));

	(void)out;
	if (!markdown)
		return -ENOMEM;
	markdown->options = *options;
	*ret_data = markdown;
	return 0;
}

static int print_capture(FILE *out, void *data, const struct explanation *capture)
{
	struct markdown *markdown = data;
	char text[4 * EXPLAIN_TEXT];
	int err = 0;

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
	bool tells_all = capture->at || markdown->options.verbose;
	markdown->left_out = 0;
	for (int i = 0; i < capture->count && err == 0; i++)
		if (tells_all || !capture->story[i]->diagnosis.is_harmless)
			err = add_story(out, markdown, capture->story[i]);
	if (!tells_all)
		print_harmless(out, markdown, capture);
	if (markdown->left_out)
		fprintf(out, "\n%d stories more are left out here; --format json has all.\n",
			markdown->left_out);
	return err;
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
