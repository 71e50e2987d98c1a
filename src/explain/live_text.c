/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_format.h"

#include "explain_words.h"
#include "live_words.h"
#include "span.h"
#include "text.h"

#include <inttypes.h>

enum { WIDTH = 100, INDENT = 14 };

#define SGR_HEAD "1"

static int width_of(const struct print_options *options)
{
	return options->columns ? options->columns : WIDTH;
}

static int begin(FILE *out, const struct print_options *options, const struct live_setting *setting)
{
	fprintf(out, "Watching: %s%s%s. Ctrl-C ends it.\n", setting->kernel,
		*setting->kernel && *setting->wire ? "; " : "", setting->wire);
	if (*setting->lacking)
		text_wrap(out, setting->lacking, 0, 2, width_of(options));
	fputc('\n', out);
	return 0;
}

static int tell(FILE *out, const struct print_options *options, const struct live_story *story)
{
	char time[LIVE_TIME_SIZE], who[LIVE_TEXT], why[LIVE_TEXT], fact[LIVE_TEXT];

	live_who(&story->reset, who, sizeof(who));
	live_why(story, why, sizeof(why));
	fprintf(out, "%s  ", live_time(story->reset.time_ns, time));
	print_color(out, options->color, SGR_HEAD, who);
	fputs("  ", out);
	text_print(out, why);
	if (!options->verbose && live_gist(story, fact, sizeof(fact))) {
		fputs("; ", out);
		text_print(out, fact);
	}
	fputc('\n', out);
	for (int i = 0; options->verbose && live_fact(story, i, fact, sizeof(fact)); i++) {
		fprintf(out, "%*s", INDENT, "");
		text_print(out, fact);
		fputc('\n', out);
	}
	return 0;
}

static int again(FILE *out, const struct print_options *options, const struct live_story *story)
{
	char last[LIVE_TIME_SIZE], who[LIVE_TEXT], label[DIAGNOSIS_LABEL], span[SPAN_SIZE];
	/* The clock may have been set back. */
	int64_t since = story->last_ns > story->told_ns ? story->last_ns - story->told_ns : 0;

	(void)options;
	/* Others have been told since: it does not begin with its time, which lies before theirs.
	 */
	fprintf(out, "%*s%" PRIu64 " more in %s, %s %s, like ", INDENT, "", story->untold,
		span_text(since, span), story->untold > 1 ? "the last at" : "at",
		live_time(story->last_ns, last));
	text_print(out, live_who(&story->reset, who, sizeof(who)));
	fputs(": ", out);
	text_print(out, diagnosis_label(&story->diagnosis, label, sizeof(label)));
	fputc('\n', out);
	return 0;
}

static void print_row(FILE *out, const struct live_story *story)
{
	char first[LIVE_TIME_SIZE], last[LIVE_TIME_SIZE], label[DIAGNOSIS_LABEL];
	char service[ENDPOINT_TEXT_SIZE], who[2 * ENDPOINT_TEXT_SIZE];

	text_set(who, sizeof(who), "%s %s%s%s", live_fate_name[story->reset.fate],
		 endpoint_text(live_service(&story->reset), service),
		 *live_program(story) ? " " : "", live_program(story));
	fprintf(out, "%8" PRIu64 "  %s  %s  ", story->count, live_time(story->reset.time_ns, first),
		live_time(story->last_ns, last));
	text_pad(out, who, 36);
	fputs("  ", out);
	text_print(out, diagnosis_label(&story->diagnosis, label, sizeof(label)));
	fputc('\n', out);
}

/* Once for each cause that is named first. */
static void print_advice(FILE *out, const struct print_options *options,
			 const struct live_tally *tally)
{
	for (int i = 0; i < tally->count; i++) {
		const struct live_story *story = tally->story[i];
		const char *advice = live_advice(story);
		bool is_told = !advice;
		for (int k = 0; k < i && !is_told; k++)
			is_told = live_advice(tally->story[k]) == advice;
		if (is_told)
			continue;
		const char *cause = story->diagnosis.candidate[0].cause;
		fprintf(out, "  %s: ", cause);
		text_wrap(out, advice, 4 + text_columns(cause), 4, width_of(options));
	}
}

static int end(FILE *out, const struct print_options *options, const struct live_tally *tally,
	       const struct live_ending *ending)
{
	char line[LIVE_TEXT];

	if (tally->count) {
		fprintf(out, "\n%8s  %-12s  %-12s  %-36s  %s\n", "COUNT", "FIRST", "LAST",
			"SERVICE", "CAUSE");
		for (int i = 0; i < tally->count; i++)
			print_row(out, tally->story[i]);
		fputs("\nWhat to do:\n", out);
		print_advice(out, options, tally);
	} else {
		fputs("No reset was seen.\n", out);
	}
	for (int i = 0; live_amiss(ending, tally, i, line, sizeof(line)); i++)
		text_wrap(out, line, 0, 2, width_of(options));
	return 0;
}

const struct live_format live_text = {
	.name = "text",
	.begin = begin,
	.reset = tell,
	.again = again,
	.end = end,
};
