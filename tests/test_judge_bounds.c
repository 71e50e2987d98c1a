/* SPDX-License-Identifier: GPL-2.0-only */
/* The judge at its bounds: one lost packet, sums over hosts, the first of several that break a
 * promise, and more promises than there is room for. */
#include "trial.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LAST_NS = 20000 };

static const struct promise nothing[] = { { .who = NULL } };
static const struct scenario calm = { .name = "test", .promises = nothing };

/* One is enough, wherever it was. */
static void test_one_lost(void **state)
{
	(void)state;
	for (int end = 0; end < 2; end++) {
		struct evidence *ev = trial_story();
		ev->end[end].drops = 1;
		assert_int_equal(trial_judge(&calm, ev)->status, BROKEN);
	}
	struct evidence *ev = trial_story();
	ev->trace_lost = 1;
	const struct verdict *verdict = trial_judge(&calm, ev);
	assert_int_equal(verdict->status, BROKEN);
	assert_string_equal(verdict->why, "the trace buffer overran: 1 events lost");
}

/* It may be what a story has waited for in vain; what was skipped stays so. */
static void test_hindered_besides(void **state)
{
	static const struct {
		enum ending ending;
		enum status status;
		const char *why;
	} cases[] = {
		{ ENDED_BROKEN, BROKEN,
		  "waited; listen(:80) of 'telnet' = -1 ENOMEM: an error of this machine, not of "
		  "TCP" },
		{ ENDED_UNTOLD, BROKEN,
		  "waited; listen(:80) of 'telnet' = -1 ENOMEM: an error of this machine, not of "
		  "TCP" },
		{ ENDED_SKIP, SKIP, "waited" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		struct event *event = trial_call(ev, TRIAL_CLIENT, "listen", -1, ENOMEM);
		snprintf(event->text, sizeof(event->text), "listen(:80)");
		snprintf(event->actor, sizeof(event->actor), "telnet");
		snprintf(ev->why, sizeof(ev->why), "waited");
		ev->ending = cases[i].ending;
		const struct verdict *verdict = trial_judge(&calm, ev);
		assert_int_equal(verdict->status, cases[i].status);
		assert_string_equal(verdict->why, cases[i].why);
	}
}

/* Of any host: the sum, and whoever it was. */
static void test_any_host(void **state)
{
	const struct {
		struct promise promise;
		enum status status;
	} cases[] = {
		{ { ANY_HOST, .counter = CLAIM(counter, "Moved", 3) }, PASS },
		{ { ANY_HOST, .counter = CLAIM(counter, "Moved", 2) }, FAIL },
		{ { ANY_HOST, .counter = CLAIM(counter, "Moved", 1) }, FAIL },
		{ { ANY_HOST, .wire = CLAIM(wire, .count = IS(6)) }, PASS },
		{ { ANY_HOST, .reason = CLAIM(reason, "NO_SOCKET", .count = IS(2)) }, PASS },
		{ { "client", .reason = CLAIM(reason, "NO_SOCKET", .count = IS(1)) }, PASS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		trial_count(ev, TRIAL_CLIENT, "Moved", 1);
		trial_count(ev, TRIAL_SERVER, "Moved", 2);
		trial_trace(ev, -1, "NO_SOCKET", "NONE");
		trial_trace(ev, TRIAL_CLIENT, "NO_SOCKET", "NONE");
		assert_int_equal(trial_rule(&cases[i].promise, ev)->status, cases[i].status);
	}
}

/* Of several, each must be as it is claimed, and the first that is not is shown. */
static void test_first_broken(void **state)
{
	static const struct {
		uint16_t window[3];
		enum status status;
		const char *shown;
	} cases[] = {
		{ { 1, 1, 1 }, PASS, "Win=1 " }, { { 2, 1, 1 }, FAIL, "Win=2 " },
		{ { 1, 2, 1 }, FAIL, "Win=2 " }, { { 1, 1, 2 }, FAIL, "Win=2 " },
		{ { 1, 2, 3 }, FAIL, "Win=2 " }, { { 2, 3, 1 }, FAIL, "Win=2 " },
	};
	const struct promise promise = { "server", .wire = CLAIM(wire, "RST", .win = IS(1)) };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		for (int k = 0; k < 3; k++)
			frames_pass(
				ev, 1, LAST_NS + 5000 * k,
				&(struct frame_spec){ .flags = RST, .window = cases[i].window[k] });
		const struct ruling *ruling = trial_rule(&promise, ev);
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].shown));
	}
}

/* A window is claimed as it is in the header, a TTL as it is where it was seen last. */
static void test_header(void **state)
{
	static const struct {
		struct wire_claim claim;
		enum status status;
	} cases[] = {
		{ { "ACK", .win = IS(5) }, PASS },  { { "ACK", .win = IS(640) }, FAIL },
		{ { "ACK", .ttl = IS(63) }, PASS }, { { "ACK", .ttl = IS(64) }, FAIL },
		{ { "ACK", .tos = IS(72) }, PASS }, { { "ACK", .tos = IS(0) }, FAIL },
		{ { "ACK", .df = IS(0) }, PASS },   { { "ACK", .df = IS(1) }, FAIL },
		{ { "SYN", .df = IS(1) }, PASS },   { { "SYN", .df = IS(0) }, FAIL },
		{ { .count = IS(3) }, PASS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { ANY_HOST, .wire = &cases[i].claim };
		struct evidence *ev = frames_routed(AF_INET);
		struct frame_spec specs[] = {
			{ .flags = SYN,
			  .options = frames_syn_options,
			  .option_bytes = sizeof(frames_syn_options) },
			{ .flags = SYN | ACK,
			  .ack = 1,
			  .options = frames_syn_options,
			  .option_bytes = sizeof(frames_syn_options) },
			{ .flags = ACK,
			  .seq = 1,
			  .ack = 1,
			  .window = 5,
			  .tos = 72,
			  .fragments = true },
			{ .flags = ACK, .seq = 9 }, /* turned into a ping */
		};
		for (int k = 0; k < 4; k++) {
			int to = k == 1 ? 3 : 0, from = k == 1 ? 1 : 2;
			for (int hop = 0; hop < 2; hop++) {
				specs[k].ttl = (uint8_t)(64 - hop);
				int at = frames_pass(ev, hop ? from : to, 10000 * k + 5000 * hop,
						     &specs[k]);
				for (int packet = at; packet < at + 2 && k == 3; packet++)
					ev->frames[ev->packet[packet].frame + 23] = IPPROTO_ICMP;
			}
		}
		assert_int_equal(trial_rule(&promise, ev)->status, cases[i].status);
	}
}

/* A new connection of the same ports begins above all that its side has said in the old one, a RST
 * left out, and modulo 2^32; one of other ports has none before it. */
static void test_newer(void **state)
{
	const struct {
		uint32_t seq; /* of its SYN,ACK */
		uint16_t dport;
		enum status newer, older;
	} cases[] = {
		{ TRIAL_IRS + 11, 0, PASS, FAIL },
		{ TRIAL_IRS + 70000, 0, PASS, FAIL },
		{ TRIAL_IRS + 10, 0, FAIL, PASS },
		{ TRIAL_IRS, 0, FAIL, PASS },
		{ (uint32_t)(TRIAL_IRS - 70000), 0, FAIL, PASS },
		{ TRIAL_IRS + 70000, 4000, FAIL, PASS },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		const struct promise promise = {
			"server",
			.wire = CLAIM(wire, "SYN,ACK", .newer = { true, i % 2 == 0 }),
			.chapter = "again",
		};
		uint32_t isn = TRIAL_RCV_NXT + 5000;
		uint16_t port = cases[i / 2].dport;

		frames_pass(ev, 1, 20000,
			    &(struct frame_spec){ .flags = FIN | ACK,
						  .seq = TRIAL_IRS + 10,
						  .ack = TRIAL_RCV_NXT });
		frames_pass(ev, 1, 22000,
			    &(struct frame_spec){ .flags = RST, .seq = TRIAL_IRS + 90000 });
		frames_chapter(ev, "again");
		frames_pass(ev, 0, 30000,
			    &(struct frame_spec){ .flags = SYN, .seq = isn, .sport = port });
		frames_pass(ev, 1, 32000,
			    &(struct frame_spec){ .flags = SYN | ACK,
						  .seq = cases[i / 2].seq,
						  .ack = isn + 1,
						  .dport = port });
		assert_int_equal(trial_rule(&promise, ev)->status,
				 i % 2 ? cases[i / 2].older : cases[i / 2].newer);
	}
}

/* A known issue excuses what the kernel does, and not a promise of what is not there. */
static void test_unsound(void **state)
{
	const struct {
		struct promise promise;
		const char *actual;
	} cases[] = {
		{ { "nobody", .wire = NOTHING, .known_broken = true },
		  "there is no host 'nobody'" },
		{ { "client", .chapter = "never", .wire = NOTHING, .known_broken = true },
		  "no such chapter" },
		{ { "client", .wire = NO("RTS"), .known_broken = true },
		  "'RTS' are not TCP flags" },
		{ HAS_SOCKETS("client", 0, "never", ANY_STATE, "", .known_broken = true),
		  "no such look" },
		{ RESETS("client", 0, "NO_SOCKET", "ESTABLISHD", ""),
		  "'ESTABLISHD' is not a TCP state" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promises[] = { cases[i].promise, { 0 } };
		const struct scenario scenario = { .name = "test",
						   .promises = promises,
						   .known_issue = "known" };
		const struct verdict *verdict = trial_judge(&scenario, trial_story());
		assert_int_equal(verdict->status, FAIL);
		assert_string_equal(verdict->ruling[0].actual, cases[i].actual);
	}
}

/* A promise of an ending that is misspelt would never be asked. */
static void test_no_such_ending(void **state)
{
	static const struct outcome endings[] = { { "well", "" }, { .name = NULL } };
	const struct promise promises[] = {
		ENDING("wlel"),
		SENDS("client", NOTHING, ""),
		{ 0 },
	};
	struct scenario scenario = { .name = "test", .promises = promises, .outcomes = endings };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct verdict *verdict = trial_judge(&scenario, trial_story());
		assert_int_equal(verdict->status, BROKEN);
		assert_non_null(strstr(verdict->why, "an ending that the scenario does not have"));
		scenario.outcomes = NULL;
	}
}

static void test_full(void **state)
{
	static struct promise promises[PROMISES_MAX + 2];
	static const struct scenario many = { .name = "test", .promises = promises };
	static const struct counter_claim unmoved = { "Moved", 0 };

	(void)state;
	for (int i = 0; i < PROMISES_MAX; i++)
		promises[i] = (struct promise){ "client", .counter = &unmoved };
	struct evidence *ev = trial_story();
	trial_count(ev, TRIAL_CLIENT, "Moved", 0);
	const struct verdict *verdict = trial_judge(&many, ev);
	assert_int_equal(verdict->status, PASS);
	assert_true(verdict->ruling_count > PROMISES_MAX);
	/* One more, and none is dropped in silence. */
	promises[PROMISES_MAX] = promises[0];
	ev = trial_story();
	trial_count(ev, TRIAL_CLIENT, "Moved", 0);
	verdict = trial_judge(&many, ev);
	assert_int_equal(verdict->status, BROKEN);
	assert_string_equal(verdict->why, "601 promises, but only 600 can be judged");
}

/* What is the machine's error is no word of TCP's, unless somebody has promised just that. */
static void test_hindered(void **state)
{
	static const struct {
		const char *verb; /* of which an error is promised, */
		int promised;     /* and which; 0: none */
		int err;
		enum status status;
	} cases[] = {
		{ "connect", ECONNREFUSED, ENOMEM, BROKEN },
		{ "connect", ECONNREFUSED, ENOBUFS, BROKEN },
		{ "connect", ECONNREFUSED, EMFILE, BROKEN },
		{ "connect", ECONNREFUSED, ENFILE, BROKEN },
		{ "connect", ECONNREFUSED, EINTR, BROKEN },
		{ "connect", ECONNREFUSED, EIO, BROKEN },
		{ "connect", ECONNREFUSED, EPERM, BROKEN },
		{ "connect", ECONNREFUSED, ENOSYS, BROKEN },
		{ "connect", ECONNREFUSED, EFAULT, BROKEN },
		{ "connect", 0, ENOMEM, BROKEN },
		{ "connect", ENOBUFS, ENOMEM, BROKEN },
		{ "send", ENOMEM, ENOMEM, BROKEN },
		{ "connect", ENOMEM, ENOMEM, PASS },
		/* These it may well say. */
		{ "connect", ECONNREFUSED, ETIMEDOUT, FAIL },
		{ "connect", ECONNREFUSED, EAGAIN, FAIL },
		{ "connect", ECONNREFUSED, EACCES, FAIL },
		{ "connect", ECONNREFUSED, ECONNREFUSED, PASS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct call_claim claim = { .verb = cases[i].verb, .err = cases[i].promised };
		const struct promise promises[] = { { "client", .call = &claim }, { .who = NULL } };
		const struct scenario scenario = { .name = "test", .promises = promises };
		struct evidence *ev = trial_story();
		struct event *event = trial_call(ev, TRIAL_CLIENT, "connect", -1, cases[i].err);
		snprintf(event->text, sizeof(event->text), "connect(:80)");
		snprintf(event->actor, sizeof(event->actor), "telnet");
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(verdict->status, cases[i].status);
		if (cases[i].status == BROKEN)
			assert_non_null(strstr(verdict->why, "connect(:80) of 'telnet' = -1 E"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hindered),       cmocka_unit_test(test_hindered_besides),
		cmocka_unit_test(test_one_lost),       cmocka_unit_test(test_any_host),
		cmocka_unit_test(test_first_broken),   cmocka_unit_test(test_header),
		cmocka_unit_test(test_newer),          cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_no_such_ending), cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests_name("judge_bounds", tests, NULL, NULL);
}
