/* SPDX-License-Identifier: GPL-2.0-only */
#include "frames.h"
#include "wire.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CLIENT, ROUTER, ROUTED_SERVER, SERVER = 1, ISN = 1000, PEER_ISN = 5000 };

static const struct frame_spec syn = {
	.flags = SYN,
	.seq = ISN,
	.window = 64240,
	.options = frames_syn_options,
	.option_bytes = sizeof(frames_syn_options),
};
static const struct frame_spec syn_ack = {
	.flags = SYN | ACK,
	.seq = PEER_ISN,
	.ack = ISN + 1,
	.window = 65160,
	.options = frames_syn_options,
	.option_bytes = sizeof(frames_syn_options),
};
static const struct frame_spec handshake_ack = {
	.flags = ACK,
	.seq = ISN + 1,
	.ack = PEER_ISN + 1,
	.window = 502,
};
static const struct frame_spec data = {
	.flags = PSH | ACK,
	.seq = ISN + 1,
	.ack = PEER_ISN + 1,
	.window = 502,
	.payload = "hello",
};
static const struct frame_spec refusal = { .flags = RST | ACK, .ack = ISN + 1 };

static struct wire read_wire(const struct evidence *ev)
{
	struct wire wire;

	assert_int_equal(wire_read(ev, &wire), 0);
	return wire;
}

static void done(struct evidence *ev, struct wire *wire)
{
	wire_free(wire);
	free(ev);
}

/* What the captures' clocks say does not matter, nor how the two captures are mixed. */
static void test_pairs_without_clocks(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	frames_tcp(ev, 1, false, 100, &syn);
	frames_tcp(ev, 1, true, 110, &refusal);
	frames_tcp(ev, 0, true, 500, &syn);
	frames_tcp(ev, 0, false, 10, &refusal);

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, 2);
	assert_int_equal(wire.stream_count, 1);
	assert_int_equal(wire.segment[0].origin, CLIENT);
	assert_int_equal(wire.segment[0].first, 2);
	assert_int_equal(wire.segment[0].last, 0);
	assert_int_equal(wire.segment[0].answers, -1);
	assert_int_equal(wire.segment[1].origin, SERVER);
	assert_int_equal(wire.segment[1].first, 1);
	assert_int_equal(wire.segment[1].last, 3);
	assert_int_equal(wire.segment[1].answers, 0);
	assert_true(wire.segment[0].arrived && wire.segment[1].arrived);
	done(ev, &wire);
}

static void test_lost_and_repeated(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);
	struct frame_spec again = data;
	static const uint8_t fence[60] = { [12] = 0x88, [13] = 0xb5 };

	(void)state;
	again.ip_id = 2;
	frames_tcp(ev, 0, true, 100, &data); /* lost */
	frames_chapter(ev, "again");
	frames_pass(ev, 0, 200, &again);
	frames_pass(ev, 0, 300, &again); /* the very same bytes */
	frames_raw(ev, 0, true, 400, fence, sizeof(fence));
	frames_raw(ev, 1, false, 400, fence, sizeof(fence));

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, 3);
	assert_false(wire.segment[0].arrived);
	assert_int_equal(wire.segment[0].final, CLIENT);
	assert_int_equal(wire.segment[0].chapter, 0);
	for (int i = 1; i < 3; i++) {
		assert_true(wire.segment[i].arrived);
		assert_int_equal(wire.segment[i].final, SERVER);
		assert_int_equal(wire.segment[i].last, wire.segment[i].first + 1);
		assert_int_equal(wire.segment[i].chapter, 1);
	}
	done(ev, &wire);
}

/* From end 0 to 3, through the router, where @inside is on the second link. */
static void pass_router(struct evidence *ev, bool to_server, int64_t time_ns,
			const struct frame_spec *outside, const struct frame_spec *inside)
{
	frames_pass(ev, to_server ? 0 : 3, time_ns, to_server ? outside : inside);
	frames_pass(ev, to_server ? 2 : 1, time_ns + 2000, to_server ? inside : outside);
}

static struct frame_spec renamed(const struct frame_spec *spec, const char *src, uint16_t sport,
				 const char *dst, uint16_t dport)
{
	struct frame_spec copy = *spec;

	copy.src = src;
	copy.sport = sport;
	copy.dst = dst;
	copy.dport = dport;
	copy.ttl = 63;
	return copy;
}

/* A router that rewrites both addresses and both ports: still one segment each, and one stream. */
static void test_nat(void **state)
{
	static const struct {
		bool to_server;
		const struct frame_spec *spec;
		int answers;
	} cases[] = {
		{ true, &syn, -1 }, { false, &syn_ack, 0 }, { true, &handshake_ack, 1 },
		{ true, &data, 1 }, { false, &refusal, 3 },
	};
	enum { COUNT = sizeof(cases) / sizeof(cases[0]) };
	struct evidence *ev = frames_routed(AF_INET);

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		struct frame_spec outside, inside;

		if (cases[i].to_server) {
			outside = renamed(cases[i].spec, "10.0.0.1", 0, "10.0.0.254", 80);
			inside = renamed(cases[i].spec, "10.0.1.254", 6000, "10.0.0.2", 8080);
		} else {
			outside = renamed(cases[i].spec, "10.0.0.254", 80, "10.0.0.1", 0);
			inside = renamed(cases[i].spec, "10.0.0.2", 8080, "10.0.1.254", 6000);
		}
		outside.ttl = cases[i].to_server ? 64 : 62;
		pass_router(ev, cases[i].to_server, 10000 * i, &outside, &inside);
	}

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, COUNT);
	assert_int_equal(wire.stream_count, 1);
	for (int i = 0; i < COUNT; i++) {
		const struct segment *segment = &wire.segment[i];

		assert_int_equal(segment->origin, cases[i].to_server ? CLIENT : ROUTED_SERVER);
		assert_int_equal(segment->final, cases[i].to_server ? ROUTED_SERVER : CLIENT);
		assert_true(segment->arrived);
		assert_int_equal(segment->ttl, cases[i].to_server ? 63 : 62);
		assert_int_equal(segment->last - segment->first, 3);
		assert_int_equal(segment->answers, cases[i].answers);
	}
	done(ev, &wire);
}

/* A firewall drops a SYN, lets its retransmission pass, and answers data with a reset of its own.
 */
static void test_firewall(void **state)
{
	struct evidence *ev = frames_routed(AF_INET6);
	static const uint8_t later[] = { 8, 10, 0, 0, 4, 0, 0, 0, 0, 0, 1, 1 };
	struct frame_spec again = syn, reset = { .flags = RST | ACK, .seq = PEER_ISN + 1 };

	(void)state;
	again.options = later;
	again.option_bytes = sizeof(later);
	reset.ack = ISN + 6;
	frames_pass(ev, 0, 10000, &syn);
	pass_router(ev, true, 20000, &again, &again);
	pass_router(ev, false, 30000, &syn_ack, &syn_ack);
	frames_pass(ev, 0, 40000, &data);
	frames_pass(ev, 1, 50000, &reset);

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, 5);
	assert_int_equal(wire.stream_count, 1);
	assert_false(wire.segment[0].arrived);
	assert_int_equal(wire.segment[0].final, ROUTER);
	assert_true(wire.segment[1].arrived);
	assert_true(wire.segment[2].arrived);
	assert_false(wire.segment[3].arrived);
	assert_int_equal(wire.segment[4].origin, ROUTER);
	assert_int_equal(wire.segment[4].answers, 3);
	assert_true(wire.segment[4].arrived);
	assert_true(wire.segment[4].has_rcv_nxt);
	assert_int_equal(wire.segment[4].rcv_nxt, ISN + 6);
	assert_false(wire.segment[4].has_snd_nxt);
	done(ev, &wire);
}

/* Other packets are known again by their bytes, but TTL and checksum. */
static void test_forwarded_ping(void **state)
{
	static const struct {
		int family;
		size_t protocol, ttl, checksum; /* offsets in the frame */
		uint8_t icmp;
	} cases[] = {
		{ AF_INET, 23, 22, 24, IPPROTO_ICMP },
		{ AF_INET6, 20, 21, 0, IPPROTO_ICMPV6 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = frames_routed(cases[i].family);
		int first = frames_pass(ev, 0, 1000, &syn), count = first + 4;

		frames_pass(ev, 2, 3000, &syn);
		for (int k = first; k < count; k++) {
			uint8_t *frame = ev->frames + ev->packet[k].frame;

			frame[cases[i].protocol] = cases[i].icmp;
			frame[cases[i].ttl] = (uint8_t)(k < first + 2 ? 64 : 63);
			if (cases[i].checksum)
				frame[cases[i].checksum] = (uint8_t)(k < first + 2 ? 1 : 2);
		}

		struct wire wire = read_wire(ev);

		assert_int_equal(wire.count, 1);
		assert_int_equal(wire.segment[0].final, ROUTED_SERVER);
		assert_int_equal(wire.segment[0].stream, -1);
		done(ev, &wire);
	}
}

/* A switch that does not know yet where the server is sends the frame everywhere. */
static void test_flood(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);

	(void)state;
	ev->end[ev->end_count++].host = ROUTER;
	ev->end[ev->end_count++].host = ev->host_count++; /* a bystander */
	frames_pass(ev, 0, 1000, &syn);
	frames_pass(ev, 2, 3000, &syn);
	frames_pass(ev, 4, 4000, &syn);
	frames_pass(ev, 0, 5000, &handshake_ack);
	frames_pass(ev, 4, 6000, &handshake_ack); /* to the bystander alone */

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, 2);
	assert_int_equal(wire.segment[0].final, ROUTED_SERVER);
	assert_true(wire.segment[0].arrived);
	assert_int_equal(wire.segment[1].final, 3);
	assert_false(wire.segment[1].arrived);
	done(ev, &wire);
}

/* What a sender had said and heard when it sent. */
static const struct {
	int end;
	bool lost;
	uint32_t seq;
	const char *payload;
	uint8_t flags;
	int answers;
	uint32_t snd_nxt, rcv_nxt; /* 0: none */
} contexts[] = {
	{ 0, false, 1000, NULL, SYN, -1, 0, 0 },
	{ 1, false, 5000, NULL, SYN | ACK, 0, 0, 1001 },
	{ 0, false, 1001, NULL, ACK, 1, 1001, 5001 },
	{ 0, true, 1001, "first", ACK, 1, 1001, 5001 },
	{ 0, false, 1006, "second", ACK, 1, 1006, 5001 },
	{ 1, false, 5001, NULL, ACK, 4, 5001, 1001 },    /* the first is missing */
	{ 0, false, 1001, "first", ACK, 5, 1012, 5001 }, /* it is sent again */
	{ 1, false, 5001, NULL, FIN | ACK, 6, 5001, 1012 },
	{ 1, false, 5002, NULL, RST | ACK, 6, 5002, 1012 },
	{ 0, false, 1012, NULL, RST, 8, 1012, 5002 },
	{ 0, false, 2000, NULL, SYN, -1, 0, 0 }, /* the next incarnation */
	{ 1, false, 0, NULL, RST | ACK, 10, 0, 2001 },
	/* A half-open connection meets a SYN: what was said of the old one counts no more.
	 */
	{ 0, false, 3000, NULL, SYN, -1, 0, 0 },
	{ 1, false, 9000, NULL, ACK, 12, 0, 3001 },
	{ 0, false, 1001, NULL, RST, 13, 3001, 9000 },
	{ 0, false, 3000, NULL, SYN, 13, 3001, 9000 },
	{ 1, false, 8000, NULL, SYN | ACK, 15, 9000, 3001 },
	{ 0, false, 3001, NULL, ACK, 16, 3001, 8001 },
	{ 1, false, 8001, "data", ACK, 17, 8001, 3001 },
};

static void test_context(void **state)
{
	enum { COUNT = sizeof(contexts) / sizeof(contexts[0]) };
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		struct frame_spec spec = {
			.flags = contexts[i].flags,
			.seq = contexts[i].seq,
			.payload = contexts[i].payload,
			.ip_id = (uint16_t)(i + 1),
		};

		frames_tcp(ev, contexts[i].end, true, 10000 * i, &spec);
		if (!contexts[i].lost)
			frames_tcp(ev, contexts[i].end ^ 1, false, 10000 * i + 1000, &spec);
	}

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, COUNT);
	assert_int_equal(wire.stream_count, 3);
	for (int i = 0; i < COUNT; i++) {
		const struct segment *segment = &wire.segment[i];

		assert_int_equal(segment->answers, contexts[i].answers);
		assert_int_equal(segment->has_snd_nxt, contexts[i].snd_nxt != 0);
		assert_int_equal(segment->snd_nxt, contexts[i].snd_nxt);
		assert_int_equal(segment->has_rcv_nxt, contexts[i].rcv_nxt != 0);
		assert_int_equal(segment->rcv_nxt, contexts[i].rcv_nxt);
		assert_int_equal(segment->stream, i < 10 ? 0 : i < 12 ? 1 : 2);
	}
	done(ev, &wire);
}

/* Nothing at all; a packet that its far end alone has; one that cannot be; and as many as there is
 * room for, all the same. */
static void test_extremes(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);
	struct wire wire = read_wire(ev);

	(void)state;
	assert_int_equal(wire.count, 0);
	wire_free(&wire);
	wire_free(&wire);
	wire_free(NULL);

	frames_tcp(ev, 1, false, 1, &syn);
	wire = read_wire(ev);
	assert_int_equal(wire.count, 1);
	assert_int_equal(wire.segment[0].origin, CLIENT);
	assert_int_equal(wire.segment[0].final, ROUTER);
	wire_free(&wire);
	ev->packet[0].end = 9;
	wire = read_wire(ev);
	assert_int_equal(wire.count, 0);
	wire_free(&wire);
	ev->packet[0].end = 0;
	ev->packet[0].frame = FRAMES_MAX - 4;
	wire = read_wire(ev);
	assert_int_equal(wire.count, 0);
	wire_free(&wire);

	ev->packet_count = 0;
	while (ev->packet_count < PACKETS_MAX)
		pass_router(ev, true, ev->packet_count, &syn, &syn);
	wire = read_wire(ev);
	assert_int_equal(wire.count, PACKETS_MAX / 4);
	assert_int_equal(wire.stream_count, 1);
	done(ev, &wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs_without_clocks),
		cmocka_unit_test(test_lost_and_repeated),
		cmocka_unit_test(test_nat),
		cmocka_unit_test(test_firewall),
		cmocka_unit_test(test_forwarded_ping),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
