/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_points.c - what it says that a capture is of two points of the way. */
#include "remarks_parts.h"

#include "text.h"

#include <inttypes.h>

/* Does anything but that they are there twice tell of a second point? A mirror port may copy each
 * packet where it comes in and where it goes out. */
static bool are_told(const struct points *points)
{
	return points->side[0].known > 1 || points->side[1].known > 1;
}

/* "9 packets before it are there twice (such as frames 1 and 2), as seen at two points of the way"
 */
static const char *pairs_text(const struct points *points, char *buffer, size_t size)
{
	return text_set(buffer, size,
			"%" PRIu64 " packets before it are there twice (such as frames %" PRIu64
			" and %" PRIu64 ")%s",
			(uint64_t)points_pairs(points, 0) + points_pairs(points, 1),
			points->pair[0], points->pair[1],
			are_told(points) ? ", as seen at two points of the way" : "");
}

void remark_points(const struct remark_facts *facts)
{
	const struct rst *rst = facts->rst;
	const uint64_t *pair = rst->track.points.pair;
	const uint64_t *it = FRAMES(rst->segment.frame, pair[0], pair[1],
				    rst_stopped(rst) ? facts->answered->frame : 0);
	char pairs[160], stopped[80] = "";

	pairs_text(&rst->track.points, pairs, sizeof(pairs));
	if (rst_stopped(rst))
		text_set(stopped, sizeof(stopped),
			 "; nor is what it answers, frame %" PRIu64 ", there twice",
			 facts->answered->frame);
	switch (facts->diagnosis->crossing) {
	case CROSSING_MADE:
		remark_speaks(facts, TELLS_NOTHING, it,
			      "%s, and it only once, at the point farther from the %s: it was made "
			      "between the two%s",
			      pairs, facts->own_name, stopped);
		break;
	case CROSSING_LOST:
		remark_speaks(facts, TELLS_NOTHING, it,
			      "%s, and it only once, at the point nearer to the %s: it was lost or "
			      "dropped between the two%s%s%s",
			      pairs, facts->own_name, rst->receiver_went_on ? ", and the " : "",
			      rst->receiver_went_on ? facts->peer_name : "",
			      rst->receiver_went_on ? " went on without it" : "");
		break;
	case CROSSING_ONE:
		remark_speaks(facts, TELLS_NOTHING, it,
			      "%s, and it only once: %sit was made between the two, or lost there; "
			      "the packets do not show which of them it passed",
			      pairs,
			      are_told(&rst->track.points) ? ""
							   : "if two points of the way have seen "
							     "them, ");
		break;
	case CROSSING_BOTH:
		remark_speaks(facts, TELLS_NOTHING,
			      FRAMES(rst->segment.frame, rst->twin_frame, pair[0], pair[1]),
			      "%s, and so is it (frame %" PRIu64
			      "): it was not made between the two",
			      pairs, rst->twin_frame);
		break;
	case CROSSING_UNKNOWN:
		break;
	}
}
