/* SPDX-License-Identifier: GPL-2.0-only */
#include "wire_streams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	BUCKETS = 1024,
	PENDING_MAX = 4,
};

/* What Wireshark's window scale of a direction can be, besides a shift count. */
enum { SCALE_UNTOLD = -1, SCALE_OFF = -2 };

/* One direction of a connection. */
struct flow {
	bool has_base;
	uint32_t base; /* what Wireshark calls 0 */
	int scale;
};

struct stream {
	struct flow flow[2];
};

/* A pair of endpoints that a stream goes by. Behind a NAT it has a second one. */
struct tuple {
	struct endpoint src, dst;
	int stream;
	int direction; /* of the stream, from @src to @dst */
	int next;      /* in its bucket, older; -1: none */
};

/* What a host has said in one direction of a stream, or heard there. */
struct party {
	bool said, heard, received;
	bool said_syn,
		heard_syn; /* the first SYN sets the number anew, whatever there was before */
	uint32_t snd_nxt, rcv_nxt;
	int last; /* segment that it received */
	int pending_count;
	struct {
		uint32_t seq, end;
	} pending[PENDING_MAX]; /* received out of order */
};

struct streams {
	struct wire *wire;
	int count, tuple_count;
	struct stream *stream; /* room for one a segment, and for two tuples each */
	struct tuple *tuple;
	int bucket[BUCKETS];
	uint8_t *direction; /* by segment */
};

static bool is_tcp(const struct segment *segment)
{
	return segment->tcp.protocol == PROTO_TCP;
}

static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* The same for both directions. */
static unsigned bucket_of(const struct endpoint *a, const struct endpoint *b)
{
	unsigned sum = (unsigned)a->port + b->port;

	for (int i = 0; i < 16; i++)
		sum += ((unsigned)a->addr.s6_addr[i] + b->addr.s6_addr[i]) * (unsigned)(2 * i + 1);
	return sum % BUCKETS;
}

/* The youngest stream of @packet's endpoints, or -1. */
static int stream_find(const struct streams *streams, const struct decoded *packet,
		       int *ret_direction)
{
	const struct endpoint *src = &packet->src, *dst = &packet->dst;

	for (int i = streams->bucket[bucket_of(src, dst)]; i >= 0; i = streams->tuple[i].next) {
		const struct tuple *tuple = &streams->tuple[i];
		bool same = endpoint_equal(src, &tuple->src) && endpoint_equal(dst, &tuple->dst);
		bool other = endpoint_equal(src, &tuple->dst) && endpoint_equal(dst, &tuple->src);

		if (!same && !other)
			continue;
		*ret_direction = same ? tuple->direction : !tuple->direction;
		return tuple->stream;
	}
	return -1;
}

static void tuple_add(struct streams *streams, const struct decoded *packet, int stream,
		      int direction)
{
	int *bucket = &streams->bucket[bucket_of(&packet->src, &packet->dst)];

	streams->tuple[streams->tuple_count] = (struct tuple){
		.src = packet->src,
		.dst = packet->dst,
		.stream = stream,
		.direction = direction,
		.next = *bucket,
	};
	*bucket = streams->tuple_count++;
}

static bool opens_anew(const struct decoded *tcp, const struct flow *flow)
{
	return (tcp->flags & (SYN | ACK)) == SYN && flow->has_base && flow->base != tcp->seq;
}

/* @far is the segment as it was last seen. */
static int stream_join(struct streams *streams, const struct decoded *near,
		       const struct decoded *far, int *ret_direction)
{
	int direction = 0, far_direction;
	int stream = stream_find(streams, near, &direction);

	if (stream < 0 || opens_anew(near, &streams->stream[stream].flow[direction])) {
		stream = streams->count++;
		direction = 0;
		streams->stream[stream] = (struct stream){
			.flow = { { .scale = SCALE_UNTOLD }, { .scale = SCALE_UNTOLD } },
		};
		tuple_add(streams, near, stream, direction);
	}
	if (stream_find(streams, far, &far_direction) != stream)
		tuple_add(streams, far, stream, direction);
	*ret_direction = direction;
	return stream;
}

static void flow_base(struct flow *flow, uint32_t base)
{
	flow->has_base = true;
	flow->base = base;
}

/* RFC 7323, 2.2: scaling is on if both SYNs have the option. A SYN that was not captured is given
 * the benefit of the doubt, as by Wireshark. */
static void flows_scale(const struct decoded *tcp, struct flow *own, struct flow *other)
{
	int shift = option_shift(option_find(tcp, OPTION_SCALE));

	if (!(tcp->flags & SYN))
		return;
	if (shift >= 0)
		own->scale = shift;
	if (own->scale == SCALE_UNTOLD)
		own->scale = other->scale = SCALE_OFF;
	else if (tcp->flags & ACK && other->scale == SCALE_OFF)
		own->scale = SCALE_OFF;
}

static void segment_number(struct segment *segment, struct flow *own, struct flow *other)
{
	const struct decoded *tcp = &segment->tcp;

	/* Where Wireshark has seen no SYN of a direction, the first number seen there is 1. */
	if (tcp->flags & SYN)
		flow_base(own, tcp->seq);
	else if (!own->has_base)
		flow_base(own, tcp->seq - 1);
	segment->rel_seq = tcp->seq - own->base;
	if (tcp->flags & ACK) {
		if (!other->has_base)
			flow_base(other, tcp->ack - 1);
		segment->rel_ack = tcp->ack - other->base;
	}
	segment->window = tcp->window;
	if (!(tcp->flags & SYN) && own->scale > 0)
		segment->window <<= own->scale;
	flows_scale(tcp, own, other);
}

static void segments_number(struct streams *streams, const struct sighting *sightings)
{
	for (int i = 0; i < streams->wire->count; i++) {
		struct segment *segment = &streams->wire->segment[i];
		int direction;

		if (!is_tcp(segment))
			continue;
		segment->stream = stream_join(streams, &segment->tcp,
					      &sightings[segment->last].packet, &direction);
		streams->direction[i] = (uint8_t)direction;

		struct flow *flow = streams->stream[segment->stream].flow;

		segment_number(segment, &flow[direction], &flow[!direction]);
	}
}

/* Moves RCV.NXT over [@seq, @end) if that is next in order. */
static bool party_advance(struct party *party, uint32_t seq, uint32_t end)
{
	if (seq_before(party->rcv_nxt, seq))
		return false;
	if (seq_before(party->rcv_nxt, end))
		party->rcv_nxt = end;
	return true;
}

static void party_hear(struct party *party, const struct decoded *tcp)
{
	uint32_t end = tcp->seq + segment_length(tcp);

	if (tcp->flags & RST)
		return;
	if (!party->heard || (tcp->flags & SYN && !party->heard_syn)) {
		party->heard = true;
		party->heard_syn = (tcp->flags & SYN) != 0;
		party->rcv_nxt = end;
		party->pending_count = 0;
		return;
	}
	if (!party_advance(party, tcp->seq, end)) {
		if (party->pending_count < PENDING_MAX) {
			party->pending[party->pending_count].seq = tcp->seq;
			party->pending[party->pending_count++].end = end;
		}
		return;
	}
	for (int i = 0; i < party->pending_count;) {
		if (!party_advance(party, party->pending[i].seq, party->pending[i].end)) {
			i++;
			continue;
		}
		party->pending[i] = party->pending[--party->pending_count];
		i = 0;
	}
}

static void party_say(struct party *party, const struct decoded *tcp)
{
	uint32_t end = tcp->seq + segment_length(tcp);

	if (tcp->flags & RST)
		return;
	if (!party->said || (tcp->flags & SYN && !party->said_syn) ||
	    seq_before(party->snd_nxt, end))
		party->snd_nxt = end;
	party->said = true;
	party->said_syn |= (tcp->flags & SYN) != 0;
}

static void segment_context(struct segment *segment, const struct party *own,
			    const struct party *other)
{
	segment->answers = other->received ? other->last : -1;
	segment->has_rcv_nxt = other->heard;
	segment->rcv_nxt = other->rcv_nxt;
	segment->has_snd_nxt = own->said;
	segment->snd_nxt = own->snd_nxt;
}

/* Walks through the sightings in the order of the captures: that is the order in which a host saw
 * them. Two parties for each host in a stream: by direction. */
static void segments_context(struct streams *streams, const struct evidence *ev,
			     const struct sighting *sightings, struct party *parties)
{
	for (int i = 0; i < ev->packet_count && i < PACKETS_MAX; i++) {
		if (!sightings[i].known || sightings[i].packet.protocol != PROTO_TCP)
			continue;

		int index = sightings[i].segment;
		struct segment *segment = &streams->wire->segment[index];
		if (segment->stream < 0) /* it was no TCP where it was first seen */
			continue;
		int host = ev->end[ev->packet[i].end].host, direction = streams->direction[index];
		struct party *pair = &parties[(segment->stream * HOSTS_MAX + host) * 2];

		if (!ev->packet[i].sent) {
			pair[direction].received = true;
			pair[direction].last = index;
			party_hear(&pair[direction], &sightings[i].packet);
		} else if (i == segment->first) {
			segment_context(segment, &pair[direction], &pair[!direction]);
			party_say(&pair[direction], &sightings[i].packet);
		}
	}
}

int streams_read(const struct evidence *ev, const struct sighting *sightings, struct wire *wire)
{
	size_t room = wire->count > 0 ? (size_t)wire->count : 1;
	struct streams streams = {
		.wire = wire,
		.stream = calloc(room, sizeof(*streams.stream)),
		.tuple = calloc(room * 2, sizeof(*streams.tuple)),
		.direction = calloc(room, 1),
	};
	struct party *parties = NULL;
	int rc = -ENOMEM;

	if (!streams.stream || !streams.tuple || !streams.direction)
		goto out;
	for (int i = 0; i < BUCKETS; i++)
		streams.bucket[i] = -1;
	segments_number(&streams, sightings);
	wire->stream_count = streams.count;
	parties = calloc((size_t)streams.count * HOSTS_MAX * 2 + 1, sizeof(*parties));
	if (!parties)
		goto out;
	segments_context(&streams, ev, sightings, parties);
	rc = 0;
out:
	free(parties);
	free(streams.direction);
	free(streams.tuple);
	free(streams.stream);
	return rc;
}
