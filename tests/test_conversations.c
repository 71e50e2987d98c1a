/* SPDX-License-Identifier: GPL-2.0-only */
/* The connections of a capture, and the RSTs in them. */
#include "dialogue.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct dialogue dialogue;

/* Five replies to what was under way are one story. */
static void test_echoes(void **state)
{
	static const struct line lines[] = {
		HANDSHAKE,
		{ 'c', ACK, .seq = 101, .ack = 501, .len = 10 },
		{ 'c', ACK, .seq = 111, .ack = 501, .len = 10 },
		{ 'c', ACK, .seq = 121, .ack = 501, .len = 10 },
		{ 's', RST, .seq = 501, .ip_id = 1 },
		{ 's', RST, .seq = 501, .ip_id = 2 },
		{ 's', RST, .seq = 501, .ip_id = 3 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.count, 1);
	assert_int_equal(dialogue.rst[0].segment.frame, 7);
	assert_int_equal(dialogue.rst[0].echoes, 2);
	assert_int_equal(dialogue.totals.resets, 3);
	assert_int_equal(dialogue.totals.reset, 1);
	/* But for who asks for one of them. */
	dialogue_hear(lines, 0, 9, &dialogue);
	assert_int_equal(dialogue.count, 2);
	assert_int_equal(dialogue.rst[1].segment.frame, 9);
	assert_int_equal(dialogue.rst[1].track.side[1].resets, 2);
}

/* A RST from elsewhere, or of the other side, is another. */
static void test_no_echoes(void **state)
{
	static const struct line lines[] = {
		HANDSHAKE,
		{ 's', RST, .seq = 501 },
		{ 's', RST, .seq = 501, .ttl = 244, .ms = 1 },
		{ 'c', RST, .seq = 101, .ms = 1 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.count, 3);
	assert_int_equal(dialogue.conversations, 1);
}

/* The same bytes at once are one packet, seen in two places. */
static void test_seen_twice(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100, .ip_id = 7 },
		{ 'c', SYN, .seq = 100, .ip_id = 7, .ttl = 63 },
		{ 's', RST | ACK, .ack = 101 },
		{ 's', RST | ACK, .ack = 101, .ttl = 63 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.count, 1);
	assert_int_equal(dialogue.totals.resets, 1);
	assert_int_equal(dialogue.rst[0].track.duplicates, 1);
	assert_true(dialogue.rst[0].track.duplicates_differ);
}

/* The same SYN after a second is sent again. */
static void test_sent_again(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 'c', SYN, .seq = 100, .ms = 1000 },
		{ 's', RST | ACK, .ack = 101 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.rst[0].track.duplicates, 0);
	assert_int_equal(dialogue.rst[0].track.side[0].resends, 1);
}

static void test_ports_again(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 's', RST | ACK, .ack = 101 },
		{ 'c', SYN, .seq = 9000, .ms = 50 },
		{ 's', RST | ACK, .ack = 9001 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.conversations, 2);
	assert_int_equal(dialogue.totals.connections, 2);
	assert_int_equal(dialogue.number[1], 1);
	assert_int_equal(dialogue.rst[1].track.count, 1);
}

/* RFC 9293, 3.5, figure 7. */
static void test_crossed_syns(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 's', SYN, .seq = 500 },
		{ 'c', SYN | ACK, .seq = 100, .ack = 501, .ms = 1 },
		{ 's', SYN | ACK, .seq = 500, .ack = 101 },
		{ 'c', RST, .seq = 101 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_int_equal(dialogue.totals.connections, 1);
	assert_int_equal(dialogue.count, 1);
}

static void test_closed_before(void **state)
{
	static const struct line lines[] = {
		HANDSHAKE,
		{ 'c', FIN | ACK, .seq = 101, .ack = 501 },
		{ 's', FIN | ACK, .seq = 501, .ack = 102 },
		{ 'c', ACK, .seq = 102, .ack = 502 },
		{ 's', RST, .seq = 502 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_true(dialogue.is_closed[0]);
}

/* It went on with new bytes, later than a round trip. */
static void test_ignored(void **state)
{
	static const struct line lines[] = {
		HANDSHAKE,
		{ 's', RST, .seq = 9, .ms = 5 },
		{ 'c', ACK, .seq = 101, .ack = 501, .len = 10, .ms = 50 },
		{ 's', ACK, .seq = 501, .ack = 111, .ms = 10 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	assert_true(dialogue.rst[0].receiver_went_on);
	assert_true(dialogue.rst[0].sender_went_on);
}

/* What was heard of longest ago goes first; what is reset before it goes is told. */
static void test_limit(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 1, .client_port = 1001 },
		{ 'c', SYN, .seq = 1, .client_port = 1002 },
		{ 'c', SYN, .seq = 1, .client_port = 1003 },
		{ 's', RST | ACK, .ack = 2, .client_port = 1001 },
		{ 's', RST | ACK, .ack = 2, .client_port = 1003 },
		{ 0 },
	};

	(void)state;
	dialogue_hear(lines, 2, 0, &dialogue);
	assert_int_equal(dialogue.totals.forgotten, 2);
	assert_int_equal(dialogue.conversations, 2);
	assert_int_equal(dialogue.rst[0].track.count, 0);
	assert_int_equal(dialogue.rst[1].track.count, 1);
}

/* Many that are over do not grow in number. */
static void test_flat(void **state)
{
	struct conversations *all = conversations_open(4, 0, NULL, NULL);
	struct decoded packet;

	(void)state;
	for (unsigned i = 0; i < 60000; i++) {
		const struct line fin[] = {
			{ 'c', SYN, .seq = 100, .client_port = (uint16_t)(i + 1) },
			{ 's', SYN | ACK, .seq = 500, .ack = 101,
			  .client_port = (uint16_t)(i + 1) },
			{ 'c', FIN | ACK, .seq = 101, .ack = 501,
			  .client_port = (uint16_t)(i + 1) },
			{ 's', FIN | ACK, .seq = 501, .ack = 102,
			  .client_port = (uint16_t)(i + 1) },
			{ 'c', ACK, .seq = 102, .ack = 502, .client_port = (uint16_t)(i + 1) },
		};
		for (int k = 0; k < 5; k++) {
			dialogue_packet(&fin[k], &packet);
			assert_int_equal(conversations_add(all, &packet, 1, 1), 0);
		}
	}
	assert_int_equal(conversations_totals(all)->connections, 60000);
	assert_int_equal(conversations_totals(all)->forgotten, 0);
	conversations_close(all);
}

/* Two tunnels may carry the same addresses and ports. */
static void test_tunnels(void **state)
{
	const struct line syn = { 'c', SYN, .seq = 100 };
	struct conversations *all = conversations_open(4, 0, NULL, NULL);
	struct decoded packet;

	(void)state;
	dialogue_packet(&syn, &packet);
	for (uint64_t vni = 1; vni <= 2; vni++) {
		packet.tunnels = 1;
		packet.tunnel = TUNNEL_VXLAN;
		packet.tunnel_ids = vni;
		assert_int_equal(conversations_add(all, &packet, vni, 1), 0);
	}
	assert_int_equal(conversations_totals(all)->connections, 2);
	conversations_close(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echoes),        cmocka_unit_test(test_no_echoes),
		cmocka_unit_test(test_seen_twice),    cmocka_unit_test(test_sent_again),
		cmocka_unit_test(test_ports_again),   cmocka_unit_test(test_crossed_syns),
		cmocka_unit_test(test_closed_before), cmocka_unit_test(test_ignored),
		cmocka_unit_test(test_limit),         cmocka_unit_test(test_flat),
		cmocka_unit_test(test_tunnels),
	};

	return cmocka_run_group_tests_name("conversations", tests, NULL, NULL);
}
