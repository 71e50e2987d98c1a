/* SPDX-License-Identifier: GPL-2.0-only */
/* track_recent.c - the segments of a connection that are still remembered, the youngest first. */
#include "track.h"

const struct track_segment *track_back(const struct track *track, unsigned back)
{
	if (back >= track->count || back >= TRACK_RECENT)
		return NULL;
	return &track->recent[(track->count - 1 - back) % TRACK_RECENT];
}

const struct track_segment *track_recent(const struct track *track, int side,
					 bool (*test)(const struct track_segment *, uint32_t),
					 uint32_t number)
{
	const struct track_segment *each;

	for (unsigned back = 0; (each = track_back(track, back)); back++)
		if (each->from == side && each->kind != SEGMENT_RST &&
		    (!test || test(each, number)))
			return each;
	return NULL;
}
