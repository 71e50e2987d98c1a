/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_markdown.c - why connections were reset, for a ticket: GitHub's and GitLab's Markdown. */
#include "explain_format.h"

#include "causes.h"
#include "explain_words.h"
#include "markdown.h"
#include "recent_text.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static void print_item(FILE *out, const char *label, const char *text)
{
	fprintf(out, "- **%s**: ", label);
	markdown_print(out, text);
	fputc('\n', out);
}

static void print_head(FILE *out, const struct explanation *capture, const struct story *story)
{
	char text[EXPLAIN_TEXT];

	fputs("\n### ", out);
	markdown_print(out, diagnosis_label(&story->diagnosis, text, sizeof(text)));
	fputs("\n\n", out);
	print_item(out, "who", who_text(&story->diagnosis, text, sizeof(text)));
	if (capture->at)
		text_set(text, sizeof(text), "frame %" PRIu64, capture->at);
	else
		frames_text(story, text, sizeof(text));
	print_item(out, "where", text);
}

static void print_facts(FILE *out, const struct story *story)
{
	const struct diagnosis *diagnosis = &story->diagnosis;
	char text[EXPLAIN_TEXT];

	print_item(out, "what", what_text(diagnosis, text, sizeof(text)));
	print_item(out, "when", when_text(diagnosis, text, sizeof(text)));
	print_item(out, "state", side_text(diagnosis, true, text, sizeof(text)));
	print_item(out, "state", side_text(diagnosis, false, text, sizeof(text)));
	for (int i = 0; i < diagnosis->evidence_count; i++)
		print_item(out, "evidence", diagnosis->evidence[i]);
	for (int i = 0; i < diagnosis->blind_count; i++)
		print_item(out, "unclear", diagnosis->blind[i]);
	if (diagnosis->is_harmless)
		print_item(out, "harmless", "both sides had closed the connection by FIN before");
}

static void print_causes(FILE *out, const struct diagnosis *diagnosis)
{
	char text[EXPLAIN_TEXT];

	if (diagnosis->count == 0) {
		print_item(out, "cause", "unknowable: what decides is not in the capture");
		return;
	}
	fputs("\n| cause | how sure | what settles it | see it |\n|---|---|---|---|\n", out);
	for (int i = 0; i < diagnosis->count; i++) {
		const struct candidate *candidate = &diagnosis->candidate[i];
		const struct cause *cause = cause_find(candidate->cause);
		fputs("| ", out);
		markdown_print(out, candidate->cause);
		fputs(cause ? ": " : "", out);
		markdown_print(out, cause ? cause->sentence : "");
		fprintf(out, " | %s | ", confidence_name[candidate->confidence]);
		if (cause && diagnosis->stack != STACK_FOREIGN)
			markdown_print(out, settles_text(diagnosis, cause, text, sizeof(text)));
		fputs(" | ", out);
		if (candidate->scenario) {
			fputs("sudo rstlab-ns run ", out);
			markdown_print(out, candidate->scenario);
			fputs(" -v", out);
		}
		fputs(" |\n", out);
	}
	for (int i = 0;
	     apart_line(&diagnosis->apart, i, sender_name(diagnosis), text, sizeof(text)); i++) {
		fputs(i ? "- " : "\n- ", out);
		markdown_print(out, text);
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
	for (int i = 0; i < capture->count; i++) {
		const struct story *story = capture->story[i];
		print_head(out, capture, story);
		print_facts(out, story);
		print_causes(out, &story->diagnosis);
		if (!options->verbose)
			continue;
		fputs("\n```\n", out);
		recent_print(out, &story->rst, false);
		fputs("```\n", out);
	}
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
