/* SPDX-License-Identifier: GPL-2.0-only */
/* live_ending.c - what was lost or not told, and the counts for a monitor. */
#include "live_format.h"

#include "text.h"

#include <inttypes.h>

/* RSTs that TCP has counted but that were not told. */
static uint64_t uncounted(const struct live_ending *ending)
{
	uint64_t counted = ending->counted > 0 ? (uint64_t)ending->counted : 0;

	return counted > ending->by_tcp ? counted - ending->by_tcp : 0;
}

const char *live_amiss(const struct live_ending *ending, const struct live_tally *tally, int nth,
		       char *buffer, size_t size)
{
	if (ending->elsewhere && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64
				" resets were in other network namespaces, which are not "
				"watched (--netns).",
				ending->elsewhere);
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
				"%" PRIu64
				" resets are not in the table: it holds %d stories, those "
				"that were met last.",
				tally->further, LIVE_STORIES);
	if (uncounted(ending) && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " RSTs were counted (TcpOutRsts) and not told.",
				uncounted(ending));
	return NULL;
}

/* The names of causes and fates come from the lab and need no quoting. */
void live_metrics(FILE *out, const struct live_tally *tally, const struct live_ending *ending)
{
	fputs("# HELP rstlab_ns_resets TCP resets, by the cause that is named first.\n"
	      "# TYPE rstlab_ns_resets counter\n",
	      out);
	for (int i = 0; i < tally->totals; i++)
		fprintf(out,
			"rstlab_ns_resets_total{cause=\"%s\",confidence=\"%s\",fate=\"%s\"} %" PRIu64
			"\n",
			tally->total[i].cause, confidence_name[tally->total[i].confidence],
			live_fate_name[tally->total[i].fate], tally->total[i].count);
	fprintf(out,
		"# HELP rstlab_ns_lost What was not heard, or not told.\n"
		"# TYPE rstlab_ns_lost counter\n"
		"rstlab_ns_lost_total{what=\"word\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"header\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"counted\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"elsewhere\"} %" PRIu64 "\n"
		"# HELP rstlab_ns_deaf_seconds Time in which it did not listen, to cost no more "
		"than it "
		"may.\n"
		"# TYPE rstlab_ns_deaf_seconds counter\n"
		"rstlab_ns_deaf_seconds_total %.3f\n"
		"# EOF\n",
		ending->lost_words, ending->lost_frames, uncounted(ending), ending->elsewhere,
		(double)ending->deaf_ns / 1e9);
}
