/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_format.h"

#include "recent_text.h"
#include "story_lines.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SGR_HEAD "1"

enum { WIDTH = 100, WIDEST = 120, NARROWEST = 60, LABEL_AT = 3, BODY_AT = 14 };

struct telling {
	FILE *out;
	struct print_options options;
	int width, captures;
	const char *label; /* of the line before */
};

/* The text at the right of its label, which is said once; with -v evidence has its number, and a
 * cause says which it rests on. A command is one line, however long: it
 * is to be copied. */
static void print_line(void *arg, const struct story_line *line)
{
	struct telling *telling = arg;
	bool goes_on = telling->label && strcmp(telling->label, line->label) == 0;
	char number[16] = "", rests[RESTS_TEXT], text[STORY_LINE];

	if (line->evidence && telling->options.verbose)
		text_set(number, sizeof(number), "%d: ", line->evidence);
	fprintf(telling->out, "%*s", LABEL_AT, "");
	text_pad(telling->out, goes_on ? "" : line->label, BODY_AT - LABEL_AT);
	if (line->is_command) {
		fprintf(telling->out, "%s\n", line->text);
	} else {
		text_set(text, sizeof(text), "%s%s%s", number, line->text,
			 telling->options.verbose ? rests_text(line->rests_on, rests, sizeof(rests))
						  : "");
		text_wrap(telling->out, text, BODY_AT, BODY_AT + 2, telling->width);
	}
	telling->label = line->label;
}

/* ---- A story ------------------------------------------------------------------------------------
 */

static void print_head(const struct telling *telling, const struct explanation *capture, int at)
{
	const struct story *story = capture->story[at];
	const struct diagnosis *diagnosis = &story->diagnosis;
	char label[DIAGNOSIS_LABEL], frames[EXPLAIN_TEXT], line[2 * EXPLAIN_TEXT];

	diagnosis_label(diagnosis, label, sizeof(label));
	frames_text(story, frames, sizeof(frames));
	text_set(line, sizeof(line), "%d. %s%s: %s", at + 1,
		 diagnosis->is_harmless ? "harmless, " : "", label, frames);
	print_color(telling->out, telling->options.color, SGR_HEAD, line);
	fputc('\n', telling->out);
}

static void print_harmless(const struct telling *telling, const struct explanation *capture)
{
	char line[2 * EXPLAIN_TEXT];
	bool is_first = true;

	for (int i = 0; i < capture->count; i++) {
		const struct story *story = capture->story[i];
		if (!story->diagnosis.is_harmless)
			continue;
		if (is_first)
			fputs(STORIES_HARMLESS "\n", telling->out);
		is_first = false;
		fprintf(telling->out, "%*s", LABEL_AT, "");
		text_wrap(telling->out, story_harmless(story, line, sizeof(line)), LABEL_AT,
			  LABEL_AT + 2, telling->width);
	}
	if (!is_first)
		fputc('\n', telling->out);
}

static void print_story(struct telling *telling, const struct explanation *capture, int at)
{
	const struct story *story = capture->story[at];

	print_head(telling, capture, at);
	telling->label = NULL;
	story_lines(story, telling->options.verbose, print_line, telling);
	if (telling->options.verbose) {
		fputc('\n', telling->out);
		recent_print(telling->out, &story->rst, telling->options.color);
	}
	fputc('\n', telling->out);
}

/* ---- All of them --------------------------------------------------------------------------------
 */

static int width_of(const struct print_options *options)
{
	int columns = options->columns;

	return columns == 0          ? WIDTH
	       : columns < NARROWEST ? NARROWEST
	       : columns > WIDEST    ? WIDEST
				     : columns;
}

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct telling *telling = calloc(1, sizeof(*telling));

	if (!telling)
		return -ENOMEM;
	*telling = (struct telling){ .out = out, .options = *options, .width = width_of(options) };
	*ret_data = telling;
	return 0;
}

static int print_capture(FILE *out, void *data, const struct explanation *capture)
{
	struct telling *telling = data;
	char text[4 * EXPLAIN_TEXT];

	if (telling->captures++)
		fputc('\n', out);
	for (int i = 0; i < capture->count; i++)
		if (capture->at || !capture->story[i]->diagnosis.is_harmless ||
		    telling->options.verbose)
			print_story(telling, capture, i);
	if (!capture->at && !telling->options.verbose)
		print_harmless(telling, capture);
	if (!capture->at) {
		text_print(out, capture->path);
		fputs(": ", out);
		text_wrap(out, summary_text(capture, text, sizeof(text)),
			  text_columns(capture->path) + 2, 2, telling->width);
	}
	for (int i = 0; capture_remark(capture, i, text, sizeof(text)); i++) {
		fputs("  ", out);
		text_wrap(out, text, 2, 4, telling->width);
	}
	return 0;
}

static int end(FILE *out, void *data)
{
	(void)out;
	free(data);
	return 0;
}

const struct explain_format explain_text = {
	.name = "text", .begin = begin, .capture = print_capture, .end = end, .drop = free
};
