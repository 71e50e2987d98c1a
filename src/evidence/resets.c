/* SPDX-License-Identifier: GPL-2.0-only */
#include "resets.h"

#include "address.h"
#include "rst_reason.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool segment_is_reset(const struct segment *segment)
{
	return segment->tcp.protocol == PROTO_TCP && (segment->tcp.flags & RST);
}

/* Is an event told of that endpoint? A listener may have no address. */
static bool is_told_at(const struct reset_fact *fact, const struct endpoint *near)
{
	const struct endpoint address = { .addr = fact->local.addr };

	if (endpoint_is_none(&fact->remote) && endpoint_is_none(&address))
		return fact->local.port == near->port;
	return endpoint_equal(&fact->local, near);
}

/* Can it be of a RST to, or from, @far? A listener has no remote end. */
static bool is_told_of(const struct reset_fact *fact, const struct endpoint *far)
{
	return endpoint_is_none(&fact->remote) || endpoint_equal(&fact->remote, far);
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

/* Each RST at one of its ends: who has told of it. */
struct search {
	const struct evidence *ev;
	const struct wire *wire;
	bool sent;
	bool is_placed[PACKETS_MAX]; /* its place was filled */
	int fact[PACKETS_MAX];       /* of each segment; -1: none */
};

/* How ill @fact suits it: the kind counts before the clock. */
static int64_t misfit(const struct search *search, int fact, const struct segment *s)
{
	const struct reset_fact *f = &search->ev->reset[fact];
	bool is_other =
		search->sent && !(s->tcp.flags & ACK) && rst_reason_way(f->reason) == RST_WAY_ABORT;
	return is_other ? INT64_MAX : distance(f, s);
}

/* ---- Which tells of which -----------------------------------------------------------------------
 */

/* The RSTs at one endpoint, and what was told there: all of one kernel, so both are in one order.
 */
struct place {
	int segments, facts;
	int segment[PACKETS_MAX], fact[RESETS_MAX];
};

/* The best that can be made of the first so many of both. */
struct score {
	int pairs;
	int64_t misfit;
};

static bool is_better(struct score one, struct score two)
{
	return one.pairs > two.pairs || (one.pairs == two.pairs && one.misfit < two.misfit);
}

static const struct endpoint *near_end(const struct search *search, const struct segment *s)
{
	return search->sent ? &s->tcp.src : &s->tcp.dst;
}

static int near_host(const struct search *search, const struct segment *s)
{
	return search->sent ? s->origin : s->final;
}

static const struct endpoint *far_end(const struct search *search, const struct segment *s)
{
	return search->sent ? &s->tcp.dst : &s->tcp.src;
}

/* The place of segment number @first, which no other RST of it comes before. */
static void fill_place(struct search *search, int first, struct place *ret)
{
	const struct endpoint *near = near_end(search, &search->wire->segment[first]);
	int host = near_host(search, &search->wire->segment[first]);

	ret->segments = ret->facts = 0;
	for (int i = first; i < search->wire->count; i++) {
		const struct segment *s = &search->wire->segment[i];
		if (!segment_is_reset(s) || near_host(search, s) != host ||
		    !endpoint_equal(near_end(search, s), near))
			continue;
		ret->segment[ret->segments++] = i;
		search->is_placed[i] = true;
	}
	for (int i = 0; i < search->ev->reset_count; i++) {
		const struct reset_fact *fact = &search->ev->reset[i];
		if (fact->sent == search->sent && fact->host == host && is_told_at(fact, near))
			ret->fact[ret->facts++] = i;
	}
}

/* Has the host sent it with an address that is not its own, and nobody told of it? */
static bool is_in_anothers_name(const struct search *search, int host, int segment)
{
	const struct segment *s = &search->wire->segment[segment];

	return segment_is_reset(s) && s->origin == host && search->fact[segment] < 0 &&
	       evidence_owner(search->ev, &s->tcp.src.addr) != host;
}

/* What a rule gives to a listener of this host (TPROXY, REDIRECT) is answered from the address that
 * it was for, and told of by that of the listener. */
static void fill_names(const struct search *search, int host, const bool *taken, struct place *ret)
{
	ret->segments = ret->facts = 0;
	for (int i = 0; i < search->wire->count; i++)
		if (is_in_anothers_name(search, host, i))
			ret->segment[ret->segments++] = i;
	for (int i = 0; i < search->ev->reset_count; i++) {
		const struct reset_fact *fact = &search->ev->reset[i];
		if (fact->sent && fact->host == host && !taken[i] &&
		    endpoint_is_none(&fact->remote) && !is_anybodys(fact))
			ret->fact[ret->facts++] = i;
	}
}

/* With the last of both told of each other; no better than nothing if they cannot be. */
static struct score paired(const struct search *search, const struct place *place, int segment,
			   int fact, struct score before)
{
	enum { ENOUGH = 1 << 20 }; /* sums of so many cannot overflow */
	const struct segment *s = &search->wire->segment[place->segment[segment]];
	int64_t ill = misfit(search, place->fact[fact], s);

	if (!is_told_of(&search->ev->reset[place->fact[fact]], far_end(search, s)))
		return (struct score){ -1, 0 };
	if (ill > INT64_MAX / ENOUGH)
		ill = INT64_MAX / ENOUGH;
	return (struct score){ before.pairs + 1, before.misfit + ill };
}

/* Goes back from the last: of what is as good, the later was told of it, for what could not leave
 * was told of before the way was open again. */
static void note_pairs(struct search *search, const struct place *place, const struct score *score)
{
	const int width = place->facts + 1;
	int i = place->segments, k = place->facts;

	while (i > 0 && k > 0) {
		struct score best = score[i * width + k];
		struct score both =
			paired(search, place, i - 1, k - 1, score[(i - 1) * width + k - 1]);
		if (!is_better(best, both) && !is_better(both, best)) {
			i--, k--;
			search->fact[place->segment[i]] = place->fact[k];
		} else if (!is_better(best, score[i * width + k - 1])) {
			k--;
		} else {
			i--;
		}
	}
}

/*
 * As many pairs as there can be, in one order, and of these those that suit each other best: a
 * kernel tells of its RSTs in the order in which they go, and a clock that ticks seldom, or is
 * another's, says less. 0 or -ENOMEM.
 */
static int join_place(struct search *search, const struct place *place)
{
	const int width = place->facts + 1;
	struct score *score = calloc((size_t)(place->segments + 1) * (size_t)width, sizeof(*score));

	if (!score)
		return -ENOMEM;
	for (int i = 1; i <= place->segments; i++)
		for (int k = 1; k <= place->facts; k++) {
			struct score *best = &score[i * width + k];
			struct score both =
				paired(search, place, i - 1, k - 1, score[(i - 1) * width + k - 1]);
			*best = score[(i - 1) * width + k];
			if (is_better(score[i * width + k - 1], *best))
				*best = score[i * width + k - 1];
			if (is_better(both, *best))
				*best = both;
		}
	note_pairs(search, place, score);
	free(score);
	return 0;
}

static void note_taken(const struct search *search, bool *taken)
{
	for (int i = 0; i < search->wire->count; i++)
		if (search->fact[i] >= 0)
			taken[search->fact[i]] = true;
}

static int search_all(struct search *search, bool *taken)
{
	const struct wire *wire = search->wire;
	struct place *place = malloc(sizeof(*place));
	int error = place ? 0 : -ENOMEM;

	for (int i = 0; i < wire->count; i++)
		search->fact[i] = -1;
	for (int i = 0; i < wire->count && !error; i++) {
		if (!segment_is_reset(&wire->segment[i]) || search->is_placed[i])
			continue;
		fill_place(search, i, place);
		error = join_place(search, place);
	}
	note_taken(search, taken);
	for (int host = 0; search->sent && host < search->ev->host_count && !error; host++) {
		fill_names(search, host, taken, place);
		error = join_place(search, place);
	}
	note_taken(search, taken);
	free(place);
	return error;
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
	int error = reset && search ? 0 : -ENOMEM;

	for (int sent = 1; sent >= 0 && !error; sent--) {
		search[sent].ev = ev;
		search[sent].wire = wire;
		search[sent].sent = sent;
		error = search_all(&search[sent], taken);
	}
	if (error) {
		free(reset);
		free(search);
		return error;
	}
	*ret = (struct resets){ .reset = reset };
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
