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

/* After "reset": "1 reset was", "2 resets were". */
static const char *were(uint64_t count)
{
	return count == 1 ? " was" : "s were";
}

static const char *elsewhere(const struct live_ending *ending, char *buffer, size_t size)
{
	if (ending->is_all)
		return text_set(
			buffer, size,
			"%" PRIu64 " reset%s in network namespaces that were not watched: "
			"they have neither a process nor a name, or are so new that they were not found yet, "
			"which takes up to four seconds.",
			ending->elsewhere, were(ending->elsewhere));
	return text_set(buffer, size,
			"%" PRIu64 " reset%s in other network namespaces, which are not watched "
			"(see --netns).",
			ending->elsewhere, were(ending->elsewhere));
}

const char *live_amiss(const struct live_ending *ending, const struct live_tally *tally, int nth,
		       char *buffer, size_t size)
{
	if (ending->left_out && nth-- == 0)
		return text_set(buffer, size, "%" PRIu64 " reset%s left out by %s.",
				ending->left_out, were(ending->left_out), ending->left_by);
	if (ending->elsewhere && nth-- == 0)
		return elsewhere(ending, buffer, size);
	if (ending->deaf_ns && nth-- == 0)
		return text_set(buffer, size,
				"There were too many resets to hear at 1 %% of the machine's CPU "
				"time: watch listened for %.1f %% of the time.",
				100 - 100.0 * (double)ending->deaf_ns /
						(double)(ending->end_ns - ending->begin_ns + 1));
	if (ending->lost_words && nth-- == 0)
		return text_set(buffer, size, "%" PRIu64 " kernel event%s lost before being read.",
				ending->lost_words, were(ending->lost_words));
	if (ending->lost_frames && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " header%s lost: they came faster than they could be "
				"read.",
				ending->lost_frames, were(ending->lost_frames));
	if (ending->hurried && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " reset%s reported before all witnesses could speak: "
				"there were too many at once.",
				ending->hurried, were(ending->hurried));
	if (tally->further && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " reset%s left out of the table: it keeps the %d "
				"stories that were met last.",
				tally->further, were(tally->further), LIVE_STORIES);
	if (uncounted(ending) && nth-- == 0)
		return text_set(buffer, size,
				"%" PRIu64 " RST%s counted (TcpOutRsts) but not reported.",
				uncounted(ending), were(uncounted(ending)));
	return NULL;
}

/* The names of causes and fates come from the lab and need no quoting. */
void live_metrics(FILE *out, const struct live_tally *tally, const struct live_ending *ending)
{
	fputs("# HELP rstlab_ns_resets TCP resets, by the first cause named.\n"
	      "# TYPE rstlab_ns_resets counter\n",
	      out);
	for (int i = 0; i < tally->totals; i++)
		fprintf(out,
			"rstlab_ns_resets_total{cause=\"%s\",confidence=\"%s\",fate=\"%s\"} %" PRIu64
			"\n",
			tally->total[i].cause, confidence_name[tally->total[i].confidence],
			live_fate_name[tally->total[i].fate], tally->total[i].count);
	fprintf(out,
		"# HELP rstlab_ns_lost Events lost or not reported.\n"
		"# TYPE rstlab_ns_lost counter\n"
		"rstlab_ns_lost_total{what=\"word\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"header\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"counted\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"elsewhere\"} %" PRIu64 "\n"
		"rstlab_ns_lost_total{what=\"cause\"} %" PRIu64 "\n"
		"# HELP rstlab_ns_deaf_seconds Time not listening, to stay within the CPU "
		"limit.\n"
		"# TYPE rstlab_ns_deaf_seconds counter\n"
		"rstlab_ns_deaf_seconds_total %.3f\n"
		"# EOF\n",
		ending->lost_words, ending->lost_frames, uncounted(ending), ending->elsewhere,
		tally->unlisted, (double)ending->deaf_ns / 1e9);
}
