/* SPDX-License-Identifier: GPL-2.0-only */
/* What a host must send next, and wait for next, after segments in any order: SND.NXT, RCV.NXT. */
#include "frames.h"
#include "wire.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PIECES = 7, SERVER_NXT = 7001 };

/* A segment of the client; what is left out is an ACK. */
struct piece {
	uint32_t seq;
	int len;
	uint8_t flags;
};

static const struct {
	const char *what;
	struct piece piece[PIECES];
	int pieces;
	uint32_t rcv_nxt; /* of the server */
	uint32_t snd_nxt; /* of the client */
} cases[] = {
	{ "in order", { { 100, 5 }, { 105, 5 } }, 2, 110, 110 },
	{ "a hole", { { 100, 5 }, { 110, 5 } }, 2, 105, 115 },
	{ "a hole that is filled", { { 100, 5 }, { 110, 5 }, { 105, 5 } }, 3, 115, 115 },
	{ "filled from behind", { { 100, 5 }, { 115, 5 }, { 110, 5 }, { 105, 5 } }, 4, 120, 120 },
	{ "four beyond a hole",
	  { { 100, 5 }, { 110, 5 }, { 115, 5 }, { 120, 5 }, { 125, 5 }, { 105, 5 } },
	  6,
	  130,
	  130 },
	{ "five beyond a hole, of which one is forgotten",
	  { { 100, 5 }, { 110, 5 }, { 115, 5 }, { 120, 5 }, { 125, 5 }, { 130, 5 }, { 105, 5 } },
	  7,
	  130,
	  135 },
	{ "what was sent again changes nothing", { { 100, 9 }, { 100, 5 } }, 2, 109, 109 },
	{ "more than what was sent before", { { 100, 5 }, { 100, 9 } }, 2, 109, 109 },
	{ "an old number", { { 100, 5 }, { 90, 5 } }, 2, 105, 105 },
	{ "over the end of the numbers", { { 0xfffffffe, 5 }, { 3, 5 } }, 2, 8, 8 },
	{ "a hole at the end of the numbers",
	  { { 0xfffffff0, 5 }, { 2, 5 }, { 0xfffffff5, 13 } },
	  3,
	  7,
	  7 },
	{ "a FIN has a number", { { 100, 5 }, { 105, 0, FIN | ACK } }, 2, 106, 106 },
	{ "a RST has none", { { 100, 5 }, { 105, 5, RST } }, 2, 105, 105 },
	{ "a SYN says where it all begins", { { 99, 0, SYN }, { 100, 5 } }, 2, 105, 105 },
	{ "what lay beyond a hole before the SYN counts no more",
	  { { 100, 0 }, { 110, 5 }, { 99, 0, SYN }, { 100, 10 } },
	  4,
	  110,
	  110 },
};

static void test_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = frames_direct(AF_INET);
		struct wire wire;

		for (int k = 0; k < cases[i].pieces; k++) {
			const struct piece *piece = &cases[i].piece[k];
			char payload[32] = "";
			memset(payload, 'x', (size_t)piece->len);
			frames_pass(
				ev, 0, 10000 * (k + 1),
				&(struct frame_spec){ .flags = piece->flags ? piece->flags : ACK,
						      .seq = piece->seq,
						      .ack = SERVER_NXT,
						      .payload = payload,
						      .ip_id = (uint16_t)(k + 1) });
		}
		frames_pass(ev, 1, 100000, &(struct frame_spec){ .flags = ACK, .seq = SERVER_NXT });
		frames_pass(ev, 0, 110000, &(struct frame_spec){ .flags = ACK, .ip_id = 99 });
		assert_int_equal(wire_read(ev, &wire), 0);
		const struct segment *server = &wire.segment[wire.count - 2];
		const struct segment *client = &wire.segment[wire.count - 1];
		if (!server->has_rcv_nxt || server->rcv_nxt != cases[i].rcv_nxt)
			fail_msg("%s: RCV.NXT is %u", cases[i].what, server->rcv_nxt);
		if (!client->has_snd_nxt || client->snd_nxt != cases[i].snd_nxt)
			fail_msg("%s: SND.NXT is %u", cases[i].what, client->snd_nxt);
		assert_false(server->has_snd_nxt);
		assert_int_equal(server->answers, cases[i].pieces - 1);
		wire_free(&wire);
		free(ev);
	}
}

/* A router has said nothing of what it passes on. */
static void test_router(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);
	struct wire wire;

	(void)state;
	frames_pass(ev, 0, 1000, &(struct frame_spec){ .flags = ACK, .seq = 100, .payload = "x" });
	frames_pass(ev, 2, 3000, &(struct frame_spec){ .flags = ACK, .seq = 100, .payload = "x" });
	frames_pass(ev, 2, 5000, &(struct frame_spec){ .flags = RST, .seq = 101 });
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(wire.count, 2);
	assert_int_equal(wire.segment[1].origin, 1);
	assert_false(wire.segment[1].has_snd_nxt);
	wire_free(&wire);
	free(ev);
}

/* What is no TCP, as a report of MLD: the same bytes each time. */
static void report(struct evidence *ev, int end, bool sent, int64_t time_ns)
{
	enum { PROTOCOL = 23 };
	int at = frames_tcp(ev, end, sent, time_ns, &(struct frame_spec){ .flags = ACK });

	ev->frames[ev->packet[at].frame + PROTOCOL] = IPPROTO_ICMP;
}

/* One came before its sender was captured, and is said again in the end: it holds nobody up. */
static void test_said_again(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);
	struct wire wire;
	int first = 0;

	(void)state;
	report(ev, 0, false, 1000);
	frames_pass(ev, 0, 10000, &(struct frame_spec){ .flags = SYN, .sport = 1001 });
	frames_pass(ev, 2, 20000, &(struct frame_spec){ .flags = SYN, .sport = 1002, .seq = 9 });
	report(ev, 1, true, 30000);
	report(ev, 0, false, 31000);
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(wire.count, 4);
	while (wire.segment[first].stream < 0)
		first++;
	assert_int_equal(wire.segment[first].tcp.src.port, 1001);
	assert_int_equal(wire.segment[first].stream, 0);
	wire_free(&wire);
	free(ev);
}

/* Each packet has its place and its segment, whatever the clock says; a fence has none. */
static void test_sighted(void **state)
{
	static const struct frame_spec syn = { .flags = SYN, .seq = 9 },
				       refusal = { .flags = RST | ACK, .ack = 10 };
	static const struct sighted expected[] = {
		{ 1, 0 }, { 2, 1 }, { 0, 0 }, { 3, 1 }, { -1, -1 }
	};
	static const uint8_t fence[60] = { [12] = 0x88, [13] = 0xb5 };
	struct evidence *ev = frames_direct(AF_INET);
	struct wire wire;

	(void)state;
	frames_tcp(ev, 1, false, 100, &syn);
	frames_tcp(ev, 1, true, 110, &refusal);
	frames_tcp(ev, 0, true, 500, &syn);
	frames_tcp(ev, 0, false, 10, &refusal);
	frames_raw(ev, 0, true, 400, fence, sizeof(fence));
	assert_int_equal(wire_read(ev, &wire), 0);
	for (int i = 0; i < ev->packet_count; i++) {
		assert_int_equal(wire.sighted[i].rank, expected[i].rank);
		assert_int_equal(wire.sighted[i].segment, expected[i].segment);
	}
	wire_free(&wire);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_router),
		cmocka_unit_test(test_said_again),
		cmocka_unit_test(test_sighted),
	};

	return cmocka_run_group_tests_name("wire_order", tests, NULL, NULL);
}
