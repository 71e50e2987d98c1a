/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_waiting.h"

#include "rst_reason.h"

#include <stdlib.h>
#include <string.h>

enum {
	NONE = -1,
	NEAR_MAX = 64,  /* RSTs to search for the same one with another address */
	PORT_MAX = 256, /* RSTs of one port to search for one without a peer */
};

/* A neighbour is solicited three times, a second apart (neigh/default/ucast_solicit). */
#define LATE_NS INT64_C(3500000000)

/* ---- Where they are -----------------------------------------------------------------------------
 */

void waitings_begin(struct waitings *all)
{
	for (int i = 0; i < WAITING_ROOM; i++)
		all->bucket[i] = NONE;
	for (int i = 0; i < WAITING_PORTS; i++)
		all->port[i] = NONE;
}

static int bucket_of(const struct endpoint *src, const struct endpoint *dst)
{
	return (int)(endpoints_hash(src, dst, 0) % WAITING_ROOM);
}

/* The oldest RST from @src to @dst that @test accepts; NULL: none. */
static struct waiting *find(struct waitings *all, const struct endpoint *src,
			    const struct endpoint *dst,
			    bool (*test)(const struct waiting *, const void *), const void *arg)
{
	struct waiting *found = NULL;

	for (int at = all->bucket[bucket_of(src, dst)]; at != NONE; at = all->waiting[at].next) {
		struct waiting *each = &all->waiting[at];
		if (!each->is_spent && endpoint_equal(&each->src, src) &&
		    endpoint_equal(&each->dst, dst) && test(each, arg))
			found = each;
	}
	return found;
}

static void put_into_bucket(struct waitings *all, struct waiting *waiting)
{
	waiting->bucket = bucket_of(&waiting->src, &waiting->dst);
	waiting->next = all->bucket[waiting->bucket];
	all->bucket[waiting->bucket] = (int)(waiting - all->waiting);
}

static int port_of(const struct endpoint *src)
{
	return src->port % WAITING_PORTS;
}

/* Drops the oldest: it is the last one in the list of the port it was added under. */
static void drop_from_port(struct waitings *all, const struct waiting *waiting)
{
	int *at = &all->port[waiting->port];

	while (&all->waiting[*at] != waiting)
		at = &all->waiting[*at].next_of_port;
	*at = NONE;
}

static void take_from_bucket(struct waitings *all, const struct waiting *waiting)
{
	int *at = &all->bucket[waiting->bucket];

	while (&all->waiting[*at] != waiting)
		at = &all->waiting[*at].next;
	*at = waiting->next;
}

struct waiting *waitings_add(struct waitings *all, const struct endpoint *src,
			     const struct endpoint *dst, int64_t time_ns)
{
	struct waiting *waiting = &all->waiting[all->last++ % WAITING_ROOM];

	*waiting = (struct waiting){ .src = *src, .dst = *dst, .begin_ns = time_ns };
	put_into_bucket(all, waiting);
	waiting->port = port_of(src);
	waiting->next_of_port = all->port[waiting->port];
	all->port[waiting->port] = (int)(waiting - all->waiting);
	return waiting;
}

struct waiting *waitings_oldest(struct waitings *all)
{
	return all->first == all->last ? NULL : &all->waiting[all->first % WAITING_ROOM];
}

void waitings_drop_oldest(struct waitings *all)
{
	struct waiting *oldest = &all->waiting[all->first++ % WAITING_ROOM];

	take_from_bucket(all, oldest);
	drop_from_port(all, oldest);
}

/* ---- Which of them ------------------------------------------------------------------------------
 */

/* Loopback traffic never leaves its namespace, so it is not seen in another. */
static bool is_foreign(const struct heard_word *word, const struct heard_packet *packet)
{
	return word->netns && packet->netns && word->netns != packet->netns &&
	       address_is_loopback(&packet->packet.src.addr);
}

/* Can the sender's word be about that packet? A receiver's word can be about any. */
static bool is_of(const struct heard_word *word, const struct heard_packet *packet)
{
	if (is_foreign(word, packet))
		return false;
	if (word->by_firewall)
		return true;
	return !word->sent ||
	       rst_way_fits(rst_reason_way(word->reason), packet->packet.flags, packet->packet.seq);
}

static bool lacks_word(const struct waiting *waiting, const void *arg)
{
	const struct heard_word *word = arg;

	return !waiting->has_word[word->sent ? SENDER : RECEIVER] &&
	       (!waiting->has_packet || is_of(word, &waiting->packet));
}

/* If only the receiver has spoken, this may or may not be the RST of a listener that names no peer:
 * its packet tells. */
static bool is_seen_without_word(const struct waiting *waiting, const void *arg)
{
	return waiting->has_packet && lacks_word(waiting, arg);
}

static bool lacks_packet(const struct waiting *waiting, const void *arg)
{
	return !waiting->has_packet &&
	       (!waiting->has_word[SENDER] || is_of(&waiting->word[SENDER], arg));
}

/* A listener names no peer, and one bound to any address no address of its own: finds the oldest
 * RST of its port that it can be. @test: as in find(). */
static struct waiting *find_nameless(struct waitings *all, const struct endpoint *local,
				     bool (*test)(const struct waiting *, const void *),
				     const void *arg)
{
	struct waiting *found = NULL;
	int left = PORT_MAX;

	for (int at = all->port[port_of(local)]; at != NONE && left > 0;
	     at = all->waiting[at].next_of_port, left--) {
		struct waiting *each = &all->waiting[at];
		bool any = IN6_IS_ADDR_UNSPECIFIED(&each->src.addr) ||
			   IN6_IS_ADDR_UNSPECIFIED(&local->addr);
		if (!each->is_spent && each->src.port == local->port && test(each, arg) &&
		    (any || memcmp(&each->src.addr, &local->addr, sizeof(local->addr)) == 0))
			found = each;
	}
	return found;
}

struct waiting *waiting_of_word(struct waitings *all, const struct heard_word *word)
{
	if (!word->sent)
		return find(all, &word->remote, &word->local, lacks_word, word);
	if (endpoint_is_none(&word->remote))
		return find_nameless(all, &word->local, is_seen_without_word, word);
	return find(all, &word->local, &word->remote, lacks_word, word);
}

static uint32_t place_of(const struct heard_packet *packet)
{
	uint32_t place = (packet->leaves ? 5381 : 33) + 7919 * packet->place;

	for (const char *at = packet->ifname; *at; at++)
		place = place * 33 + (unsigned char)*at;
	return place;
}

/* The same RST, seen at another place. */
static bool is_copy(const struct waiting *waiting, const void *arg)
{
	const struct heard_packet *packet = arg;
	const struct decoded *one = &waiting->packet.packet, *other = &packet->packet;
	uint32_t place = place_of(packet);

	if (!waiting->has_packet || one->seq != other->seq || one->ack != other->ack ||
	    one->flags != other->flags)
		return false;
	for (int i = 0; i < waiting->places; i++)
		if (waiting->place[i] == place)
			return false;
	return true;
}

void waiting_rename(struct waitings *all, struct waiting *waiting, const struct endpoint *src,
		    const struct endpoint *dst)
{
	take_from_bucket(all, waiting);
	waiting->src = *src;
	waiting->dst = *dst;
	put_into_bucket(all, waiting);
}

static bool is_without_peer(const struct waiting *waiting, const void *arg)
{
	return endpoint_is_none(&waiting->dst) && lacks_packet(waiting, arg);
}

/* The receiver of @to spoke before its packet came; @nameless has the sender's word. */
static struct waiting *give_word(struct waiting *nameless, struct waiting *to)
{
	to->word[SENDER] = nameless->word[SENDER];
	to->has_word[SENDER] = nameless->has_word[SENDER];
	nameless->is_spent = true;
	nameless->told[SENDER] = nameless->told[RECEIVER] = true;
	return to;
}

struct waiting *waiting_of_packet(struct waitings *all, const struct heard_packet *packet)
{
	const struct endpoint *src = &packet->packet.src, *dst = &packet->packet.dst;
	struct waiting *waiting = find(all, src, dst, is_copy, packet);

	if (!waiting)
		waiting = find(all, src, dst, lacks_packet, packet);
	if (waiting && (waiting->has_packet || waiting->has_word[SENDER]))
		return waiting;
	struct waiting *nameless = find_nameless(all, src, is_without_peer, packet);
	if (!nameless)
		return waiting;
	if (waiting)
		return give_word(nameless, waiting);
	/* Now its peer is known. */
	waiting_rename(all, nameless, src, dst);
	return nameless;
}

static bool has_words(const struct waiting *waiting)
{
	return waiting->has_word[SENDER] || waiting->has_word[RECEIVER];
}

static bool shares_end(const struct waiting *one, const struct waiting *other)
{
	return endpoint_equal(&one->src, &other->src) || endpoint_equal(&one->dst, &other->dst);
}

static bool is_same_segment(const struct waiting *one, const struct waiting *other)
{
	const struct decoded *a = &one->packet.packet, *b = &other->packet.packet;

	return one->has_packet && other->has_packet && a->seq == b->seq && a->ack == b->ack &&
	       a->flags == b->flags;
}

/* Nobody here has sent it. */
static bool is_not_from_here(const struct waiting *waiting)
{
	return !waiting->has_word[SENDER] || waiting->word[SENDER].where == WHERE_ELSE;
}

/* The same segment came in as one and left as the other, by different addresses. */
static bool is_way_through(const struct waiting *one, const struct waiting *other)
{
	return is_same_segment(one, other) && is_not_from_here(one) && is_not_from_here(other) &&
	       one->came == other->left && one->left == other->came && one->came != one->left;
}

/* This host's TCP sent it, and it left with another address. */
static bool is_word_and_packet(const struct waiting *word, const struct waiting *packet)
{
	return word->has_word[SENDER] && !word->has_packet && packet->has_packet &&
	       !has_words(packet) && packet->packet.leaves &&
	       is_of(&word->word[SENDER], &packet->packet);
}

/* A listener of this host was handed traffic for another address (TPROXY, REDIRECT) and answered in
 * that address' name, while the kernel tells of the listener. The word comes right before the RST
 * leaves; the margin is for the two clocks. */
static bool is_in_anothers_name(const struct waiting *word, const struct waiting *packet)
{
	enum { NEAR_NS = 10000000 };

	return endpoint_is_none(&word->dst) && word->has_word[SENDER] && !word->has_packet &&
	       packet->has_packet && !packet->has_word[SENDER] && packet->packet.leaves &&
	       !(packet->packet.packet.flags & ACK) &&
	       is_of(&word->word[SENDER], &packet->packet) &&
	       llabs(packet->begin_ns - word->begin_ns) < NEAR_NS;
}

struct waiting *waiting_in_anothers_name(struct waitings *all)
{
	const struct waiting *one = waitings_oldest(all);

	for (uint64_t i = all->first + 1; i < all->last && i < all->first + NEAR_MAX; i++) {
		struct waiting *other = &all->waiting[i % WAITING_ROOM];
		if (!other->told[SENDER] && !other->told[RECEIVER] &&
		    (is_in_anothers_name(one, other) || is_in_anothers_name(other, one)))
			return other;
	}
	return NULL;
}

struct waiting *waiting_translated(struct waitings *all)
{
	const struct waiting *one = waitings_oldest(all);

	for (uint64_t i = all->first + 1; i < all->last && i < all->first + NEAR_MAX; i++) {
		struct waiting *other = &all->waiting[i % WAITING_ROOM];
		if (other->told[SENDER] || other->told[RECEIVER] || !shares_end(one, other))
			continue;
		if (is_way_through(one, other) || is_word_and_packet(one, other) ||
		    is_word_and_packet(other, one))
			return other;
	}
	return NULL;
}

bool waiting_was_told(const struct waitings *all)
{
	enum { BACK = 1024 };
	const struct waiting *one = &all->waiting[all->first % WAITING_ROOM];
	uint64_t until = all->last < all->first + NEAR_MAX ? all->last : all->first + NEAR_MAX;

	for (uint64_t i = all->first > BACK ? all->first - BACK : 0; i < until; i++) {
		const struct waiting *other = &all->waiting[i % WAITING_ROOM];
		if (other == one || !(other->told[SENDER] || other->told[RECEIVER]) ||
		    one->begin_ns - other->begin_ns > LATE_NS || !shares_end(one, other))
			continue;
		if (is_same_segment(one, other))
			return true;
		if (other->has_word[SENDER] && !other->has_packet &&
		    is_of(&other->word[SENDER], &one->packet))
			return true;
	}
	return false;
}

bool waiting_see(struct waiting *waiting, const struct heard_packet *packet)
{
	bool is_first = !waiting->has_packet;

	if (is_first)
		waiting->packet = *packet;
	waiting->has_packet = true;
	if (waiting->places < WAITING_PLACES)
		waiting->place[waiting->places++] = place_of(packet);
	waiting->came |= !packet->leaves;
	waiting->left |= packet->leaves;
	return is_first;
}
