/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel says of a listener's RSTs, which shows no peer, and the RSTs themselves. */
#include "live_ear.h"
#include "live_waiting.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A listener has no peer to show; one at any address not even its own. */
static void test_nameless(void **state)
{
	(void)state;
	for (int word_first = 0; word_first < 2; word_first++)
		for (int any = 0; any < 2; any++) {
			struct ear *ear = ear_open_all();
			struct endpoint nobody = { .port = 80 }, server = ear_at(2, 80);
			struct heard_word heard = { .time_ns = 10 * MS,
						    .sent = true,
						    .local = any ? nobody : server,
						    .state = TCP_LISTEN,
						    .reason = "TCP_FLAGS" };
			if (word_first)
				live_hear_word(ear->live, &heard);
			ear_packet(ear, true, RST, 500, 0, "eth0", true, 10);
			ear_packet(ear, true, RST, 500, 0, "eth1", true, 10);
			if (!word_first)
				live_hear_word(ear->live, &heard);
			live_settle(ear->live, INT64_MAX);
			assert_int_equal(ear->count, 1);
			ear_must(ear, 0, LIVE_SENT, 500, NULL);
			ear_close(ear);
		}
}

/* The client takes a RST of the server. */
static void reset_at(struct ear *ear, uint16_t port, int ms)
{
	live_hear_word(ear->live, &(struct heard_word){ .time_ns = (int64_t)ms * MS,
							.local = ear_at(1, port),
							.remote = ear_at(2, 80),
							.state = TCP_ESTABLISHED });
}

/* Two of one listener at any address, to two clients: each word has its RST, in whatever order they
 * come. */
static void test_two_nameless(void **state)
{
	static const char *const orders[] = { "wwpq",   "wpwq",   "wpqw",   "pwqw",   "pqww",
					      "wrwspq", "wwrspq", "wrpwsq", "rwswpq", "wrwsqp" };

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		struct ear *ear = ear_open_all();
		struct heard_word heard = { .time_ns = 10 * MS,
					    .sent = true,
					    .local = { .port = 80 },
					    .where = WHERE_ANY,
					    .state = TCP_LISTEN,
					    .reason = "INVALID_SYN" };
		for (const char *at = orders[i]; *at; at++)
			if (*at == 'w')
				live_hear_word(ear->live, &heard);
			else if (*at == 'r' || *at == 's')
				reset_at(ear, *at == 'r' ? 1000 : 1001, 10);
			else
				ear_packet_to(ear, *at == 'p' ? 1000 : 1001, *at == 'p' ? 500 : 900,
					      10);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 2);
		for (int k = 0; k < 2; k++)
			assert_int_equal(ear->told[k].fate, LIVE_SENT);
		ear_close(ear);
	}
}

/* However many RSTs of other services are told of meanwhile, of this machine's other namespaces. */
static void test_in_a_crowd(void **state)
{
	enum { CROWD = 1000 };
	struct ear *ear = ear_open_all();
	struct heard_word heard = { .time_ns = 10 * MS,
				    .sent = true,
				    .local = { .port = 80 },
				    .where = WHERE_ANY,
				    .state = TCP_LISTEN,
				    .reason = "INVALID_SYN" };

	struct heard_word other = heard;

	(void)state;
	other.local.port = 80 + WAITING_PORTS;
	/* Of another port, and heard first. */
	live_hear_word(ear->live, &other);
	live_hear_word(ear->live, &heard);
	for (int i = 0; i < CROWD; i++)
		live_hear_word(ear->live,
			       &(struct heard_word){ .time_ns = 10 * MS,
						     .sent = true,
						     .where = WHERE_ELSE,
						     .local = ear_at(9, 8080),
						     .remote = ear_at(8, (uint16_t)(2000 + i)),
						     .reason = "NO_SOCKET" });
	ear_packet_to(ear, 1000, 500, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(live_elsewhere(ear->live), CROWD + 1);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_SENT, 500, NULL);
	ear_close(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nameless),
		cmocka_unit_test(test_two_nameless),
		cmocka_unit_test(test_in_a_crowd),
	};

	return cmocka_run_group_tests_name("live_nameless", tests, NULL, NULL);
}
