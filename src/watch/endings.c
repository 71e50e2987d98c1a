/* SPDX-License-Identifier: GPL-2.0-only */
/* endings.c - what the host says besides its tracepoints of connections that have ended: how many
 * did in disorder, by its counters; and whether one is still there. */
#include "watch_parts.h"

#include <errno.h>
#include <stdlib.h>

static bool read_endings(const struct counters *now, struct heard_endings *ret)
{
	*ret = (struct heard_endings){ .resets = counters_value(now, "TcpEstabResets"),
				       .fails = counters_value(now, "TcpAttemptFails"),
				       .embryonic = counters_value(now, "TcpExtEmbryonicRsts"),
				       .drops = counters_value(now, "TcpExtListenDrops") };
	ret->is_known =
		ret->resets >= 0 && ret->fails >= 0 && ret->embryonic >= 0 && ret->drops >= 0;
	return ret->is_known;
}

static void add(struct heard_endings *to, const struct heard_endings *more, int sign)
{
	to->resets += sign * more->resets;
	to->fails += sign * more->fails;
	to->embryonic += sign * more->embryonic;
	to->drops += sign * more->drops;
}

void place_begin_endings(struct watched *place, const struct counters *now)
{
	read_endings(now, &place->ended_before);
}

/* Since it is watched. */
static bool ended_in(const struct watched *place, struct heard_endings *ret)
{
	struct counters *now = malloc(sizeof(*now));
	bool known = now && place->is_counted && place->ended_before.is_known &&
		     counters_read(&place->counters, now) == 0 && read_endings(now, ret);
	if (known)
		add(ret, &place->ended_before, -1);
	free(now);
	return known;
}

void place_end_endings(struct watch *watch, const struct watched *place)
{
	struct heard_endings ended;
	if (ended_in(place, &ended))
		add(&watch->ended_gone, &ended, 1);
	else
		watch->is_ending_lost = true;
}

void watch_endings(struct watch *watch, struct heard_endings *ret)
{
	*ret = watch->ended_gone;
	ret->is_known = !watch->is_ending_lost;
	watch->is_ending_lost = false;
	for (int i = 0; i < watch->count; i++) {
		struct heard_endings ended;
		if (!watch->place[i].is_open)
			continue;
		if (!ended_in(&watch->place[i], &ended)) {
			ret->is_known = false;
			return;
		}
		add(ret, &ended, 1);
	}
}

int watch_connection(struct watch *watch, const struct heard_packet *packet)
{
	const struct decoded *tcp = &packet->packet;
	struct watched *place =
		packet->place < (uint32_t)watch->count ? &watch->place[packet->place] : NULL;
	if (!place || !place->is_open || !place->diag)
		return -ENOENT;
	return diag_state(place->diag, &tcp->dst.addr, tcp->dst.port, &tcp->src.addr,
			  tcp->src.port);
}
