/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_diff.c - what found no equal is told by the nearest that was left over opposite. */
#include "canon_diff.h"

#include "canon_match.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const aspect_name[ASPECTS] = {
	[ASPECT_FLAGS] = "flags",     [ASPECT_SEQ] = "seq",         [ASPECT_ACK] = "ack",
	[ASPECT_WINDOW] = "window",   [ASPECT_OPTIONS] = "options", [ASPECT_ARRIVAL] = "arrived",
	[ASPECT_REASON] = "reason",   [ASPECT_STATE] = "state",     [ASPECT_ERRNO] = "errno",
	[ASPECT_RETURN] = "returned", [ASPECT_COUNTER] = "counter", [ASPECT_SENDER] = "sender",
	[ASPECT_PACKETS] = "packets", [ASPECT_ORDER] = "order",     [ASPECT_CALLS] = "calls",
	[ASPECT_SOCKETS] = "sockets", [ASPECT_EVENTS] = "events",   [ASPECT_ABILITY] = "ability",
	[ASPECT_VERDICT] = "verdict",
};

static_assert(ASPECTS == 19, "a name for each");
static_assert(ASPECT_FLAGS == (int)TRAIT_FLAGS && ASPECT_COUNTER == (int)TRAIT_COUNT,
	      "the first aspects are the traits");

struct diff {
	struct canon_side side[2]; /* old, new */
	struct differences *list;
	bool failed; /* no memory */
};

struct difference *differences_add(struct differences *list, enum aspect aspect)
{
	if (list->count == list->room) {
		int room = list->room ? 2 * list->room : 8;
		struct difference *more =
			realloc(list->difference, (size_t)room * sizeof(*list->difference));
		if (!more)
			return NULL;
		list->difference = more;
		list->room = room;
	}
	struct difference *added = &list->difference[list->count++];
	*added = (struct difference){ .aspect = aspect, .chapter_at = -1 };
	return added;
}

void differences_free(struct differences *list)
{
	if (!list)
		return;
	free(list->difference);
	*list = (struct differences){ 0 };
}

bool difference_equal(const struct difference *a, const struct difference *b)
{
	return a->aspect == b->aspect && a->witness == b->witness && a->stream == b->stream &&
	       strcmp(a->who, b->who) == 0 && strcmp(a->chapter, b->chapter) == 0 &&
	       strcmp(a->what, b->what) == 0 && strcmp(a->old, b->old) == 0 &&
	       strcmp(a->new, b->new) == 0;
}

/* ---- Telling what is left over ------------------------------------------------------------------
 */

static struct difference *tell(struct diff *diff, enum aspect aspect, const struct canon *canon,
			       const struct canon_item *item)
{
	static struct difference nowhere;
	struct difference *told = differences_add(diff->list, aspect);

	if (!told) {
		diff->failed = true;
		return &nowhere;
	}
	told->witness = item->witness;
	told->stream = item->stream;
	snprintf(told->who, sizeof(told->who), "%s", item->who);
	snprintf(told->what, sizeof(told->what), "%s", item->name);
	told->chapter_at = item->chapter;
	if (item->chapter >= 0 && item->chapter < canon->chapter_count)
		snprintf(told->chapter, sizeof(told->chapter), "%s", canon->chapter[item->chapter]);
	return told;
}

/* Where in its strand an item is. */
static void place_text(const struct canon *canon, int index, bool by_chapter, char *buffer)
{
	const struct canon_item *item = &canon->item[index];
	int before = index - 1;

	while (before >= 0 && !canon_same_strand(&canon->item[before], item))
		before--;
	if (by_chapter && item->chapter >= 0 && item->chapter < canon->chapter_count)
		snprintf(buffer, DIFFERENCE_TEXT, "in '%s'", canon->chapter[item->chapter]);
	else if (before < 0)
		snprintf(buffer, DIFFERENCE_TEXT, "first");
	else
		snprintf(buffer, DIFFERENCE_TEXT, "after %s", canon->item[before].name);
}

static void tell_order(struct diff *diff, int old, int new)
{
	const struct canon *a = diff->side[0].canon, *b = diff->side[1].canon;
	bool by_chapter = a->item[old].chapter != b->item[new].chapter;
	struct difference *told = tell(diff, ASPECT_ORDER, b, &b->item[new]);

	place_text(a, old, by_chapter, told->old);
	place_text(b, new, by_chapter, told->new);
	if (by_chapter) {
		told->chapter[0] = '\0';
		told->chapter_at = -1;
	}
}

static enum aspect aspect_of(enum trait trait, const struct canon_item *item)
{
	if (trait != TRAIT_COUNT)
		return (enum aspect)trait;
	switch (item->witness) {
	case WIRE:
		return ASPECT_PACKETS;
	case SOCKET:
		return ASPECT_SOCKETS;
	case REASON:
		return ASPECT_EVENTS;
	case COUNTER:
	case WITNESS_COUNT:
		break;
	}
	return ASPECT_COUNTER;
}

static void tell_trait(struct diff *diff, enum trait trait, const struct canon_item *old,
		       const struct canon_item *new)
{
	const char *a = old->trait[trait], *b = new->trait[trait];

	if (strcmp(a, b) == 0 || strcmp(a, TRAIT_UNTOLD) == 0 || strcmp(b, TRAIT_UNTOLD) == 0)
		return;
	if (trait == TRAIT_RETURN && (!*a || !*b)) /* of a call that failed: its errno tells */
		return;
	struct difference *told = tell(diff, aspect_of(trait, new), diff->side[1].canon, new);
	snprintf(told->old, sizeof(told->old), "%s", a);
	snprintf(told->new, sizeof(told->new), "%s", b);
	told->gained = strcmp(a, TRAIT_ABSENT) == 0;
	told->lost = strcmp(b, TRAIT_ABSENT) == 0;
	if (told->gained || told->lost)
		told->aspect = ASPECT_ABILITY;
}

static void tell_traits(struct diff *diff, const struct canon_item *old,
			const struct canon_item *new)
{
	for (enum trait i = 0; i < TRAITS; i++)
		tell_trait(diff, i, old, new);
}

static void tell_sender(struct diff *diff, int old, int new)
{
	const struct canon *a = diff->side[0].canon, *b = diff->side[1].canon;
	struct difference *told = tell(diff, ASPECT_SENDER, b, &b->item[new]);

	snprintf(told->old, sizeof(told->old), "%s", a->item[old].who);
	snprintf(told->new, sizeof(told->new), "%s", b->item[new].who);
	told->who[0] = '\0';
	tell_traits(diff, &a->item[old], &b->item[new]);
}

/* How two leftovers, one of each side, may belong together: the closest first. */
enum kinship {
	MOVED,     /* the same in another place */
	TURNED,    /* another at the same place */
	MOVED_TOO, /* another in another place */
	ELSEWHERE, /* a RST of another host */
	KINSHIPS
};

static bool is_kin(enum kinship kinship, const struct canon_item *a, const struct canon_item *b)
{
	bool same_name = a->witness == b->witness && strcmp(a->name, b->name) == 0;
	bool same_who = strcmp(a->who, b->who) == 0;

	switch (kinship) {
	case MOVED:
		return same_name && same_who && a->stream == b->stream && canon_same_traits(a, b);
	case TURNED:
		return same_name && same_who && a->stream == b->stream && a->chapter == b->chapter;
	case MOVED_TOO:
		return same_name && same_who;
	case ELSEWHERE:
		return same_name && a->witness == WIRE && strcmp(a->name, "RST") == 0;
	case KINSHIPS:
		break;
	}
	return false;
}

static void tell_kin(struct diff *diff, enum kinship kinship, int old, int new)
{
	const struct canon_item *a = &diff->side[0].canon->item[old];
	const struct canon_item *b = &diff->side[1].canon->item[new];

	switch (kinship) {
	case MOVED:
		tell_order(diff, old, new);
		break;
	case TURNED:
		tell_traits(diff, a, b);
		break;
	case MOVED_TOO:
		tell_traits(diff, a, b);
		if (a->chapter != b->chapter)
			tell_order(diff, old, new);
		break;
	case ELSEWHERE:
		tell_sender(diff, old, new);
		break;
	case KINSHIPS:
		break;
	}
}

static void pair_leftovers(struct diff *diff, enum kinship kinship)
{
	struct canon_side *old = &diff->side[0], *new = &diff->side[1];

	for (int i = 0; i < old->canon->count; i++)
		for (int k = 0; k < new->canon->count && !old->done[i]; k++) {
			if (new->done[k] ||
			    !is_kin(kinship, &old->canon->item[i], &new->canon->item[k]))
				continue;
			old->done[i] = new->done[k] = true;
			tell_kin(diff, kinship, i, k);
		}
}

/* How many such there are at that place. */
static int count_alike(const struct canon *canon, const struct canon_item *item)
{
	int count = 0;

	for (int i = 0; i < canon->count; i++) {
		const struct canon_item *other = &canon->item[i];
		count += canon_same_strand(other, item) && other->chapter == item->chapter &&
			 other->stream == item->stream && strcmp(other->name, item->name) == 0;
	}
	return count;
}

/* An item that has nothing opposite. */
static void tell_alone(struct diff *diff, const struct canon_side *side,
		       const struct canon_item *item)
{
	static const enum aspect aspects[WITNESS_COUNT] = {
		[WIRE] = ASPECT_PACKETS,
		[SOCKET] = ASPECT_CALLS,
		[COUNTER] = ASPECT_COUNTER,
		[REASON] = ASPECT_EVENTS,
	};
	bool is_counted = item->trait[TRAIT_COUNT][0] != '\0';
	const char *none = item->witness == COUNTER ? "+0" : "0";
	struct difference *told = tell(diff, aspects[item->witness], side->canon, item);

	if (item->witness == SOCKET && is_counted)
		told->aspect = ASPECT_SOCKETS;
	canon_text(item, told->what, sizeof(told->what));
	if (is_counted) {
		snprintf(told->what, sizeof(told->what), "%s", item->name);
		snprintf(told->old, sizeof(told->old), "%s",
			 side == &diff->side[0] ? item->trait[TRAIT_COUNT] : none);
		snprintf(told->new, sizeof(told->new), "%s",
			 side == &diff->side[1] ? item->trait[TRAIT_COUNT] : none);
		return;
	}
	snprintf(told->old, sizeof(told->old), "%d", count_alike(diff->side[0].canon, item));
	snprintf(told->new, sizeof(told->new), "%d", count_alike(diff->side[1].canon, item));
}

static void tell_alones(struct diff *diff, struct canon_side *side)
{
	for (int i = 0; i < side->canon->count; i++) {
		const struct canon_item *item = &side->canon->item[i];
		if (side->done[i])
			continue;
		tell_alone(diff, side, item);
		for (int k = i; k < side->canon->count; k++) {
			const struct canon_item *other = &side->canon->item[k];
			side->done[k] |= canon_same_strand(other, item) &&
					 other->chapter == item->chapter &&
					 other->stream == item->stream &&
					 strcmp(other->name, item->name) == 0;
		}
	}
}

/* ---- What a kernel can tell ---------------------------------------------------------------------
 */

static void tell_abilities(struct diff *diff)
{
	for (enum sight i = 0; i < SIGHTS; i++) {
		bool had = diff->side[0].canon->has[i], has = diff->side[1].canon->has[i];
		if (had == has)
			continue;
		struct difference *told = differences_add(diff->list, ASPECT_ABILITY);
		if (!told) {
			diff->failed = true;
			return;
		}
		told->witness = REASON;
		told->is_general = true;
		told->gained = has;
		told->lost = had;
		snprintf(told->what, sizeof(told->what), "%s", sight_name[i]);
		snprintf(told->old, sizeof(told->old), "%s", had ? "told" : "not told");
		snprintf(told->new, sizeof(told->new), "%s", has ? "told" : "not told");
	}
}

/* What only one of the two could have told is not asked for. */
static void pass_over_silence(struct diff *diff)
{
	const struct canon *old = diff->side[0].canon, *new = diff->side[1].canon;

	for (int s = 0; s < 2; s++)
		for (int i = 0; i < diff->side[s].canon->count; i++) {
			const struct canon_item *item = &diff->side[s].canon->item[i];
			if (item->witness != REASON)
				continue;
			diff->side[s].done[i] = item->is_exhaustive
							? !canon_tells(old, item->who) ||
								  !canon_tells(new, item->who)
							: !old->is_traced || !new->is_traced;
		}
}

int canon_diff(const struct canon *old, const struct canon *new, struct differences *ret)
{
	struct diff diff = {
		.side = { { old, calloc((size_t)old->count + 1, sizeof(bool)) },
			  { new, calloc((size_t) new->count + 1, sizeof(bool)) } },
		.list = ret,
	};

	diff.failed = !diff.side[0].done || !diff.side[1].done;
	if (!diff.failed) {
		tell_abilities(&diff);
		pass_over_silence(&diff);
		diff.failed = canon_match(&diff.side[0], &diff.side[1]) < 0;
	}
	for (enum kinship i = 0; i < KINSHIPS && !diff.failed; i++)
		pair_leftovers(&diff, i);
	for (int s = 0; s < 2 && !diff.failed; s++)
		tell_alones(&diff, &diff.side[s]);
	free(diff.side[0].done);
	free(diff.side[1].done);
	return diff.failed ? -ENOMEM : 0;
}
