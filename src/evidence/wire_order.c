/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire_order.c - which sighting came before which, whatever the clock says.
 *
 * A clock may tick every 4 ms, and a story takes less. What does not depend on it: an end of a link
 * sees its packets in the order of its capture, and a packet is sent before it arrives. What is
 * left open is told by the clock, and after that by the order in which the captures were read.
 */
#include "wire_streams.h"

#include <stdint.h>

enum { NONE = -1 };

/* The next sighting at @end from @at on; or @count. */
static int next_at(const struct evidence *ev, const struct sighting *sightings, int count, int end,
		   int at)
{
	while (at < count && (!sightings[at].known || ev->packet[at].end != end))
		at++;
	return at;
}

/* Of what each end has next, the earliest that may come now; @forced: any. NONE: nothing. */
static int choose(const struct evidence *ev, const struct sighting *sightings, int count,
		  const int next[ENDS_MAX], bool forced)
{
	int best = NONE;
	for (int end = 0; end < ENDS_MAX; end++) {
		int at = next[end];
		if (at >= count || (!forced && sightings[at].from != NONE &&
				    sightings[sightings[at].from].rank == NONE))
			continue;
		int64_t ns = ev->packet[at].time_ns;
		if (best == NONE || ns < ev->packet[best].time_ns ||
		    (ns == ev->packet[best].time_ns && at < best))
			best = at;
	}
	return best;
}

void sightings_rank(const struct evidence *ev, struct sighting *sightings, int count)
{
	int next[ENDS_MAX], rank = 0;
	for (int i = 0; i < count; i++)
		sightings[i].rank = NONE;
	for (int end = 0; end < ENDS_MAX; end++)
		next[end] = next_at(ev, sightings, count, end, 0);
	for (;;) {
		int at = choose(ev, sightings, count, next, false);
		/* Pairs that contradict each other are not to stop it. */
		if (at == NONE)
			at = choose(ev, sightings, count, next, true);
		if (at == NONE)
			return;
		sightings[at].rank = rank++;
		int end = ev->packet[at].end;
		next[end] = next_at(ev, sightings, count, end, at + 1);
	}
}
