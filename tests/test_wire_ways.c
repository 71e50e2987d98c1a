/* SPDX-License-Identifier: GPL-2.0-only */
/* The ways of packets that are easily taken for one another: what was forwarded, what arrived, and
 * what a second one like it became of. */
#include "frames.h"
#include "wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CLIENT, ROUTER, SERVER, MOVES = 8, SEGMENTS = 4, FRAME_SIZE = 2048 };

/* One sighting: of the first specification of its case, or with @other of the second. */
struct move {
	int end;
	bool sent;
	bool other;
	int64_t time_ns; /* 0: later than the one before */
	size_t padding;  /* bytes behind the frame */
};

struct fate {
	int origin, final;
	bool arrived;
};

#define SENT(at)                        \
	{                               \
		.end = at, .sent = true \
	}
#define GOT(at)           \
	{                 \
		.end = at \
	}
#define OTHER_SENT(at)                                 \
	{                                              \
		.end = at, .sent = true, .other = true \
	}
#define OTHER_GOT(at)                    \
	{                                \
		.end = at, .other = true \
	}

static const uint8_t late_options[12] = { 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 1 };
static const char nobody[] = "10.9.9.9";

static const struct {
	const char *what;
	struct frame_spec spec, other;
	struct move move[MOVES];
	int moves;
	struct fate fate[SEGMENTS];
	int count;
	bool two_links; /* the server has a second link, to a bystander */
} cases[] = {
	{ .what = "an address that nobody owns, as far as the router",
	  .spec = { .flags = SYN, .dst = nobody },
	  .move = { SENT(0), GOT(1) },
	  .moves = 2,
	  .fate = { { CLIENT, ROUTER, false } },
	  .count = 1 },
	{ .what = "an address that nobody owns, behind the router",
	  .spec = { .flags = SYN, .dst = nobody },
	  .move = { SENT(0), GOT(1), SENT(2), GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, SERVER, true } },
	  .count = 1 },
	{ .what = "an address that nobody owns, lost on the first link",
	  .spec = { .flags = SYN, .dst = nobody },
	  .move = { SENT(0) },
	  .moves = 1,
	  .fate = { { CLIENT, CLIENT, false } },
	  .count = 1 },
	{ .what = "an address of the router's",
	  .spec = { .flags = SYN, .dst = "10.0.1.254" },
	  .move = { SENT(0), GOT(1) },
	  .moves = 2,
	  .fate = { { CLIENT, ROUTER, true } },
	  .count = 1 },
	{ .what = "dropped, and one with other flags that is forwarded",
	  .spec = { .flags = ACK, .seq = 1 },
	  .other = { .flags = PSH | ACK, .seq = 1 },
	  .move = { SENT(0), GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, ROUTER, false }, { ROUTER, SERVER, true } },
	  .count = 2 },
	{ .what = "dropped, and one with another number",
	  .spec = { .flags = ACK, .seq = 1 },
	  .other = { .flags = ACK, .seq = 2 },
	  .move = { SENT(0), GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, ROUTER, false }, { ROUTER, SERVER, true } },
	  .count = 2 },
	{ .what = "dropped, and one with other bytes",
	  .spec = { .flags = ACK, .payload = "one" },
	  .other = { .flags = ACK, .payload = "two" },
	  .move = { SENT(0), GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, ROUTER, false }, { ROUTER, SERVER, true } },
	  .count = 2 },
	{ .what = "padded on one link",
	  .spec = { .flags = ACK, .payload = "one" },
	  .move = { { .end = 0, .sent = true, .padding = 3 },
		    { .end = 1, .padding = 3 },
		    SENT(2),
		    GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, SERVER, true } },
	  .count = 1 },
	{ .what = "sent back on the link that it came by",
	  .spec = { .flags = ACK },
	  .move = { SENT(0), GOT(1), SENT(1), GOT(0) },
	  .moves = 4,
	  .fate = { { CLIENT, ROUTER, false }, { ROUTER, CLIENT, true } },
	  .count = 2 },
	{ .what = "a retransmission, told by its identification",
	  .spec = { .flags = ACK, .ip_id = 1 },
	  .other = { .flags = ACK, .ip_id = 2 },
	  .move = { SENT(0), GOT(1), OTHER_SENT(0), OTHER_GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 6,
	  .fate = { { CLIENT, ROUTER, false }, { CLIENT, SERVER, true } },
	  .count = 2 },
	{ .what = "a retransmission, told by its time stamp",
	  .spec = { .flags = ACK, .options = frames_ts_options, .option_bytes = 12 },
	  .other = { .flags = ACK, .options = late_options, .option_bytes = 12 },
	  .move = { SENT(0), GOT(1), OTHER_SENT(0), OTHER_GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 6,
	  .fate = { { CLIENT, ROUTER, false }, { CLIENT, SERVER, true } },
	  .count = 2 },
	{ .what = "two alike, and the first is meant by one that is neither",
	  .spec = { .flags = ACK, .ip_id = 1 },
	  .other = { .flags = ACK, .ip_id = 2 },
	  .move = { SENT(0), GOT(1), SENT(0), GOT(1), OTHER_SENT(2), OTHER_GOT(3) },
	  .moves = 6,
	  .fate = { { CLIENT, SERVER, true }, { CLIENT, ROUTER, false } },
	  .count = 2 },
	{ .what = "the same bytes twice, and both are forwarded",
	  .spec = { .flags = ACK },
	  .move = { SENT(0), GOT(1), SENT(0), GOT(1), SENT(2), GOT(3), SENT(2), GOT(3) },
	  .moves = 8,
	  .fate = { { CLIENT, SERVER, true }, { CLIENT, SERVER, true } },
	  .count = 2 },
	{ .what = "links of the same bytes, whose captures are mixed",
	  .spec = { .flags = ACK },
	  .move = { SENT(2), SENT(0), GOT(1), GOT(3) },
	  .moves = 4,
	  .fate = { { CLIENT, SERVER, true } },
	  .count = 1 },
	{ .what = "a host that says what it has heard does not forward",
	  .spec = { .flags = ACK },
	  .move = { SENT(0), GOT(1), SENT(2), GOT(3), SENT(4), GOT(5) },
	  .moves = 6,
	  .fate = { { CLIENT, SERVER, true }, { SERVER, SERVER + 1, false } },
	  .count = 2,
	  .two_links = true },
	{ .what = "back by the link that it came by, to another address",
	  .spec = { .flags = ACK, .src = "10.0.0.1", .dst = "10.0.0.254" },
	  .other = { .flags = ACK, .src = "10.0.0.1", .dst = "10.0.0.2" },
	  .move = { SENT(0), GOT(1), OTHER_SENT(1), OTHER_GOT(0) },
	  .moves = 4,
	  .fate = { { CLIENT, ROUTER, true } },
	  .count = 1 },
	{ .what = "at one time, in the order of the capture",
	  .spec = { .flags = ACK },
	  .other = { .flags = RST },
	  .move = { { .end = 3, .sent = true, .other = true, .time_ns = 5 },
		    { .end = 0, .sent = true, .time_ns = 5 } },
	  .moves = 2,
	  .fate = { { SERVER, SERVER, false }, { CLIENT, CLIENT, false } },
	  .count = 2 },
};

static void add_move(struct evidence *ev, const struct move *move, struct frame_spec spec, int i)
{
	int64_t time_ns = move->time_ns ? move->time_ns : 1000 * (i + 1);
	int index = frames_tcp(ev, move->end, move->sent, time_ns, &spec);

	ev->packet[index].caplen = (uint16_t)(ev->packet[index].caplen + move->padding);
	memset(ev->frames + ev->frame_bytes, 0xaa, move->padding);
	ev->frame_bytes += (uint32_t)move->padding;
}

static void test_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = frames_routed(AF_INET);
		struct wire wire;

		if (cases[i].two_links) {
			ev->end[ev->end_count++].host = SERVER;
			ev->end[ev->end_count++].host = ev->host_count++;
		}
		for (int k = 0; k < cases[i].moves; k++) {
			const struct move *move = &cases[i].move[k];
			struct frame_spec spec = move->other ? cases[i].other : cases[i].spec;
			if (!spec.dst && cases[i].two_links)
				spec.dst = "10.0.0.2";
			add_move(ev, move, spec, k);
		}
		assert_int_equal(wire_read(ev, &wire), 0);
		if (wire.count != cases[i].count)
			fail_msg("%s: %d segments", cases[i].what, wire.count);
		for (int k = 0; k < wire.count; k++) {
			const struct segment *s = &wire.segment[k];
			const struct fate *fate = &cases[i].fate[k];
			if (s->origin != fate->origin || s->final != fate->final ||
			    s->arrived != fate->arrived)
				fail_msg("%s: segment %d went from %d to %d%s", cases[i].what, k,
					 s->origin, s->final, s->arrived ? ", arrived" : "");
		}
		wire_free(&wire);
		free(ev);
	}
}

/* A router changes both bytes of the checksum of IPv4, and nothing else but the TTL. */
static void test_forwarded_bytes(void **state)
{
	enum { AT = 14 };
	static const struct {
		size_t at; /* in the IP header */
		int count; /* segments, if this byte is another behind the router */
	} changes[] = {
		{ 8, 1 }, { 10, 1 }, { 11, 1 }, { 1, 2 }, { 5, 2 }, { 12, 2 }, { 19, 2 }, { 24, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct evidence *ev = frames_routed(AF_INET);
		struct wire wire;

		for (int end = 0; end < 4; end++) {
			int index = frames_tcp(ev, end, end % 2 == 0, end,
					       &(struct frame_spec){ .flags = SYN });
			uint8_t *frame = ev->frames + ev->packet[index].frame;
			frame[AT + 9] = IPPROTO_ICMP;
			frame[AT + changes[i].at] ^= (uint8_t)(end < 2 ? 0 : 0x10);
		}
		assert_int_equal(wire_read(ev, &wire), 0);
		assert_int_equal(wire.count, changes[i].count);
		wire_free(&wire);
		free(ev);
	}
}

/* A router that rewrites only what comes back: the client then speaks to the address that it saw.
 */
static void test_rewritten_reply(void **state)
{
	static const char router[] = "10.0.0.254";
	struct evidence *ev = frames_routed(AF_INET);
	const struct frame_spec syn = { .flags = SYN, .seq = 10 };
	struct frame_spec reply = { .flags = SYN | ACK, .seq = 70, .ack = 11 };
	struct frame_spec ack = { .flags = ACK, .seq = 11, .ack = 71 };
	struct wire wire;

	(void)state;
	frames_pass(ev, 0, 1000, &syn);
	frames_pass(ev, 2, 3000, &syn);
	frames_pass(ev, 3, 5000, &reply);
	reply.src = router;
	frames_pass(ev, 1, 7000, &reply);
	ack.dst = router;
	frames_pass(ev, 0, 9000, &ack);
	ack.dst = NULL;
	frames_pass(ev, 2, 11000, &ack);
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(wire.count, 3);
	assert_int_equal(wire.stream_count, 1);
	assert_int_equal(wire.segment[2].rel_seq, 1);
	assert_int_equal(wire.segment[2].rel_ack, 1);
	assert_int_equal(wire.segment[2].answers, 1);
	wire_free(&wire);
	free(ev);
}

/* A switch floods a SYN for a virtual address, and then the same as the third host behind it has
 * translated it: what was seen of the two is not exchanged, so the server is the far end, and not
 * that third host, whose address it had at first. */
static void test_flooded_and_translated(void **state)
{
	static const char virtual_address[] = "10.0.0.77";
	static const struct {
		int end;
		bool sent, is_translated;
		int time_us;
	} sights[] = {
		{ 4, false, false, 50 }, { 4, true, true, 115 },   { 5, true, false, 44 },
		{ 5, false, true, 122 }, { 0, true, false, 1 },    { 0, false, true, 143 },
		{ 1, false, false, 4 },  { 1, true, true, 126 },   { 2, true, false, 48 },
		{ 2, true, true, 125 },  { 3, false, false, 116 }, { 3, false, true, 127 },
	};
	enum { COUNT = sizeof(sights) / sizeof(sights[0]), SWITCH = ROUTER, BALANCER = 3 };
	struct evidence *ev = frames_routed(AF_INET);
	struct wire wire;

	(void)state;
	ev->host[ev->host_count] = ev->host[SWITCH];
	assert_int_equal(ev->host_count++, BALANCER);
	assert_int_equal(
		inet_pton(AF_INET, virtual_address, &ev->host[BALANCER].addr[0].s6_addr[12]), 1);
	ev->end[ev->end_count++].host = BALANCER;
	ev->end[ev->end_count++].host = SWITCH;
	for (int i = 0; i < COUNT; i++)
		frames_tcp(ev, sights[i].end, sights[i].sent, 1000 * sights[i].time_us,
			   &(struct frame_spec){ .src = "10.0.0.1",
						 .dst = sights[i].is_translated ? "10.0.0.2"
										: virtual_address,
						 .sport = FRAMES_CLIENT_PORT,
						 .dport = FRAMES_SERVER_PORT,
						 .flags = SYN });
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(wire.count, 1);
	assert_int_equal(wire.segment[0].final, SERVER);
	assert_int_equal(wire.segment[0].last, COUNT - 1);
	wire_free(&wire);
	free(ev);
}

/* Of ICMPv6 errors and echoes are part of the story; who is a neighbour is not. */
static void test_shown(void **state)
{
	static const struct {
		enum protocol protocol;
		uint8_t type;
		bool is_shown;
	} shown[] = {
		{ PROTO_TCP, 0, true },       { PROTO_ICMP, 8, true },
		{ PROTO_ICMPV6, 1, true },    { PROTO_ICMPV6, 128, true },
		{ PROTO_ICMPV6, 129, true },  { PROTO_ICMPV6, 130, false },
		{ PROTO_ICMPV6, 135, false }, { PROTO_ARP, 0, false },
		{ PROTO_UDP, 0, false },      { PROTO_OTHER, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		const struct segment segment = { .tcp = { .protocol = shown[i].protocol,
							  .icmp_type = shown[i].type } };
		assert_int_equal(segment_is_shown(&segment), shown[i].is_shown);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_forwarded_bytes),
		cmocka_unit_test(test_rewritten_reply),
		cmocka_unit_test(test_flooded_and_translated),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests_name("wire_ways", tests, NULL, NULL);
}
