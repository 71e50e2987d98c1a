/* SPDX-License-Identifier: GPL-2.0-only */
/* live_ending.c - what is to be said of all that was heard, and the counts for a monitor. */
#include "live_format.h"

#include "live_words.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

const char *live_amiss(const struct live_ending *ending, const struct live_tally *tally, int nth,
		       char *buffer, size_t size)
{
	uint64_t counted = ending->counted > 0 ? (uint64_t)ending->counted : 0;

	if (ending->deaf_ns && nth-- == 0)
		return text_set(buffer, size,
				"Resets came faster than may be listened to at a hundredth of the "
				"machine: it has listened for %.1f %% of the time.",
				100 - 100.0 * (double)ending->deaf_ns /
						(double)(ending->end_ns - ending->begin_ns + 1));
	if (ending->lost_words && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64
				" of the kernel's words were lost: there was no room for "
				"them.",
				ending->lost_words);
	if (ending->lost_frames && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64
				" headers were lost: they came faster than they could be "
				"read.",
				ending->lost_frames);
	if (ending->hurried && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " resets were told before all their witnesses had "
				"spoken: they were too many at once.",
				ending->hurried);
	if (tally->further && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " resets were of more stories than can be told (%d).",
				tally->further, LIVE_STORIES);
	if (counted > ending->by_tcp && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " RSTs were counted (TcpOutRsts) and not told.",
				counted - ending->by_tcp);
	return NULL;
}

static const char *cause_of(const struct live_story *story)
{
	return story->diagnosis.count ? story->diagnosis.candidate[0].cause : "unknowable";
}

static const char *confidence_of(const struct live_story *story)
{
	return confidence_name[story->diagnosis.count ? story->diagnosis.candidate[0].confidence
						      : UNKNOWABLE];
}

static bool is_alike(const struct live_story *a, const struct live_story *b)
{
	return a->reset.fate == b->reset.fate && strcmp(cause_of(a), cause_of(b)) == 0 &&
	       strcmp(confidence_of(a), confidence_of(b)) == 0;
}

/* Names of causes and fates are words of the lab, and need no quoting. */
static void print_count(FILE *out, const struct live_tally *tally, int at)
{
	const struct live_story *story = tally->story[at];
	uint64_t count = 0;

	for (int i = 0; i < tally->count; i++) {
		if (!is_alike(tally->story[i], story))
			continue;
		if (i < at)
			return;
		count += tally->story[i]->count;
	}
	fprintf(out,
		"rstlab_ns_resets_total{cause=\"%s\",confidence=\"%s\",fate=\"%s\"} %" PRIu64 "\n",
		cause_of(story), confidence_of(story), live_fate_name[story->reset.fate], count);
}

void live_metrics(FILE *out, const struct live_tally *tally, const struct live_ending *ending)
{
	fputs("# HELP rstlab_ns_resets TCP resets, by the cause that is named first.\n"
	      "# TYPE rstlab_ns_resets counter\n",
	      out);
	for (int i = 0; i < tally->count; i++)
		print_count(out, tally, i);
	fprintf(out,
		"# HELP rstlab_ns_lost What was not heard, or not told.\n"
		"# TYPE rstlab_ns_lost counter\n"
		"rstlab_ns_lost_total{what=\"word\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"header\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"story\"} %" PRIu64 "\n"
		"# EOF\n",
		ending->lost_words, ending->lost_frames, tally->further);
}
