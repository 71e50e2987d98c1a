/* SPDX-License-Identifier: GPL-2.0-only */
#include "resets.h"

#include "address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool segment_is_reset(const struct segment *segment)
{
	return segment->tcp.protocol == PROTO_TCP && (segment->tcp.flags & RST);
}

/* Does an event fit a segment whose near end is @near? */
static bool fits(const struct reset_fact *fact, const struct endpoint *near,
		 const struct endpoint *far)
{
	const struct endpoint address = { .addr = fact->local.addr };

	if (!endpoint_is_none(&fact->remote))
		return endpoint_equal(&fact->local, near) && endpoint_equal(&fact->remote, far);
	return fact->local.port == near->port &&
	       (endpoint_is_none(&address) || endpoint_equal(&fact->local, near));
}

/* Of a listener without an address it is not known whose it is, but by the segment. */
static bool is_anybodys(const struct reset_fact *fact)
{
	const struct endpoint address = { .addr = fact->local.addr };

	return fact->local.port && endpoint_is_none(&fact->remote) && endpoint_is_none(&address);
}

/* How far an event is from what it tells of. It comes before the segment that it sends, and after
 * the one that it receives; but two clocks were compared. */
static int64_t distance(const struct reset_fact *fact, const struct segment *segment)
{
	enum { WRONG_ORDER = 1000000 };
	int64_t ns =
		fact->sent ? segment->time_ns - fact->time_ns : fact->time_ns - segment->time_ns;

	if (ns >= 0)
		return ns;
	return ns < -INT64_MAX / 2 ? INT64_MAX : WRONG_ORDER - ns;
}

/* The nearest event for @segment that no other has taken; -1: none. */
static int find_fact(const struct evidence *ev, const struct segment *segment, bool sent,
		     const bool *taken)
{
	int host = sent ? segment->origin : segment->final;
	const struct endpoint *near = sent ? &segment->tcp.src : &segment->tcp.dst;
	const struct endpoint *far = sent ? &segment->tcp.dst : &segment->tcp.src;
	int best = -1;

	for (int i = 0; i < ev->reset_count; i++) {
		const struct reset_fact *fact = &ev->reset[i];
		if (taken[i] || fact->sent != sent || fact->host != host || !fits(fact, near, far))
			continue;
		if (best < 0 || distance(fact, segment) < distance(&ev->reset[best], segment))
			best = i;
	}
	return best;
}

static void add(struct resets *resets, bool sent, int host, int segment, int fact)
{
	resets->reset[resets->count++] =
		(struct reset){ .sent = sent, .host = host, .segment = segment, .fact = fact };
}

int resets_join(const struct evidence *ev, const struct wire *wire, struct resets *ret)
{
	bool taken[RESETS_MAX] = { false };
	/* a RST is told of at its sender and at its receiver */
	size_t room = 2 * (size_t)wire->count + (size_t)ev->reset_count + 1;
	struct reset *reset = calloc(room, sizeof(*reset));

	if (!reset)
		return -ENOMEM;
	*ret = (struct resets){ .reset = reset };
	for (int i = 0; i < wire->count; i++) {
		const struct segment *segment = &wire->segment[i];
		if (!segment_is_reset(segment))
			continue;
		for (int sent = 1; sent >= 0; sent--) {
			int fact = find_fact(ev, segment, sent, taken);
			if (fact >= 0)
				taken[fact] = true;
			if (sent || fact >= 0)
				add(ret, sent, sent ? segment->origin : segment->final, i, fact);
		}
	}
	for (int i = 0; i < ev->reset_count; i++)
		if (!taken[i] && !is_anybodys(&ev->reset[i]))
			add(ret, ev->reset[i].sent, ev->reset[i].host, -1, i);
	return 0;
}

void resets_free(struct resets *resets)
{
	if (!resets)
		return;
	free(resets->reset);
	*resets = (struct resets){ 0 };
}
