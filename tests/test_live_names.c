/* SPDX-License-Identifier: GPL-2.0-only */
/* A listener that was given what was for another address (TPROXY, REDIRECT) answers in its name,
 * and the kernel tells of the listener: the two are brought together, and told by that name. */
#include "live.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MS = 1000000 };

struct told {
	int count;
	enum live_fate fate;
	uint16_t port;
	char reason[32];
};

static void hear(void *arg, const struct live_reset *reset)
{
	struct told *told = arg;

	told->count++;
	told->fate = reset->fate;
	told->port = reset->local.port;
	strncpy(told->reason, reset->word && reset->word->reason ? reset->word->reason : "",
		sizeof(told->reason) - 1);
}

static struct endpoint at(uint8_t host, uint16_t port)
{
	return (struct endpoint){ { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 0, 0, host } },
				  port };
}

struct trial {
	int word_ms, packet_ms;
	uint8_t flags;
	bool packet_first, any, client_too;
	bool has_ends; /* the kernel tells of the RST's own ends too */
	int count;     /* that is told */
};

/* The server is 10.0.0.2:80, the proxy listens at 10.0.0.9:8888, or at any address. */
static void speak(struct live *live, const struct trial *trial)
{
	struct heard_word listener = { .time_ns = (int64_t)trial->word_ms * MS,
				       .sent = true,
				       .local = at(9, 8888),
				       .state = TCP_LISTEN,
				       .reason = "TCP_FLAGS" };
	const struct heard_packet packet = {
		.time_ns = (int64_t)trial->packet_ms * MS,
		.leaves = true,
		.ifname = "eth0",
		.packet = { .protocol = PROTO_TCP,
			    .src = at(2, 80),
			    .dst = at(1, 1000),
			    .flags = trial->flags,
			    .seq = trial->flags & ACK ? 0 : 7,
			    .ttl = 64 },
	};

	if (trial->any)
		listener.local.addr = (struct in6_addr){ 0 };
	if (trial->has_ends) {
		listener.listener = listener.local;
		listener.local = at(2, 80);
		listener.remote = at(1, 1000);
	}
	if (!trial->packet_first)
		live_hear_word(live, &listener);
	live_hear_packet(live, &packet);
	if (trial->packet_first)
		live_hear_word(live, &listener);
	if (trial->client_too)
		live_hear_word(live, &(struct heard_word){ .time_ns = packet.time_ns,
							   .local = at(1, 1000),
							   .remote = at(2, 80),
							   .state = -1 });
	live_settle(live, INT64_MAX);
}

static void test_in_anothers_name(void **state)
{
	static const struct trial trials[] = {
		{ 10, 10, RST, .count = 1 },
		{ 10, 10, RST, .packet_first = true, .count = 1 },
		{ 10, 10, RST, .any = true, .count = 1 },
		/* its receiver is on this host too, and speaks */
		{ 10, 10, RST, .client_too = true, .count = 1 },
		/* too far apart, or no answer of a listener */
		{ 10, 60, RST, .count = 2 },
		{ 60, 10, RST, .count = 2 },
		{ 10, 10, RST | ACK, .count = 2 },
		{ 10, 10, RST | ACK, .packet_first = true, .count = 2 },
		/* whose ends are told it is, however far apart */
		{ 10, 60, RST, .has_ends = true, .count = 1 },
		{ 10, 10, RST, .any = true, .has_ends = true, .count = 1 },
	};
	const struct lessons none = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct told told = { 0 };
		struct live *live = live_open(
			&none, (struct live_witnesses){ true, true, true, true }, hear, &told);

		assert_non_null(live);
		speak(live, &trials[i]);
		if (told.count != trials[i].count)
			fail_msg("trial %zu: %d are told", i, told.count);
		if (told.count == 1) {
			assert_int_equal(told.fate, LIVE_SENT);
			assert_int_equal(told.port, 80);
			assert_string_equal(told.reason, "TCP_FLAGS");
		}
		live_close(live);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_in_anothers_name) };

	return cmocka_run_group_tests_name("live_names", tests, NULL, NULL);
}
