/* SPDX-License-Identifier: GPL-2.0-only */
/* A RST from another network namespace of the same machine: it is told as the watched ones see it.
 */
#include "live_ear.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { UNKNOWN, THERE, HERE };

/* The server's word, in namespace @netns. */
static void send_in(struct ear *ear, uint32_t netns, enum whereabouts where, int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.sent = true,
							.local = ear_at(2, 80),
							.remote = ear_at(1, 1000),
							.state = TCP_CLOSE,
							.reason = "TCP_ABORT_ON_CLOSE",
							.netns = netns,
							.where = where });
}

/* The client's. */
static void take_in(struct ear *ear, uint32_t netns, enum whereabouts where, int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.local = ear_at(1, 1000),
							.remote = ear_at(2, 80),
							.state = TCP_ESTABLISHED,
							.netns = netns,
							.where = where });
}

static void come(struct ear *ear, bool leaves, int ms)
{
	ear_packet(ear, true, RST | ACK, 500, 101, leaves ? "eth0" : "veth0", leaves, ms);
}

/* It was received, for the cause that its sender's kernel names; once, and only after both had time
 * to speak. */
static void test_received(void **state)
{
	static const uint32_t known[] = { THERE, UNKNOWN };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct ear *ear = ear_open_all();
		send_in(ear, known[i], WHERE_ELSE, 10);
		come(ear, false, 10);
		assert_int_equal(ear->count, 0);
		take_in(ear, known[i] ? HERE : UNKNOWN, WHERE_HERE, 10);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		ear_must(ear, 0, LIVE_RECEIVED, 500, "abort-unread");
		assert_string_equal(ear->told[0].reason, "TCP_ABORT_ON_CLOSE");
		assert_int_equal(live_elsewhere(ear->live), 0);
		ear_close(ear);
	}
}

/* No interface has seen it come: the two words suffice. */
static void test_received_unseen(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	send_in(ear, THERE, WHERE_ELSE, 10);
	take_in(ear, HERE, WHERE_HERE, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_RECEIVED, 0, "abort-unread");
	ear_close(ear);
}

/* Nobody has taken it: it came, and was ignored. */
static void test_ignored(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	send_in(ear, THERE, WHERE_ELSE, 10);
	come(ear, false, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_IGNORED, 500, "abort-unread");
	ear_close(ear);
}

/* A container's that left for the network, or went to another container; and one whose both ends
 * are watched: sent. */
static void test_sent(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	send_in(ear, THERE, WHERE_ELSE, 10);
	come(ear, false, 10);
	come(ear, true, 10);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 0, LIVE_SENT, 500, "abort-unread");
	send_in(ear, THERE, WHERE_ELSE, 10000);
	come(ear, false, 10000);
	take_in(ear, THERE + 7, WHERE_ELSE, 10000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 1, LIVE_SENT, 500, "abort-unread");
	send_in(ear, THERE, WHERE_HERE, 20000);
	come(ear, true, 20000);
	come(ear, false, 20000);
	take_in(ear, HERE, WHERE_HERE, 20000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 3);
	ear_must(ear, 2, LIVE_SENT, 500, "abort-unread");
	ear_close(ear);
}

/* A container's that left for the network with the address of its host: sent. */
static void test_translated(void **state)
{
	const struct heard_packet left = { .time_ns = 10 * MS,
					   .leaves = true,
					   .ifname = "eth0",
					   .packet = { .protocol = PROTO_TCP,
						       .src = ear_at(9, 8080),
						       .dst = ear_at(1, 1000),
						       .flags = RST | ACK,
						       .seq = 500,
						       .ack = 101,
						       .window = 500,
						       .ttl = 63 } };
	struct ear *ear = ear_open_all();

	(void)state;
	send_in(ear, THERE, WHERE_ELSE, 10);
	come(ear, false, 10);
	live_hear_packet(ear->live, &left);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_SENT, 500, "abort-unread");
	ear_close(ear);
}

/* Neither end is watched. */
static void test_elsewhere(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	send_in(ear, THERE, WHERE_ELSE, 10);
	take_in(ear, THERE + 7, WHERE_ELSE, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 0);
	assert_int_equal(live_elsewhere(ear->live), 1);
	ear_close(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_received),   cmocka_unit_test(test_received_unseen),
		cmocka_unit_test(test_ignored),    cmocka_unit_test(test_sent),
		cmocka_unit_test(test_translated), cmocka_unit_test(test_elsewhere),
	};

	return cmocka_run_group_tests_name("live_elsewhere", tests, NULL, NULL);
}
