/* SPDX-License-Identifier: GPL-2.0-only */
#include "wire.h"

#include "wire_streams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	BUCKETS = 4096,
	NONE = -1,
	STEPS_MAX = 2 * ENDS_MAX, /* sightings of one packet on its way */
};

/* Sightings by key, each bucket in capture order. */
struct pool {
	int head[BUCKETS], tail[BUCKETS];
	int next[PACKETS_MAX];
};

struct reader {
	const struct evidence *ev;
	int count;
	struct sighting *sighting;
	struct pool pool;
};

static const uint64_t hash_seed = 0xcbf29ce484222325; /* FNV-1a */

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

/* All that the link carries, but what a switch or router changes on the way: TTL and checksum. */
static uint64_t frame_key(const uint8_t *frame, size_t size, const struct decoded *packet)
{
	bool ipv4 = size >= packet->network + 20U && frame[packet->network] >> 4 == 4;
	bool ipv6 = size >= packet->network + 40U && frame[packet->network] >> 4 == 6;
	uint64_t hash = hash_seed;

	for (size_t i = packet->network; i < size; i++) {
		size_t at = i - packet->network;

		if ((ipv4 && (at == 8 || at == 10 || at == 11)) || (ipv6 && at == 7))
			continue;
		hash = hash_bytes(hash, frame + i, 1);
	}
	return hash;
}

static uint64_t forward_key(const uint8_t *frame, size_t size, const struct decoded *tcp)
{
	uint32_t numbers[] = { tcp->seq, tcp->ack, tcp->len, tcp->flags };
	uint64_t hash = hash_bytes(hash_seed, numbers, sizeof(numbers));
	size_t captured = size - tcp->payload; /* may end in padding */

	return hash_bytes(hash, frame + tcp->payload, captured < tcp->len ? captured : tcp->len);
}

static void sighting_read(const struct evidence *ev, int index, struct sighting *ret)
{
	const struct packet *packet = &ev->packet[index];
	const uint8_t *frame = ev->frames + packet->frame;
	*ret = (struct sighting){ .from = NONE, .segment = NONE };
	if (packet->end < 0 || packet->end >= ev->end_count || packet->end >= ENDS_MAX)
		return;

	int host = ev->end[packet->end].host;

	if (host < 0 || host >= ev->host_count ||
	    packet->frame > (uint32_t)(FRAMES_MAX - packet->caplen))
		return;
	packet_decode(frame, packet->caplen, &ret->packet);
	ret->known = ret->packet.protocol != PROTO_FENCE;
	ret->frame_key = frame_key(frame, packet->caplen, &ret->packet);
	ret->forward_key = ret->packet.protocol == PROTO_TCP
				   ? forward_key(frame, packet->caplen, &ret->packet)
				   : ret->frame_key;
}

static void pool_clear(struct pool *pool)
{
	for (int i = 0; i < BUCKETS; i++)
		pool->head[i] = pool->tail[i] = NONE;
}

static void pool_add(struct pool *pool, uint64_t key, int index)
{
	size_t bucket = key % BUCKETS;

	pool->next[index] = NONE;
	if (pool->tail[bucket] == NONE)
		pool->head[bucket] = index;
	else
		pool->next[pool->tail[bucket]] = index;
	pool->tail[bucket] = index;
}

/* Takes out what follows @previous, or what stands first if that is NONE. */
static void pool_remove(struct pool *pool, uint64_t key, int previous)
{
	size_t bucket = key % BUCKETS;
	int *link = previous == NONE ? &pool->head[bucket] : &pool->next[previous];

	if (pool->tail[bucket] == *link)
		pool->tail[bucket] = previous;
	*link = pool->next[*link];
}

static int end_of(const struct reader *reader, int index)
{
	return reader->ev->packet[index].end;
}

static int host_of(const struct reader *reader, int index)
{
	return reader->ev->end[end_of(reader, index)].host;
}

/* Was @sent sent when @received had come? Reports of MLD are the same bytes each time (RFC 3810),
 * and the first may have left before the capture of its sender began. */
static bool came_too_late(const struct reader *reader, int sent, int received)
{
	return reader->sighting[sent].packet.protocol != PROTO_TCP &&
	       reader->ev->packet[sent].time_ns > reader->ev->packet[received].time_ns;
}

/* Each received frame is the earliest equal one sent at the other end that none has claimed. */
static void links_pair(struct reader *reader)
{
	struct pool *pool = &reader->pool;

	pool_clear(pool);
	for (int i = 0; i < reader->count; i++)
		if (reader->sighting[i].known && reader->ev->packet[i].sent)
			pool_add(pool, reader->sighting[i].frame_key, i);

	for (int i = 0; i < reader->count; i++) {
		struct sighting *received = &reader->sighting[i];
		uint64_t key = received->frame_key;

		if (!received->known || reader->ev->packet[i].sent)
			continue;
		for (int sent = pool->head[key % BUCKETS], previous = NONE; sent != NONE;
		     previous = sent, sent = pool->next[sent]) {
			if (reader->sighting[sent].frame_key != key ||
			    end_of(reader, sent) != (end_of(reader, i) ^ 1) ||
			    came_too_late(reader, sent, i))
				continue;
			received->from = sent;
			pool_remove(pool, key, previous);
			break;
		}
	}
}

/* Would @sent come from itself, or from further than any topology reaches, if it came from
 * @received? */
static bool runs_in_circles(const struct reader *reader, int received, int sent)
{
	int steps = 0;

	for (int at = received; at != NONE; at = reader->sighting[at].from)
		if (at == sent || ++steps > STEPS_MAX)
			return true;
	return false;
}

/* What leaves by the link that it came by, and not to who said it, is meant for a third. */
static bool goes_on(const struct reader *reader, int received, int sent)
{
	const struct in6_addr *from = &reader->sighting[received].packet.src.addr;
	const struct in6_addr *to = &reader->sighting[sent].packet.dst.addr;

	return end_of(reader, received) != end_of(reader, sent) ||
	       memcmp(from, to, sizeof(*from)) != 0;
}

static bool may_have_forwarded(const struct reader *reader, int received, int sent)
{
	const struct sighting *in = &reader->sighting[received], *out = &reader->sighting[sent];

	return in->forward_key == out->forward_key &&
	       host_of(reader, received) == host_of(reader, sent) &&
	       goes_on(reader, received, sent) && !(in->left_by & 1U << end_of(reader, sent)) &&
	       !runs_in_circles(reader, received, sent);
}

/* Of what the host has received, what it forwarded as @sent: the same packet, if there is one, and
 * not another that was translated into it. Else the one whose time stamp and IP identification
 * survived: of a segment and its retransmission one may have been dropped. */
static int forwarded_from(const struct reader *reader, int sent)
{
	const struct sighting *out = &reader->sighting[sent];
	int first = NONE, akin = NONE;

	for (int i = reader->pool.head[out->forward_key % BUCKETS]; i != NONE;
	     i = reader->pool.next[i]) {
		const struct sighting *in = &reader->sighting[i];
		if (!may_have_forwarded(reader, i, sent))
			continue;
		if (in->frame_key == out->frame_key)
			return i;
		if (akin == NONE && in->packet.ts_val == out->packet.ts_val &&
		    in->packet.ip_id == out->packet.ip_id)
			akin = i;
		if (first == NONE)
			first = i;
	}
	return akin != NONE ? akin : first;
}

/* A switch may send one frame out of several ends. */
static void hosts_pair(struct reader *reader)
{
	pool_clear(&reader->pool);
	for (int i = 0; i < reader->count; i++)
		if (reader->sighting[i].known && !reader->ev->packet[i].sent &&
		    reader->ev->host[host_of(reader, i)].forwards)
			pool_add(&reader->pool, reader->sighting[i].forward_key, i);

	for (int i = 0; i < reader->count; i++) {
		if (!reader->sighting[i].known || !reader->ev->packet[i].sent)
			continue;
		int from = forwarded_from(reader, i);
		if (from == NONE)
			continue;
		reader->sighting[i].from = from;
		reader->sighting[from].left_by |= (uint16_t)(1U << end_of(reader, i));
	}
}

static int root_of(const struct reader *reader, int index, int *ret_steps)
{
	*ret_steps = 0;
	while (reader->sighting[index].from != NONE) {
		index = reader->sighting[index].from;
		++*ret_steps;
	}
	return index;
}

static bool has_arrived(const struct reader *reader, int index)
{
	const struct evidence *ev = reader->ev;
	const struct in6_addr *dst = &reader->sighting[index].packet.dst.addr;
	const struct host_facts *host = &ev->host[host_of(reader, index)];

	if (ev->packet[index].sent)
		return false;
	for (int i = 0; i < host->addr_count; i++)
		if (memcmp(&host->addr[i], dst, sizeof(*dst)) == 0)
			return true;
	return evidence_owner(ev, dst) < 0 && !host->forwards;
}

static void segment_begin(const struct reader *reader, int index, struct segment *ret)
{
	const struct packet *packet = &reader->ev->packet[index];
	int end = packet->sent ? packet->end : packet->end ^ 1;

	if (end >= reader->ev->end_count)
		end = packet->end;
	*ret = (struct segment){
		.tcp = reader->sighting[index].packet,
		.time_ns = packet->time_ns,
		.first = index,
		.last = index,
		.rank = reader->sighting[index].rank,
		.origin = reader->ev->end[end].host,
		.final = host_of(reader, index),
		.chapter = packet->chapter,
		.arrived = has_arrived(reader, index),
		.ttl = reader->sighting[index].packet.ttl,
		.length = packet->length,
		.stream = NONE,
		.answers = NONE,
	};
}

static int compare_segments(const void *a, const void *b)
{
	const struct segment *one = a, *two = b;

	return one->rank - two->rank;
}

/* Of the ways that a frame took through a switch, the one to its destination is told, or the
 * longest. */
static void segments_follow(struct reader *reader, struct wire *wire)
{
	int longest[PACKETS_MAX] = { 0 };

	for (int i = 0; i < reader->count; i++) {
		if (!reader->sighting[i].known)
			continue;

		int steps;
		int index = reader->sighting[root_of(reader, i, &steps)].segment;
		struct segment *segment = &wire->segment[index];
		bool arrived = has_arrived(reader, i);

		reader->sighting[i].segment = index;
		if (arrived < segment->arrived ||
		    (arrived == segment->arrived && steps <= longest[index]))
			continue;
		segment->last = i;
		segment->final = host_of(reader, i);
		segment->arrived = arrived;
		segment->ttl = reader->sighting[i].packet.ttl;
		longest[index] = steps;
	}
}

static void segments_read(struct reader *reader, struct wire *wire)
{
	for (int i = 0; i < reader->count; i++)
		if (reader->sighting[i].known && reader->sighting[i].from == NONE)
			segment_begin(reader, i, &wire->segment[wire->count++]);
	qsort(wire->segment, (size_t)wire->count, sizeof(*wire->segment), compare_segments);
	for (int i = 0; i < wire->count; i++)
		reader->sighting[wire->segment[i].first].segment = i;
	segments_follow(reader, wire);
}

static void sighted_read(const struct reader *reader, struct sighted *ret)
{
	for (int i = 0; i < reader->count; i++)
		ret[i] = (struct sighted){ .rank = reader->sighting[i].rank,
					   .segment = reader->sighting[i].segment };
}

int wire_read(const struct evidence *ev, struct wire *ret)
{
	int count = ev->packet_count < PACKETS_MAX ? ev->packet_count : PACKETS_MAX;
	size_t room = count > 0 ? (size_t)count : 1;
	struct reader *reader = calloc(1, sizeof(*reader));
	struct sighting *sighting = calloc(room, sizeof(*sighting));
	struct wire wire = { .segment = calloc(room, sizeof(*wire.segment)),
			     .sighted = calloc(room, sizeof(*wire.sighted)) };
	int rc = -ENOMEM;

	if (!reader || !sighting || !wire.segment || !wire.sighted)
		goto out;
	reader->ev = ev;
	reader->count = count;
	reader->sighting = sighting;
	for (int i = 0; i < count; i++)
		sighting_read(ev, i, &sighting[i]);
	links_pair(reader);
	hosts_pair(reader);
	sightings_rank(ev, sighting, count);
	segments_read(reader, &wire);
	sighted_read(reader, wire.sighted);
	rc = streams_read(ev, sighting, &wire);
	if (rc < 0)
		goto out;
	*ret = wire;
	wire = (struct wire){ 0 };
out:
	wire_free(&wire);
	free(sighting);
	free(reader);
	return rc;
}

bool segment_is_shown(const struct segment *segment)
{
	enum { ECHO_REPLY_V6 = 129 }; /* beyond it: multicast listeners, routers, neighbours */

	switch (segment->tcp.protocol) {
	case PROTO_TCP:
	case PROTO_ICMP:
		return true;
	case PROTO_ICMPV6:
		return segment->tcp.icmp_type <= ECHO_REPLY_V6;
	case PROTO_OTHER:
	case PROTO_UDP:
	case PROTO_ARP:
	case PROTO_FENCE:
		break;
	}
	return false;
}

void wire_free(struct wire *wire)
{
	if (!wire)
		return;
	free(wire->segment);
	free(wire->sighted);
	*wire = (struct wire){ 0 };
}
