/* SPDX-License-Identifier: GPL-2.0-only */
/* A RST came, and the kernel has not said that it was taken: what else the host knows decides what
 * is told of it. */
#include "live_ear.h"
#include "live_growth.h"
#include "live_words.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- What is told -------------------------------------------------------------------------------
 */

static bool no(void *arg)
{
	(void)arg;
	return false;
}

static struct live_arrival asked;
static enum live_taking answer;

static enum live_taking taking(void *arg, const struct live_arrival *arrival, int *ret_state)
{
	(void)arg;
	asked = *arrival;
	*ret_state = TCP_ESTABLISHED;
	return answer;
}

/* A kernel that may be silent on what was taken: its silence alone says nothing. */
static void test_silence(void **state)
{
	static const struct {
		bool is_doubted, is_asked;
		enum live_taking answer;
		enum live_fate fate;
	} cases[] = {
		{ false, false, TAKING_UNKNOWN, LIVE_IGNORED },
		{ false, true, TAKING_UNKNOWN, LIVE_IGNORED },
		{ true, false, TAKING_UNKNOWN, LIVE_ARRIVED },
		{ true, true, TAKING_UNKNOWN, LIVE_ARRIVED },
		{ true, true, TAKING_NOT_OPEN, LIVE_IGNORED },
		{ true, true, TAKING_KEPT, LIVE_IGNORED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ear *ear = ear_open_all();
		if (cases[i].is_doubted)
			live_doubt(ear->live, no);
		if (cases[i].is_asked)
			live_ask(ear->live, taking);
		answer = cases[i].answer;
		ear_packet(ear, true, RST, 3, 0, "eth0", false, 30000);
		live_settle(ear->live, INT64_MAX);
		assert_int_equal(ear->count, 1);
		ear_must(ear, 0, cases[i].fate, 3, NULL);
		ear_close(ear);
	}
}

/* Where a witness is missing there was never anything to conclude from silence; but the host can be
 * asked. */
static void test_missing(void **state)
{
	static const struct live_witnesses cases[] = {
		{ false, false, true, true },
		{ true, true, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (answer = TAKING_UNKNOWN; answer <= TAKING_KEPT; answer++) {
			struct ear *ear = ear_open(cases[i]);
			live_ask(ear->live, taking);
			ear_packet(ear, true, RST, 3, 0, "eth0", false, 30000);
			live_settle(ear->live, INT64_MAX);
			ear_must(ear, 0, answer == TAKING_UNKNOWN ? LIVE_ARRIVED : LIVE_IGNORED, 3,
				 NULL);
			ear_close(ear);
		}
}

/* That a connection of these ends is there says nothing where it may be another one. */
static void test_anew(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	live_doubt(ear->live, no);
	live_ask(ear->live, taking);
	answer = TAKING_UNKNOWN;
	ear_packet(ear, true, RST, 3, 0, "eth0", false, 10000);
	live_settle(ear->live, INT64_MAX);
	assert_false(asked.may_be_anew);
	assert_int_equal(asked.time_ns, INT64_C(10000) * MS);
	ear_packet(ear, true, RST, 4, 0, "eth0", false, 20000);
	ear_packet(ear, false, SYN, 900, 0, "eth0", true, 20001);
	live_settle(ear->live, INT64_MAX);
	assert_true(asked.may_be_anew);
	live_miss(ear->live, INT64_C(30000) * MS, INT64_C(30001) * MS);
	ear_packet(ear, true, RST, 5, 0, "eth0", false, 30000);
	live_settle(ear->live, INT64_MAX);
	assert_true(asked.may_be_anew);
	ear_close(ear);
}

/* The counters say nothing of a connection that this host had closed: that is said where it may be
 * one. */
static void test_closing(void **state)
{
	struct ear *ear = ear_open_all();

	(void)state;
	live_doubt(ear->live, no);
	live_ask(ear->live, taking);
	answer = TAKING_NOT_OPEN;
	/* Of its connection nothing is known. */
	ear_packet(ear, true, RST, 3, 0, "eth0", false, 10000);
	live_settle(ear->live, INT64_MAX);
	assert_true(ear->told[0].may_be_closing);
	/* All of it is, and the client has said no FIN. */
	ear_packet(ear, false, SYN, 100, 0, "eth0", true, 20000);
	ear_packet(ear, true, SYN | ACK, 300, 101, "eth0", false, 20000);
	ear_packet(ear, true, RST, 301, 0, "eth0", false, 20001);
	live_settle(ear->live, INT64_MAX);
	assert_false(ear->told[1].may_be_closing);
	/* Now it has. */
	ear_packet(ear, false, SYN, 500, 0, "eth0", true, 30000);
	ear_packet(ear, true, SYN | ACK, 700, 501, "eth0", false, 30000);
	ear_packet(ear, false, FIN | ACK, 501, 701, "eth0", true, 30001);
	ear_packet(ear, true, RST, 701, 0, "eth0", false, 30002);
	live_settle(ear->live, INT64_MAX);
	assert_true(ear->told[2].may_be_closing);
	/* It has reset it, and has none any more. */
	ear_packet(ear, false, RST, 502, 0, "eth0", true, 30003);
	live_settle(ear->live, INT64_MAX);
	ear_packet(ear, true, RST, 702, 0, "eth0", false, 30004);
	live_settle(ear->live, INT64_MAX);
	assert_int_equal(ear->count, 5);
	assert_false(ear->told[4].may_be_closing);
	/* A FIN may have been missed. */
	live_miss(ear->live, INT64_C(31000) * MS, INT64_C(31001) * MS);
	ear_packet(ear, false, SYN, 900, 0, "eth0", true, 40000);
	ear_packet(ear, true, RST, 702, 0, "eth0", false, 40001);
	live_settle(ear->live, INT64_MAX);
	assert_true(ear->told[5].may_be_closing);
	ear_close(ear);
}

/* ---- In words -----------------------------------------------------------------------------------
 */

static void test_words(void **state)
{
	static const struct {
		struct live_reset reset;
		const char *who, *fact;
	} cases[] = {
		{ { .fate = LIVE_IGNORED }, "was not accepted by any open connection", NULL },
		{ { .fate = LIVE_IGNORED, .taking = TAKING_NOT_OPEN },
		  "was not accepted by any open connection",
		  NULL },
		{ { .fate = LIVE_IGNORED, .taking = TAKING_NOT_OPEN, .may_be_closing = true },
		  "was not accepted by any open connection",
		  "did not grow: if a connection accepted it, this host had closed that one" },
		{ { .fate = LIVE_IGNORED, .taking = TAKING_KEPT, .state = TCP_ESTABLISHED },
		  "was not accepted by any open connection",
		  "its connection is still there, in ESTABLISHED" },
		{ { .fate = LIVE_ARRIVED },
		  "a RST from 10.0.0.2:80 to 10.0.0.1:1000 came, and may have been accepted",
		  "its counters do not rule that out" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct live_story story = { .reset = cases[i].reset };
		char text[LIVE_TEXT];
		story.reset.local = ear_at(1, 1000);
		story.reset.remote = ear_at(2, 80);
		assert_non_null(strstr(live_who(&story.reset, text, sizeof(text)), cases[i].who));
		const char *fact = live_fact(&story, 0, text, sizeof(text));
		if (cases[i].fact)
			assert_non_null(strstr(fact, cases[i].fact));
		else
			assert_null(fact);
	}
	assert_string_equal(live_fate_name[LIVE_ARRIVED], "arrived");
}

/* ---- By the counters ----------------------------------------------------------------------------
 */

static const int64_t second = 1000 * MS;

static struct heard_endings counted(int resets, int fails, int embryonic, int drops)
{
	return (struct heard_endings){ true, resets, fails, embryonic, drops };
}

static void told(struct live_growth *growth, int state, int times)
{
	for (int i = 0; i < times; i++)
		live_growth_hear(growth, &(struct heard_word){ .state = state });
}

/* A RST came at 10.5 s; the counters were read at 10 and at 11 s. */
static void test_growth(void **state)
{
	static const struct {
		int resets, fails, embryonic, drops; /* how much they grew */
		int word, times;                     /* that were told */
		bool is_ruled_out;
	} cases[] = {
		{ 0, 0, 0, 0, 0, 0, true },
		{ 1, 0, 0, 0, 0, 0, false },
		{ 0, 1, 0, 0, 0, 0, false },
		/* All of it was told. */
		{ 2, 0, 0, 0, TCP_ESTABLISHED, 2, true },
		{ 1, 0, 0, 0, TCP_CLOSE_WAIT, 1, true },
		{ 0, 1, 0, 0, TCP_SYN_SENT, 1, true },
		{ 0, 1, 0, 0, TCP_SYN_RECV, 1, true },
		{ 3, 0, 0, 0, TCP_ESTABLISHED, 2, false },
		/* What does not count does not explain what has been counted. */
		{ 1, 0, 0, 0, TCP_FIN_WAIT2, 1, false },
		{ 1, 0, 0, 0, -1, 1, false },
		/* Handshakes: twice, and a full queue that resets. */
		{ 0, 3, 3, 0, 0, 0, true },
		{ 0, 3, 2, 0, 0, 0, false },
		{ 0, 1, 1, 1, 0, 0, false },
		{ 0, 0, 0, 5, 0, 0, true },
		{ 0, 0, 2, 2, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct heard_endings before = counted(7, 7, 7, 7),
				     after = counted(7 + cases[i].resets, 7 + cases[i].fails,
						     7 + cases[i].embryonic, 7 + cases[i].drops);
		struct live_growth growth;
		live_growth_begin(&growth, 10 * second, &before);
		told(&growth, cases[i].word, cases[i].times);
		live_growth_read(&growth, 11 * second, &after);
		if (live_growth_rules_out(&growth, 10 * second + second / 2) !=
		    cases[i].is_ruled_out)
			fail_msg("case %zu", i);
		/* It says nothing of the next one. */
		live_growth_read(&growth, 12 * second, &after);
		assert_true(live_growth_rules_out(&growth, 11 * second + second / 2));
	}
}

/* What was sent is not what was taken. */
static void test_growth_sent(void **state)
{
	struct heard_endings none = counted(0, 0, 0, 0), one = counted(1, 0, 0, 0);
	struct live_growth growth;

	(void)state;
	live_growth_begin(&growth, 10 * second, &none);
	live_growth_hear(&growth, &(struct heard_word){ .sent = true, .state = TCP_ESTABLISHED });
	live_growth_read(&growth, 11 * second, &one);
	assert_false(live_growth_rules_out(&growth, 10 * second + second / 2));
}

/* Counters that were read too early, or not at all, rule nothing out; nor does what is before they
 * were read first, nor a clock that was set back. */
static void test_growth_times(void **state)
{
	struct heard_endings none = counted(0, 0, 0, 0), one = counted(1, 0, 0, 0), unknown = { 0 };
	struct live_growth growth;

	(void)state;
	live_growth_begin(&growth, 7 * second, &none);
	assert_false(live_growth_rules_out(&growth, 7 * second - 1));
	live_growth_read(&growth, 10 * second, &none);
	live_growth_read(&growth, 11 * second, &none);
	assert_true(live_growth_is_after(&growth, 10 * second + second / 2));
	assert_true(live_growth_rules_out(&growth, 10 * second + second / 2));
	assert_false(live_growth_is_after(&growth, 11 * second - 1));
	assert_false(live_growth_rules_out(&growth, 11 * second - 1));
	/* Two times of doubt, one after the other: also of the first. */
	live_growth_read(&growth, 12 * second, &unknown);
	live_growth_read(&growth, 12 * second + second / 2, &none);
	live_growth_read(&growth, 13 * second, &none);
	assert_true(live_growth_rules_out(&growth, 10 * second + second / 2));
	assert_false(live_growth_rules_out(&growth, 11 * second + second / 2));
	assert_false(live_growth_rules_out(&growth, 12 * second + second / 4));
	assert_true(live_growth_rules_out(&growth, 12 * second + 3 * second / 4));
	/* A RST that was on its way when they were read. */
	live_growth_read(&growth, 14 * second, &none);
	live_growth_read(&growth, 15 * second, &one);
	assert_false(live_growth_rules_out(&growth, 14 * second - 1));
	live_growth_read(&growth, 3 * second, &one);
	assert_false(live_growth_rules_out(&growth, 2 * second));
	assert_false(live_growth_rules_out(&growth, 14 * second + second / 2));
	live_growth_read(&growth, 5 * second, &one);
	assert_true(live_growth_rules_out(&growth, 4 * second));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence),     cmocka_unit_test(test_missing),
		cmocka_unit_test(test_anew),        cmocka_unit_test(test_closing),
		cmocka_unit_test(test_words),       cmocka_unit_test(test_growth),
		cmocka_unit_test(test_growth_sent), cmocka_unit_test(test_growth_times),
	};

	return cmocka_run_group_tests_name("live_taking", tests, NULL, NULL);
}
