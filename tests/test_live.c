/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel says of a RST, and the RST on an interface, are brought together, in whatever
 * order they are heard; and what became of it is told once. */
#include "live_ear.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A SYN to a closed port, however the two witnesses come. */
static void test_either_order(void **state)
{
	(void)state;
	for (int word_first = 0; word_first < 2; word_first++) {
		struct ear *ear = ear_open_all();
		if (word_first)
			ear_word(ear, true, "NO_SOCKET", 0, 10);
		ear_packet(ear, false, SYN, 100, 0, "eth0", false, 9);
		ear_packet(ear, true, RST | ACK, 0, 101, "eth0", true, 10);
		if (!word_first)
			ear_word(ear, true, "NO_SOCKET", 0, 10);
		assert_int_equal(ear->count, 1);
		ear_must(ear, 0, LIVE_SENT, 0, "no-listener");
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		ear_close(ear);
	}
}

/* One RST, seen at three places: once. The receiver's word is that of the same RST. */
static void test_copies(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "TCP_ABORT_ON_CLOSE", TCP_CLOSE, 10);
	ear_packet(ear, true, RST | ACK, 500, 101, "veth0", false, 10);
	ear_packet(ear, true, RST | ACK, 500, 101, "docker0", false, 10);
	ear_packet(ear, true, RST | ACK, 500, 101, "eth0", true, 10);
	ear_word(ear, false, NULL, TCP_ESTABLISHED, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_SENT, 500, "abort-unread");
	ear_close(ear);
}

/* Two replies of one connection, with their words together: each has its own. */
static void test_two_of_one(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "NO_SOCKET", 0, 10);
	ear_word(ear, true, "NO_SOCKET", 0, 11);
	ear_packet(ear, true, RST, 500, 0, "eth0", true, 10);
	ear_packet(ear, true, RST, 900, 0, "eth0", true, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	ear_must(ear, 0, LIVE_SENT, 500, NULL);
	ear_must(ear, 1, LIVE_SENT, 900, NULL);
	ear_close(ear);
}

/* An abort bears an ACK, a reply to a segment with ACK none: neither's word goes to the other. */
static void test_its_own_word(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "TCP_STATE", TCP_CLOSE, 10);
	ear_packet(ear, true, RST, 500, 0, "eth0", true, 12);
	ear_word(ear, true, "NO_SOCKET", 0, 12);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	ear_must(ear, 0, LIVE_SENT, 500, NULL);
	assert_string_equal(ear->told[0].reason, "NO_SOCKET");
	ear_must(ear, 1, LIVE_UNSEEN, 0, NULL);
	assert_string_equal(ear->told[1].reason, "TCP_STATE");
	ear_close(ear);
}

/* Of a word whose RST nobody has seen, and of a RST of which nobody has spoken. */
static void test_fates(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "NO_SOCKET", 0, 10);
	live_settle(ear->live, 11 * MS);
	assert_int_equal(ear->count, 0);
	live_settle(ear->live, (10 + LIVE_GRACE_MS) * MS);
	ear_must(ear, 0, LIVE_UNSEEN, 0, NULL);
	ear_packet(ear, true, RST, 1, 0, "eth0", true, 10000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 1, LIVE_ALIEN, 1, NULL);
	ear_packet(ear, true, RST, 2, 0, "eth0", false, 20000);
	ear_packet(ear, true, RST, 2, 0, "eth1", true, 20000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 2, LIVE_PASSED, 2, NULL);
	ear_packet(ear, true, RST, 3, 0, "eth0", false, 30000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 3, LIVE_IGNORED, 3, NULL);
	ear_packet(ear, true, RST, 4, 0, "eth0", false, 40000);
	ear_word(ear, false, NULL, TCP_ESTABLISHED, 40000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 4, LIVE_RECEIVED, 4, NULL);
	/* Over loopback, by a firewall: it left first, and no TCP has sent it. */
	ear_packet(ear, true, RST, 5, 0, "lo", true, 50000);
	ear_packet(ear, true, RST, 5, 0, "lo", false, 50000);
	ear_word(ear, false, NULL, TCP_ESTABLISHED, 50000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 5, LIVE_ALIEN, 5, NULL);
	assert_int_equal(ear->count, 6);
	ear_close(ear);
}

/* Nothing is called alien where the kernel cannot be heard, nor unseen where no interface is. */
static void test_witnesses(void **state)
{
	static const struct {
		struct live_witnesses witnesses;
		enum live_fate of_packet, of_word;
	} cases[] = {
		{ { true, true, true, true }, LIVE_ALIEN, LIVE_UNSEEN },
		{ { true, false, true, true }, LIVE_SENT, LIVE_UNSEEN },
		{ { false, false, true, true }, LIVE_SENT, LIVE_UNSEEN },
		{ { true, true, false, true }, LIVE_ALIEN, LIVE_SENT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ear *ear = ear_open(cases[i].witnesses);
		ear_packet(ear, true, RST, 1, 0, "eth0", true, 10);
		live_settle(ear->live, INT64_MAX);
		ear_must(ear, 0, cases[i].of_packet, 1, NULL);
		ear_word(ear, true, "NO_SOCKET", 0, 10000);
		live_settle(ear->live, INT64_MAX);
		ear_must(ear, 1, cases[i].of_word, 0, NULL);
		ear_close(ear);
	}
}

/* Headers alone: the server's FIN rules out who had not closed, and a RST with a FIN is of none. */
static void test_headers(void **state)
{
	static const struct {
		uint8_t before, reset;
		int causes;
	} cases[] = {
		{ FIN | ACK, RST, 1 },
		{ FIN | ACK, RST | FIN, 0 },
		{ 0, RST, 1 },
		{ 0, RST | FIN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ear *ear = ear_open((struct live_witnesses){ false, false, true, true });
		ear_packet(ear, false, SYN, 100, 0, "eth0", false, 0);
		ear_packet(ear, true, SYN | ACK, 400, 101, "eth0", true, 1);
		if (cases[i].before)
			ear_packet(ear, true, cases[i].before, 401, 101, "eth0", true, 2);
		ear_packet(ear, true, cases[i].reset, 402, 0, "eth0", true, 10);
		live_settle(ear->live, INT64_MAX);
		ear_must(ear, 0, LIVE_SENT, 402,
			 cases[i].causes == 0 ? ""
			 : cases[i].before    ? "data-after-close"
					      : "half-open");
		assert_int_equal(ear->told[0].causes, cases[i].causes);
		ear_close(ear);
	}
}

/* An older connection of the same ports says nothing of a new one. */
static void test_port_used_anew(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_packet(ear, false, SYN, 100, 0, "eth0", false, 1);
	ear_packet(ear, true, SYN | ACK, 300, 101, "eth0", true, 1);
	ear_packet(ear, true, FIN | ACK, 400, 101, "eth0", true, 2);
	ear_packet(ear, false, FIN | ACK, 101, 401, "eth0", false, 2);
	ear_packet(ear, false, SYN, 900, 0, "eth0", false, 9);
	ear_packet(ear, true, RST | ACK, 0, 901, "eth0", true, 10);
	ear_word(ear, true, "NO_SOCKET", 0, 10);
	ear_must(ear, 0, LIVE_SENT, 0, "no-listener");
	/* Data to who had said FIN. */
	ear_packet(ear, false, SYN, 5000, 0, "eth0", false, 20);
	ear_packet(ear, true, SYN | ACK, 7000, 5001, "eth0", true, 21);
	ear_packet(ear, true, FIN | ACK, 7001, 5001, "eth0", true, 22);
	ear_packet(ear, true, RST, 7002, 0, "eth0", true, 30);
	ear_word(ear, true, "TCP_TIMEWAIT_SOCKET", TCP_TIME_WAIT, 30);
	ear_must(ear, 1, LIVE_SENT, 7002, "data-after-close");
	ear_close(ear);
}

static void translated(struct ear *ear, struct endpoint src, struct endpoint dst, uint8_t flags,
		       uint32_t seq, bool leaves, int ms)
{
	live_hear_packet(ear->live, &(struct heard_packet){ .time_ns = (int64_t)ms * MS,
							    .leaves = leaves,
							    .packet = { .protocol = PROTO_TCP,
									.src = src,
									.dst = dst,
									.flags = flags,
									.seq = seq,
									.ttl = 63 } });
}

/* NAT of this host: what comes with one address leaves with another, and is nobody's here; what its
 * own TCP has sent leaves with another than the kernel says. Another RST is another RST. */
static void test_translated(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	translated(ear, ear_at(2, 80), ear_at(1, 1000), RST, 7, false, 10);
	translated(ear, ear_at(9, 80), ear_at(1, 1000), RST, 7, true, 10);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_PASSED, 7, NULL);
	ear_word(ear, true, "NO_SOCKET", 0, 10000);
	translated(ear, ear_at(9, 8080), ear_at(1, 1000), RST, 8, true, 10000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	ear_must(ear, 1, LIVE_SENT, 8, NULL);
	translated(ear, ear_at(2, 80), ear_at(1, 1000), RST, 9, false, 20000);
	translated(ear, ear_at(9, 80), ear_at(1, 1000), RST, 10, true, 20000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 4);
	ear_must(ear, 2, LIVE_IGNORED, 9, NULL);
	ear_must(ear, 3, LIVE_ALIEN, 10, NULL);
	ear_close(ear);
}

/* A container's RST that leaves with the host's address, and one that has waited for a neighbour.
 */
static void test_told_before(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "TCP_STATE", TCP_CLOSE, 10);
	ear_packet(ear, true, RST | ACK, 7, 0, "veth0", false, 10);
	translated(ear, ear_at(9, 5555), ear_at(1, 1000), RST | ACK, 7, true, 11);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 1);
	ear_word(ear, true, "NO_SOCKET", 0, 10000);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 1, LIVE_UNSEEN, 0, NULL);
	ear_packet(ear, true, RST, 8, 0, "eth0", true, 12000);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 2);
	ear_close(ear);
}

/* Where not all was heard, a witness that is missing means nothing. */
static void test_gap(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	live_miss(ear->live, INT64_C(1000) * MS, INT64_C(2000) * MS);
	ear_word(ear, true, "NO_SOCKET", 0, 1500);
	ear_packet(ear, false, RST, 1, 0, "eth0", true, 1999);
	ear_packet(ear, false, RST, 2, 0, "eth0", false, 2100);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 3);
	ear_must(ear, 0, LIVE_SENT, 0, NULL);
	ear_must(ear, 1, LIVE_SENT, 1, NULL);
	ear_must(ear, 2, LIVE_ARRIVED, 2, NULL);
	ear_packet(ear, false, RST, 3, 0, "eth0", true, 2000 + LIVE_GRACE_MS + 1);
	live_settle(ear->live, INT64_MAX);
	ear_must(ear, 3, LIVE_ALIEN, 3, NULL);
	ear_close(ear);
}

/* The clock is set back by an hour while a RST waits: it is told at once, and nothing is made of
 * the witness that is missing; what comes then waits as ever. */
static void test_clock_set_back(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	ear_word(ear, true, "NO_SOCKET", 0, 2000000);
	live_settle(ear->live, INT64_C(1000000) * MS);
	assert_int_equal(ear->count, 1);
	ear_must(ear, 0, LIVE_SENT, 0, NULL);
	assert_int_equal(live_due(ear->live), -1);
	ear_word(ear, true, "NO_SOCKET", 0, 1000001);
	live_settle(ear->live, INT64_C(1000002) * MS);
	assert_int_equal(ear->count, 1);
	live_settle(ear->live, (INT64_C(1000002) + LIVE_GRACE_MS) * MS);
	assert_int_equal(ear->count, 2);
	ear_must(ear, 1, LIVE_UNSEEN, 0, NULL);
	ear_close(ear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_either_order),   cmocka_unit_test(test_copies),
		cmocka_unit_test(test_two_of_one),     cmocka_unit_test(test_its_own_word),
		cmocka_unit_test(test_fates),          cmocka_unit_test(test_witnesses),
		cmocka_unit_test(test_port_used_anew), cmocka_unit_test(test_translated),
		cmocka_unit_test(test_told_before),    cmocka_unit_test(test_gap),
		cmocka_unit_test(test_clock_set_back), cmocka_unit_test(test_headers),
	};

	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
