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

/* Does the kernel say that a connection was aborted from its own side? Such a RST bears an ACK:
 * tcp_send_active_reset(). */
static bool is_abort(const struct reset_fact *fact)
{
	static const char *const aborts[] = { "TCP_ABORT_ON_CLOSE",    "TCP_ABORT_ON_LINGER",
					      "TCP_ABORT_ON_MEMORY",   "TCP_STATE",
					      "TCP_KEEPALIVE_TIMEOUT", "TCP_DISCONNECT_WITH_DATA" };
	for (size_t i = 0; i < sizeof(aborts) / sizeof(*aborts); i++)
		if (strcmp(fact->reason, aborts[i]) == 0)
			return true;
	return false;
}

/* Its RST at one of its ends: who may have told of it. */
struct search {
	const struct evidence *ev;
	const struct wire *wire;
	bool sent;
	int fact[PACKETS_MAX]; /* of each segment; -1: none */
};

static bool may_tell(const struct search *search, int fact, int segment)
{
	const struct segment *s = &search->wire->segment[segment];
	const struct reset_fact *f = &search->ev->reset[fact];
	int host = search->sent ? s->origin : s->final;

	return f->sent == search->sent && f->host == host &&
	       fits(f, search->sent ? &s->tcp.src : &s->tcp.dst,
		    search->sent ? &s->tcp.dst : &s->tcp.src);
}

/* How ill @fact suits it: the kind counts before the clock. */
static int64_t misfit(const struct search *search, int fact, const struct segment *s)
{
	const struct reset_fact *f = &search->ev->reset[fact];
	bool is_other = search->sent && !(s->tcp.flags & ACK) && is_abort(f);
	return is_other ? INT64_MAX : distance(f, s);
}

static bool is_same_way(const struct segment *one, const struct segment *two)
{
	return segment_is_reset(one) && segment_is_reset(two) && one->origin == two->origin &&
	       one->final == two->final && endpoint_equal(&one->tcp.src, &two->tcp.src) &&
	       endpoint_equal(&one->tcp.dst, &two->tcp.dst);
}

/*
 * The event for @segment; -1: none. RSTs of one connection and what is told of them come in one
 * order: this one has one that comes before those of later RSTs, and leaves one for each of the
 * earlier. Where more was told than came to a wire, the clock helps; of two as near the later one,
 * for what could not leave was told of before the way was open again.
 */
static int find_fact(const struct search *search, int segment, const bool *taken)
{
	const struct wire *wire = search->wire;
	int below = search->ev->reset_count, earlier = 0, room = 0, best = -1, before = 0;

	for (int i = 0; i < wire->count; i++) {
		if (!is_same_way(&wire->segment[i], &wire->segment[segment]))
			continue;
		earlier += i < segment;
		if (i > segment && search->fact[i] >= 0 && search->fact[i] < below)
			below = search->fact[i];
	}
	for (int i = 0; i < below; i++)
		room += !taken[i] && may_tell(search, i, segment);
	if (room <= earlier)
		return -1;
	for (int i = 0; i < below; i++) {
		const struct segment *s = &wire->segment[segment];
		if (taken[i] || !may_tell(search, i, segment) || before++ < earlier)
			continue;
		if (best < 0 || misfit(search, i, s) <= misfit(search, best, s))
			best = i;
	}
	return best;
}

/* From the last on: what a later RST has is a bound for those before it. */
static void search_all(struct search *search, bool *taken)
{
	for (int i = search->wire->count - 1; i >= 0; i--) {
		search->fact[i] = segment_is_reset(&search->wire->segment[i])
					  ? find_fact(search, i, taken)
					  : -1;
		if (search->fact[i] >= 0)
			taken[search->fact[i]] = true;
	}
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
	struct search *search = calloc(2, sizeof(*search));

	if (!reset || !search) {
		free(reset);
		free(search);
		return -ENOMEM;
	}
	*ret = (struct resets){ .reset = reset };
	for (int sent = 1; sent >= 0; sent--) {
		search[sent].ev = ev;
		search[sent].wire = wire;
		search[sent].sent = sent;
		search_all(&search[sent], taken);
	}
	for (int i = 0; i < wire->count; i++) {
		const struct segment *segment = &wire->segment[i];
		if (!segment_is_reset(segment))
			continue;
		add(ret, true, segment->origin, i, search[1].fact[i]);
		if (search[0].fact[i] >= 0)
			add(ret, false, segment->final, i, search[0].fact[i]);
	}
	free(search);
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
