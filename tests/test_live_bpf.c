/* SPDX-License-Identifier: GPL-2.0-only */
/* What is told of a live host whose kernel says of which namespace a reset is, and that a rule of
 * the firewall made it. */
#include "live_ear.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* As BPF has it: of which namespace, and if a rule of the firewall has made it. */
static void word_of(struct ear *ear, uint32_t netns, enum whereabouts where, bool by_firewall,
		    int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.sent = true,
							.by_firewall = by_firewall,
							.local = ear_at(2, 80),
							.remote = ear_at(1, 1000),
							.state = by_firewall ? -1 : 0,
							.reason = by_firewall ? NULL : "NO_SOCKET",
							.where = where,
							.netns = netns });
}

/* The kernel itself says that a rule of the firewall made it: then causes of another kind, which
 * are all that these lessons know, are none. */
static void test_firewall(void **state)
{
	(void)state;
	for (int heard = 0; heard < 2; heard++) {
		struct ear *ear = ear_open_all();
		ear_packet(ear, false, SYN, 100, 0, "eth0", false, 10);
		if (heard)
			word_of(ear, 7, WHERE_HERE, true, 11);
		ear_packet(ear, true, RST | ACK, 0, 101, "eth0", true, 11);
		live_settle(ear->live, INT64_MAX);
		ear_must(ear, 0, LIVE_ALIEN, 0, heard ? "" : NULL);
		assert_int_equal(ear->count, 1);
		ear_close(ear);
	}
	/* Whatever else it looks like. */
	struct ear *ear = ear_open_all();
	ear_packet(ear, true, RST, 500, 0, "eth0", true, 10);
	word_of(ear, 7, WHERE_HERE, true, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_ALIEN, 500, "");
	ear_close(ear);
}

static bool yes(void *arg)
{
	(void)arg;
	return true;
}

static bool no(void *arg)
{
	(void)arg;
	return false;
}

/* The kernel may be silent on what its TCP has sent: the counters know. */
static void test_doubt(void **state)
{
	(void)state;
	for (int counted = 0; counted < 2; counted++) {
		struct ear *ear = ear_open_all();
		live_doubt(ear->live, counted ? yes : no);
		ear_packet(ear, true, RST, 500, 0, "eth0", true, 10);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		ear_must(ear, 0, counted ? LIVE_SENT : LIVE_ALIEN, 500, NULL);
		/* What a rule has made is of no TCP, whatever is counted. */
		ear_packet(ear, true, RST, 600, 0, "eth0", true, 1000);
		word_of(ear, 7, WHERE_HERE, true, 1000);
		live_settle(ear->live, INT64_MAX);
		ear_must(ear, 1, LIVE_ALIEN, 600, NULL);
		ear_close(ear);
	}
}

/* By its number a namespace is known exactly: of one that is not watched nothing is told, whichever
 * addresses it has and whatever is heard of interfaces, unless its RST was seen here. */
static void test_namespaces(void **state)
{
	static const struct live_witnesses some[] = { { true, true, true, true },
						      { true, true, true, false },
						      { true, true, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		struct ear *ear = ear_open(some[i]);
		word_of(ear, 7, WHERE_ELSE, false, 10);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 0);
		assert_int_equal(live_elsewhere(ear->live), 1);
		word_of(ear, 8, WHERE_HERE, false, 1000);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		word_of(ear, 7, WHERE_ELSE, false, 2000);
		ear_packet(ear, true, RST | ACK, 0, 1, "veth0", false, 2000);
		live_settle(ear->live, INT64_MAX);
		/* It came to this one, or may have left by an interface that is not heard. */
		ear_must(ear, 1, some[i].all_interfaces ? LIVE_IGNORED : LIVE_SENT, 0, NULL);
		ear_close(ear);
	}
}

/* Two namespaces have the same loopback addresses, and what is heard of them is not mixed. */
static void test_loopbacks(void **state)
{
	struct endpoint server = { { .s6_addr = { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 } }, 80 };
	struct endpoint client = server;
	struct ear *ear = ear_open_all();

	(void)state;
	client.port = 1000;
	for (uint32_t netns = 7; netns <= 8; netns++)
		live_hear_word(ear->live,
			       &(struct heard_word){ .time_ns = 10 * MS,
						     .sent = true,
						     .local = server,
						     .remote = client,
						     .reason = "NO_SOCKET",
						     .where = netns == 8 ? WHERE_HERE : WHERE_ELSE,
						     .netns = netns });
	struct heard_packet seen = { .time_ns = 10 * MS,
				     .leaves = true,
				     .netns = 8,
				     .ifname = "lo",
				     .packet = { .protocol = PROTO_TCP,
						 .src = server,
						 .dst = client,
						 .flags = RST | ACK,
						 .ack = 5 } };
	live_hear_packet(ear->live, &seen);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_SENT, 0, NULL);
	assert_int_equal(live_elsewhere(ear->live), 1);
	ear_close(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_firewall),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_loopbacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
