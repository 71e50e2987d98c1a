/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_format.h"

#include "candidate.h"
#include "causes.h"
#include "explain_words.h"
#include "recent_text.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SGR_HEAD "1"

enum { WIDTH = 100, LABEL_AT = 3, BODY_AT = 14, CAUSES_SHOWN = 4 };

struct telling {
	FILE *out;
	struct print_options options;
	int captures;
};

/* @text at the right of @label, which may be empty: what goes on from the line before. */
static void print_line(const struct telling *telling, const char *label, const char *text)
{
	fprintf(telling->out, "%*s", LABEL_AT, "");
	text_pad(telling->out, label, BODY_AT - LABEL_AT);
	text_wrap(telling->out, text, BODY_AT, BODY_AT + 2, WIDTH);
}

static void print_lines(const struct telling *telling, const char *label,
			const char (*text)[REMARK_SIZE], int count)
{
	for (int i = 0; i < count; i++)
		print_line(telling, i ? "" : label, text[i]);
}

/* How many of the causes are shown. */
static int shown_of(const struct telling *telling, const struct diagnosis *diagnosis)
{
	return telling->options.verbose || diagnosis->count <= CAUSES_SHOWN + 1 ? diagnosis->count
										: CAUSES_SHOWN;
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
	if (story->connections > 1) {
		text_set(
			line, sizeof(line),
			"%" PRIu64 " connections alike%s%s; the first of them:", story->connections,
			story->one_server ? ", all with this server" : ", with several servers",
			story->one_client ? " and from this client" : "");
		print_line(telling, "", line);
	}
}

static void print_facts(const struct telling *telling, const struct story *story)
{
	const struct diagnosis *diagnosis = &story->diagnosis;
	char text[EXPLAIN_TEXT];

	print_line(telling, "who", who_text(diagnosis, text, sizeof(text)));
	print_line(telling, "what", what_text(diagnosis, text, sizeof(text)));
	print_line(telling, "when", when_text(diagnosis, text, sizeof(text)));
	print_line(telling, "", side_text(diagnosis, true, text, sizeof(text)));
	print_line(telling, "", side_text(diagnosis, false, text, sizeof(text)));
	for (int i = 0; i < story->afterwards_count; i++) {
		const struct afterwards *next = &story->afterwards[i];
		char flags[48], line[EXPLAIN_TEXT];
		text_set(line, sizeof(line), "[%s] of the %s in frame %" PRIu64 ": %s",
			 flags_list(next->flags, ", ", flags, sizeof(flags)),
			 next->by_client ? "client" : "server", next->frame, next->label);
		if (next->echoes)
			text_append(line, sizeof(line), ", and %" PRIu64 " like it", next->echoes);
		print_line(telling, i ? "" : "then", line);
	}
}

static void print_cause(const struct telling *telling, const struct candidate *candidate,
			const char *label)
{
	const struct cause *cause = cause_find(candidate->cause);
	bool is_read = !candidate->scenario;
	bool says_why = is_read && candidate->because && *candidate->because &&
			(telling->options.verbose || candidate->confidence != POSSIBLE);
	char line[2 * EXPLAIN_TEXT];

	text_set(line, sizeof(line), "%s", confidence_name[candidate->confidence]);
	if (candidate->confidence != UNKNOWABLE)
		text_append(line, sizeof(line), ": %s", candidate->cause);
	if (cause)
		text_append(line, sizeof(line), ", %s", cause->sentence);
	if (candidate->confidence == UNKNOWABLE && says_why)
		text_append(line, sizeof(line), ": %s", candidate->because);
	else if (is_read)
		text_append(line, sizeof(line), " (by reading alone%s%s)", says_why ? ": " : "",
			    says_why ? candidate->because : "");
	print_line(telling, label, line);
}

/* The causes that find no place, by name. */
static void print_more(const struct telling *telling, const struct diagnosis *diagnosis, int shown)
{
	char line[EXPLAIN_TEXT] = "and";

	for (int i = shown; i < diagnosis->count; i++)
		text_append(line, sizeof(line), "%s %s", i > shown ? "," : "",
			    diagnosis->candidate[i].cause);
	text_append(line, sizeof(line), ": see -v");
	if (shown < diagnosis->count)
		print_line(telling, "", line);
}

static void print_causes(const struct telling *telling, const struct diagnosis *diagnosis)
{
	int shown = shown_of(telling, diagnosis);

	for (int i = 0; i < shown; i++)
		print_cause(telling, &diagnosis->candidate[i],
			    i                      ? ""
			    : diagnosis->count > 1 ? "causes"
						   : "cause");
	print_more(telling, diagnosis, shown);
	if (diagnosis->count == 0)
		print_line(telling, "cause", "unknowable: what decides is not in the capture");
	print_lines(telling, "evidence", diagnosis->evidence, diagnosis->evidence_count);
	print_lines(telling, "unclear", diagnosis->blind, diagnosis->blind_count);
}

/* What settles a coarser cause tells its kinds apart. */
static bool is_told_by_coarser(const struct diagnosis *diagnosis, const struct cause *cause)
{
	for (int i = 0; i < diagnosis->count; i++)
		if (cause->kind_of && strcmp(diagnosis->candidate[i].cause, cause->kind_of) == 0)
			return true;
	return false;
}

/* What Linux counts says nothing of another system. */
static void print_settles(const struct telling *telling, const struct diagnosis *diagnosis)
{
	int shown = shown_of(telling, diagnosis);
	char settles[EXPLAIN_TEXT], line[2 * EXPLAIN_TEXT];
	const char *label = "settle it";

	if (diagnosis->stack == STACK_FOREIGN) {
		text_set(line, sizeof(line),
			 "the %s does not look like Linux, so its counters are not known here: "
			 "capture next to it, to see whether it sent this, and ask its own tools",
			 sender_name(diagnosis));
		print_line(telling, label, line);
		return;
	}
	for (int i = 0;
	     apart_line(&diagnosis->apart, i, sender_name(diagnosis), line, sizeof(line)); i++) {
		print_line(telling, label, line);
		label = "";
	}
	for (int i = 0; i < shown; i++) {
		const struct cause *cause = cause_find(diagnosis->candidate[i].cause);
		if (!cause || is_told_by_coarser(diagnosis, cause) ||
		    (apart_settles(&diagnosis->apart, cause->name) && !telling->options.verbose))
			continue;
		text_set(line, sizeof(line), "%s%s%s", diagnosis->count > 1 ? cause->name : "",
			 diagnosis->count > 1 ? ": " : "",
			 settles_text(diagnosis, cause, settles, sizeof(settles)));
		print_line(telling, label, line);
		label = "";
	}
}

static void print_scenarios(const struct telling *telling, const struct diagnosis *diagnosis)
{
	int shown = shown_of(telling, diagnosis);
	char names[EXPLAIN_TEXT] = "", line[2 * EXPLAIN_TEXT];

	for (int i = 0; i < shown; i++) {
		const char *example = candidate_example(&diagnosis->candidate[i]);
		if (example && !text_has_word(names, example))
			text_append(names, sizeof(names), " %s", example);
	}
	text_set(line, sizeof(line), "sudo rstlab-ns run%s -v", names);
	if (*names)
		print_line(telling, diagnosis->stack == STACK_FOREIGN ? "on Linux" : "see it",
			   line);
}

static void print_advice(const struct telling *telling, const struct diagnosis *diagnosis)
{
	const struct cause *cause =
		diagnosis->count ? cause_find(diagnosis->candidate[0].cause) : NULL;

	if (cause && diagnosis->candidate[0].confidence <= LIKELY)
		print_line(telling, "do", cause->advice);
}

static void print_harmless(const struct telling *telling, const struct explanation *capture)
{
	char who[EXPLAIN_TEXT], frames[EXPLAIN_TEXT], line[2 * EXPLAIN_TEXT];
	bool is_first = true;

	for (int i = 0; i < capture->count; i++) {
		const struct story *story = capture->story[i];
		if (!story->diagnosis.is_harmless)
			continue;
		if (is_first)
			fputs("Harmless: both sides had closed the connection by FIN before\n",
			      telling->out);
		is_first = false;
		text_set(line, sizeof(line), "%s, in %s",
			 who_text(&story->diagnosis, who, sizeof(who)),
			 frames_text(story, frames, sizeof(frames)));
		fprintf(telling->out, "%*s", LABEL_AT, "");
		text_wrap(telling->out, line, LABEL_AT, LABEL_AT + 2, WIDTH);
	}
	if (!is_first)
		fputc('\n', telling->out);
}

static void print_story(const struct telling *telling, const struct explanation *capture, int at)
{
	const struct story *story = capture->story[at];

	print_head(telling, capture, at);
	print_facts(telling, story);
	print_causes(telling, &story->diagnosis);
	print_settles(telling, &story->diagnosis);
	print_advice(telling, &story->diagnosis);
	print_scenarios(telling, &story->diagnosis);
	if (story->diagnosis.is_harmless)
		print_line(telling, "harmless",
			   "both sides had closed the connection by FIN before");
	if (telling->options.verbose) {
		fputc('\n', telling->out);
		recent_print(telling->out, &story->rst, telling->options.color);
	}
	fputc('\n', telling->out);
}

/* ---- All of them --------------------------------------------------------------------------------
 */

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct telling *telling = calloc(1, sizeof(*telling));

	if (!telling)
		return -ENOMEM;
	*telling = (struct telling){ .out = out, .options = *options };
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
			  text_columns(capture->path) + 2, 2, WIDTH);
	}
	for (int i = 0; capture_remark(capture, i, text, sizeof(text)); i++) {
		fputs("  ", out);
		text_wrap(out, text, 2, 4, WIDTH);
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
