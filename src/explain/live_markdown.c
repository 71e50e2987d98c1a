/* SPDX-License-Identifier: GPL-2.0-only */
/* live_markdown.c - the table of a live host's resets, for a ticket. */
#include "live_format.h"

#include "explain_words.h"
#include "live_words.h"
#include "markdown.h"

#include <inttypes.h>

static int begin(FILE *out, const struct print_options *options, const struct live_setting *setting)
{
	(void)options;
	fputs("## Resets\n\n", out);
	if (*setting->lacking) {
		markdown_print(out, setting->lacking);
		fputs("\n\n", out);
	}
	return 0;
}

static void print_row(FILE *out, const struct live_story *story)
{
	char text[LIVE_TEXT], time[LIVE_TIME_SIZE];

	fprintf(out, "| %" PRIu64 " | %s | ", story->count, live_time(story->reset.time_ns, time));
	fprintf(out, "%s | ", live_time(story->last_ns, time));
	markdown_print(out, live_who(&story->reset, text, sizeof(text)));
	fputs(" | ", out);
	markdown_print(out, live_why(story, text, sizeof(text)));
	fputs(" | ", out);
	for (int i = 0; live_fact(story, i, text, sizeof(text)); i++) {
		fputs(i ? "; " : "", out);
		markdown_print(out, text);
	}
	fputs(" | ", out);
	if (live_advice(story))
		markdown_print_code(out, live_advice(story));
	fputs(" |\n", out);
}

static int end(FILE *out, const struct print_options *options, const struct live_tally *tally,
	       const struct live_ending *ending)
{
	char line[LIVE_TEXT];

	(void)options;
	if (!tally->count)
		fputs("No reset was seen.\n", out);
	else
		fputs("| count | first | last | the first of them | cause | evidence | what to "
		      "do |\n"
		      "|---:|---|---|---|---|---|---|\n",
		      out);
	for (int i = 0; i < tally->count; i++)
		print_row(out, tally->story[i]);
	for (int i = 0; live_amiss(ending, tally, i, line, sizeof(line)); i++) {
		fputc('\n', out);
		markdown_print(out, line);
		fputc('\n', out);
	}
	return 0;
}

const struct live_format live_markdown = {
	.name = "markdown",
	.begin = begin,
	.end = end,
};
