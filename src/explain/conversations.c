/* SPDX-License-Identifier: GPL-2.0-only */
#include "conversations.h"

#include "places.h"
#include "twin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	BUCKETS_MIN = 1024,
	OVER_MAX = 4096, /* connections that are over, and kept for what still comes */
};

/* The oldest was heard of longest ago. */
struct queue {
	struct conversation *oldest, *youngest;
	uint64_t count;
};

struct conversations {
	struct conversation **bucket;
	unsigned buckets; /* a power of two */
	struct queue open, over;
	struct conversation *spare; /* by next_in_bucket */
	struct places places;
	bool has_ack;    /* there was a segment with ACK, and nothing else */
	int64_t twin_ns; /* when anything was seen a second time */
	uint64_t limit, at;
	struct rst *noted; /* of the packet that was added last; NULL: it was none, or an echo */
	void (*told)(void *arg, const struct conversation *);
	void *arg;
	struct conversation_totals totals;
};

/* ---- Where they are -----------------------------------------------------------------------------
 */

static unsigned hash_of(const struct decoded *packet)
{
	return (unsigned)endpoints_hash(&packet->src, &packet->dst, packet->tunnel_ids);
}

static void queue_add(struct queue *queue, struct conversation *conversation)
{
	conversation->younger = NULL;
	conversation->older = queue->youngest;
	if (queue->youngest)
		queue->youngest->younger = conversation;
	else
		queue->oldest = conversation;
	queue->youngest = conversation;
	queue->count++;
}

static void queue_remove(struct queue *queue, struct conversation *conversation)
{
	if (conversation->older)
		conversation->older->younger = conversation->younger;
	else
		queue->oldest = conversation->younger;
	if (conversation->younger)
		conversation->younger->older = conversation->older;
	else
		queue->youngest = conversation->older;
	queue->count--;
}

static struct queue *queue_of(struct conversations *all, const struct conversation *conversation)
{
	return conversation->is_over ? &all->over : &all->open;
}

static struct conversation **bucket_of(struct conversations *all, unsigned hash)
{
	return &all->bucket[hash & (all->buckets - 1)];
}

/* Twice the buckets; where there is no memory for them, it is slower. */
static void grow(struct conversations *all)
{
	struct conversations more = { .buckets = all->buckets * 2 };

	more.bucket = calloc(more.buckets, sizeof(struct conversation *));
	if (!more.bucket)
		return;
	for (unsigned i = 0; i < all->buckets; i++)
		for (struct conversation *each = all->bucket[i], *next; each; each = next) {
			struct conversation **bucket = bucket_of(&more, each->hash);
			next = each->next_in_bucket;
			each->next_in_bucket = *bucket;
			*bucket = each;
		}
	free(all->bucket);
	all->bucket = more.bucket;
	all->buckets = more.buckets;
}

static struct conversation *find(struct conversations *all, const struct decoded *packet,
				 unsigned hash, int *ret_side)
{
	struct conversation *each = *bucket_of(all, hash);

	for (; each; each = each->next_in_bucket) {
		if (each->hash != hash || each->tunnel_ids != packet->tunnel_ids)
			continue;
		*ret_side = track_side_of(&each->track, packet);
		if (*ret_side >= 0)
			return each;
	}
	return NULL;
}

static struct conversation *take_spare(struct conversations *all)
{
	struct conversation *conversation = all->spare;

	if (!conversation)
		return calloc(1, sizeof(*conversation));
	all->spare = conversation->next_in_bucket;
	*conversation = (struct conversation){ 0 };
	return conversation;
}

/* When was something captured last where @reset would be a second time? */
static int64_t others_until(const struct conversations *all, const struct rst *reset)
{
	const struct points_side *side = &reset->track.points.side[reset->segment.from];
	int at = points_at(&reset->track.points, reset->segment.from, reset->segment.place);

	return at < 0 ? all->twin_ns : places_last(&all->places, side->place[!at]);
}

static void tell_and_forget(struct conversations *all, struct conversation *conversation)
{
	struct conversation **at = bucket_of(all, conversation->hash);

	all->noted = NULL;
	for (int i = 0; i < conversation->reset_count; i++) {
		conversation->reset[i]->others_ns = others_until(all, conversation->reset[i]);
		conversation->reset[i]->is_filtered = !all->has_ack;
	}
	if (conversation->reset_count)
		all->told(all->arg, conversation);
	while (*at != conversation)
		at = &(*at)->next_in_bucket;
	*at = conversation->next_in_bucket;
	queue_remove(queue_of(all, conversation), conversation);
	for (int i = 0; i < conversation->reset_count; i++)
		free(conversation->reset[i]);
	conversation->next_in_bucket = all->spare;
	all->spare = conversation;
}

static struct conversation *begin(struct conversations *all, const struct decoded *packet,
				  unsigned hash)
{
	struct conversation *conversation, **bucket;

	if (all->open.count == all->limit) {
		all->totals.forgotten++;
		tell_and_forget(all, all->open.oldest);
	}
	conversation = take_spare(all);
	if (!conversation)
		return NULL;
	if (all->open.count + all->over.count >= all->buckets)
		grow(all);
	conversation->hash = hash;
	conversation->tunnel_ids = packet->tunnel_ids;
	conversation->number = all->totals.connections++;
	track_begin(&conversation->track, packet);
	bucket = bucket_of(all, hash);
	conversation->next_in_bucket = *bucket;
	*bucket = conversation;
	queue_add(&all->open, conversation);
	return conversation;
}

/* ---- What happens in them -----------------------------------------------------------------------
 */

/* A RST of the same kind by the same sender: what was still under way is answered too. */
static bool is_echo(const struct rst *rst, const struct track_segment *segment)
{
	const struct track_segment *first = &rst->segment;

	return first->from == segment->from && first->flags == segment->flags &&
	       first->ttl == segment->ttl;
}

static int note_reset(struct conversations *all, struct conversation *conversation,
		      const struct decoded *packet, const struct track_segment *segment)
{
	struct track_side *own;
	struct rst *reset;

	all->totals.resets++;
	for (int i = 0; i < conversation->reset_count && segment->frame != all->at; i++)
		if (is_echo(conversation->reset[i], segment)) {
			conversation->reset[i]->echoes++;
			return 0;
		}
	if (conversation->reset_count == CONVERSATION_RESETS && segment->frame != all->at)
		return 0;
	if (conversation->reset_count == CONVERSATION_RESETS)
		free(conversation->reset[--conversation->reset_count]);
	reset = malloc(sizeof(*reset));
	if (!reset)
		return -ENOMEM;
	*reset = (struct rst){ .track = conversation->track,
			       .segment = *segment,
			       .packet = *packet };
	/* A TTL is compared with those of the same place. */
	own = &reset->track.side[segment->from];
	own->ttl = points_ttl(&reset->track.points, segment->from, segment->place, own->ttl);
	all->totals.reset += conversation->reset_count == 0;
	conversation->reset[conversation->reset_count++] = reset;
	all->noted = reset;
	return 0;
}

/* Both ends have sent a FIN, and had it acknowledged. */
static bool is_closed(const struct track *track)
{
	const struct track_side *side = track->side;

	return side[0].has_fin && side[1].has_fin && side[0].has_ack && side[1].has_ack &&
	       side[0].ack == side[1].fin && side[1].ack == side[0].fin;
}

/* New bytes after the RST, and more than a round trip after it, which must be known: whom it went
 * to did not obey. */
static void note_ignored(struct conversation *conversation, const struct track_segment *segment)
{
	for (int i = 0; i < conversation->reset_count; i++) {
		struct rst *reset = conversation->reset[i];
		/* Who begins anew does not go on. */
		reset->is_over |= segment->kind == SEGMENT_SYN;
		if (reset->is_over || segment->kind == SEGMENT_RST || segment->is_resent ||
		    !reset->track.rtt_ns)
			continue;
		if (segment->time_ns - reset->segment.time_ns <= reset->track.rtt_ns)
			continue;
		reset->receiver_went_on |= segment->from != reset->segment.from;
		reset->sender_went_on |= segment->from == reset->segment.from;
	}
}

/* What was seen before a RST may be seen a second time after it. */
static void note_twin(struct conversation *conversation, const struct track_segment *first,
		      const struct track_segment *twin)
{
	for (int i = 0; i < conversation->reset_count; i++) {
		struct rst *reset = conversation->reset[i];
		if (reset->segment.frame == first->frame && !twin_is_elsewhere(first, twin))
			reset->segment.is_again = true;
		else if (reset->segment.frame == first->frame)
			reset->twin_frame = twin->frame;
		else if (first->frame < reset->segment.frame)
			twin_note(&reset->track, first, twin);
	}
}

static int add(struct conversations *all, struct conversation *conversation, int side,
	       const struct decoded *packet, uint64_t frame, int64_t time_ns)
{
	struct track_segment segment, first;
	int err = 0;

	if (!track_read(&conversation->track, side, packet, frame, time_ns, &segment, &first)) {
		all->twin_ns = time_ns;
		note_twin(conversation, &first, &segment);
		return 0;
	}
	all->has_ack |= segment.kind == SEGMENT_ACK || segment.kind == SEGMENT_PROBE;
	if (segment.kind == SEGMENT_RST)
		err = note_reset(all, conversation, packet, &segment);
	else
		note_ignored(conversation, &segment);
	track_add(&conversation->track, packet, &segment);
	queue_remove(queue_of(all, conversation), conversation);
	if (!conversation->reset_count)
		conversation->is_closed = is_closed(&conversation->track);
	conversation->is_over = conversation->reset_count || conversation->is_closed;
	queue_add(queue_of(all, conversation), conversation);
	if (all->over.count > OVER_MAX)
		tell_and_forget(all, all->over.oldest);
	return err;
}

int conversations_add(struct conversations *all, const struct decoded *packet, uint64_t frame,
		      int64_t time_ns)
{
	unsigned hash;
	int side = 0;

	all->noted = NULL;
	all->totals.packets++;
	all->totals.fragments += packet->is_fragment;
	places_note(&all->places, packet->place, time_ns);
	if (packet->protocol != PROTO_TCP)
		return 0;
	all->totals.tcp++;
	hash = hash_of(packet);
	struct conversation *conversation = find(all, packet, hash, &side);
	if (conversation && track_is_new(&conversation->track, side, packet)) {
		tell_and_forget(all, conversation);
		conversation = NULL;
	}
	if (!conversation) {
		side = 0;
		conversation = begin(all, packet, hash);
	}
	return conversation ? add(all, conversation, side, packet, frame, time_ns) : -ENOMEM;
}

void conversations_payload(struct conversations *all, const uint8_t *bytes, size_t size)
{
	if (!all->noted)
		return;
	all->noted->payload_size = (uint8_t)(size < RST_PAYLOAD ? size : RST_PAYLOAD);
	memcpy(all->noted->payload, bytes, all->noted->payload_size);
}

/* ---- All of them --------------------------------------------------------------------------------
 */

struct conversations *conversations_open(uint64_t limit, uint64_t at,
					 void (*told)(void *arg, const struct conversation *),
					 void *arg)
{
	struct conversations *all = calloc(1, sizeof(*all));

	if (!all)
		return NULL;
	*all = (struct conversations){
		.buckets = BUCKETS_MIN, .limit = limit, .at = at, .told = told, .arg = arg
	};
	all->bucket = calloc(all->buckets, sizeof(struct conversation *));
	if (all->bucket)
		return all;
	free(all);
	return NULL;
}

void conversations_end(struct conversations *all)
{
	while (all->over.oldest)
		tell_and_forget(all, all->over.oldest);
	while (all->open.oldest)
		tell_and_forget(all, all->open.oldest);
}

const struct conversation_totals *conversations_totals(const struct conversations *all)
{
	return &all->totals;
}

static void nothing(void *arg, const struct conversation *conversation)
{
	(void)arg;
	(void)conversation;
}

void conversations_close(struct conversations *all)
{
	if (!all)
		return;
	all->told = nothing;
	conversations_end(all);
	for (struct conversation *each = all->spare, *next; each; each = next) {
		next = each->next_in_bucket;
		free(each);
	}
	free(all->bucket);
	free(all);
}
