/* SPDX-License-Identifier: GPL-2.0-only */
/* live_tally.h - the resets of a live host: each story is told once, repetitions are counted.
 * Pure. */
#ifndef RSTLAB_LIVE_TALLY_H
#define RSTLAB_LIVE_TALLY_H

#include "live.h"

enum { LIVE_STORIES = 512 };

/* Resets with the same fate, causes, service and program. */
struct live_story {
	struct live_reset reset; /* the first one; it points to the copies below */
	struct heard_word word;
	struct heard_packet packet;
	struct diagnosis diagnosis;
	struct heard_listeners listeners; /* at the local port, if that was asked */
	uint64_t count, untold; /* `untold` of them are not told yet, see live_tally_told() */
	int64_t last_ns, told_ns;
};

/* All resets of one cause and fate since the beginning: a monitor's counters never shrink. */
struct live_total {
	enum live_fate fate;
	const char *cause; /* the one named first; a string that stays */
	enum confidence confidence;
	uint64_t count;
};

enum { LIVE_TOTALS = 512 };

struct live_tally {
	int totals;
	struct live_total total[LIVE_TOTALS];
	uint64_t unlisted; /* of causes and fates that found no room there */
	int count;
	struct live_story *story[LIVE_STORIES];
	uint64_t resets;
	uint64_t further; /* resets of stories that made room for others */
};

/* The story of @reset. @ret_new: it was just made. If there is no room, the story that was met
 * longest ago is dropped. NULL: no memory. */
struct live_story *live_tally_add(struct live_tally *tally, const struct live_reset *reset,
				  bool *ret_new);

/* Notes that the story has been told up to @now_ns. */
void live_tally_told(struct live_story *story, int64_t now_ns);

/* Sorts the stories, the most frequent first. */
void live_tally_sort(struct live_tally *tally);

void live_tally_free(struct live_tally *tally);

/* The server's end of its connection. */
const struct endpoint *live_service(const struct live_reset *reset);

#endif
