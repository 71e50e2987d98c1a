/* SPDX-License-Identifier: GPL-2.0-only */
/* live_tally.h - the resets of a live host, told once: the same story again is counted. Pure. */
#ifndef RSTLAB_LIVE_TALLY_H
#define RSTLAB_LIVE_TALLY_H

#include "live.h"

enum { LIVE_STORIES = 512 };

/* Resets of one fate, for the same causes, of one service and by one program. */
struct live_story {
	struct live_reset reset; /* the first; its pointers are to what follows */
	struct heard_word word;
	struct heard_packet packet;
	struct diagnosis diagnosis;
	struct heard_listeners listeners; /* at the local port, where that was asked */
	uint64_t count, untold;           /* of these, not told yet: see live_tally_told() */
	int64_t last_ns, told_ns;
};

/* All that there ever were of one cause, by fate: the counts of a monitor do not shrink. */
struct live_total {
	enum live_fate fate;
	const char *cause; /* that is named first; a string that stays */
	enum confidence confidence;
	uint64_t count;
};

enum { LIVE_TOTALS = 512 };

struct live_tally {
	int totals;
	struct live_total total[LIVE_TOTALS];
	int count;
	struct live_story *story[LIVE_STORIES];
	uint64_t resets;
	uint64_t further; /* of stories that had to make room for others */
};

/* The story of @reset, made where it is new: @ret_new. Where there is no room, the one that was met
 * longest ago makes it. NULL: no memory. */
struct live_story *live_tally_add(struct live_tally *tally, const struct live_reset *reset,
				  bool *ret_new);

/* All of the story that there is until @now_ns has been told. */
void live_tally_told(struct live_story *story, int64_t now_ns);

/* The most frequent first. */
void live_tally_sort(struct live_tally *tally);

void live_tally_free(struct live_tally *tally);

/* The server's end of it. */
const struct endpoint *live_service(const struct live_reset *reset);

#endif
