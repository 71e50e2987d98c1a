/* SPDX-License-Identifier: GPL-2.0-only */
/* Stories that were held open to the user: what came then is counted for and against nobody. */
#include "trial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Held once, before the chapter "close". */
static struct evidence *held(void)
{
	struct evidence *ev = trial_reset();

	ev->hold_count = 1;
	ev->hold[0] = (struct hold_facts){ .where = "before chapter 2 'close'", .begin_ns = 100 };
	return ev;
}

/* The last packet, the RST, came while it was held: at both ends of its link. */
static struct evidence *held_reset(void)
{
	struct evidence *ev = held();

	for (int i = 0; i < ev->packet_count; i++)
		if (ev->packet[i].time_ns >= ev->packet[ev->packet_count - 1].time_ns - 1000)
			ev->packet[i].hold = 1;
	return ev;
}

static void expect(const struct promise *promise, struct evidence *ev, enum status status,
		   const char *says)
{
	const struct ruling *ruling = trial_rule(promise, ev);

	if (ruling->status != status || (says && !strstr(ruling->actual, says)))
		fail_msg("%s: %s", status_name[ruling->status], ruling->actual);
}

static void test_wire(void **state)
{
	const struct promise reset = { "server", .wire = CLAIM(wire, "~RST", .count = IS(1)) },
			     elsewhere = { "server", .chapter = "open",
					   .wire = CLAIM(wire, "~RST", .count = IS(0)) },
			     other = { "client", .wire = CLAIM(wire, "SYN", .count = IS(1)) };

	(void)state;
	expect(&reset, held(), PASS, NULL);
	expect(&reset, held_reset(), SKIP,
	       "1 such segment came while it was held before chapter 2 'close'");
	expect(&elsewhere, held_reset(), PASS, NULL);
	expect(&other, held_reset(), PASS, NULL);
	/* what was not kept may have been one */
	struct evidence *ev = held();
	ev->held_unkept = 3;
	expect(&other, ev, SKIP,
	       "3 packets that came while it was held were not kept, for lack of room");
}

static void test_counters(void **state)
{
	const struct promise moved = { "server", .counter = CLAIM(counter, "Moved", 2) },
			     still = { "server", .counter = CLAIM(counter, "Still", 0) },
			     others = { "client", .counter = CLAIM(counter, "Moved", 0) },
			     reason = { "server", .reason = CLAIM(reason, NULL, .count = IS(1)) };

	(void)state;
	for (int by_user = 0; by_user < 2; by_user++) {
		const struct promise *const all[] = { &moved, &still, &others };
		for (int i = 0; i < 3; i++) {
			struct evidence *ev = held();
			trial_count(ev, TRIAL_SERVER, "Moved", 2);
			ev->counter[ev->counter_count - 1].held = by_user;
			trial_count(ev, TRIAL_SERVER, "Still", 0);
			bool spoilt = by_user && i == 0;
			expect(all[i], ev, spoilt ? SKIP : PASS,
			       spoilt ? "Moved of 'server' grew by 1 while it was held" : NULL);
		}
	}
	/* a RST of the user's is told of by the kernel as well */
	expect(&reason, held(), PASS, NULL);
	struct evidence *ev = held();
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 1);
	for (int i = 0; i < ev->counter_count; i++)
		ev->counter[i].held = strcmp(ev->counter[i].name, "TcpOutRsts") == 0;
	expect(&reason, ev, SKIP, "TcpOutRsts of 'server' grew by 1");
}

static void test_looks(void **state)
{
	const struct promise promise = { "server",
					 .look = CLAIM(look, .label = "after", .count = 0) };

	(void)state;
	/* not later; later; later, and nothing has come */
	for (int i = 0; i < 3; i++) {
		struct evidence *ev = held();
		trial_look(ev, TRIAL_SERVER, "after")->time_ns = i ? 101 : 99;
		trial_count(ev, TRIAL_SERVER, "TcpActiveOpens", 1);
		ev->counter[ev->counter_count - 1].held = i < 2;
		expect(&promise, ev, i == 1 ? SKIP : PASS, NULL);
	}
}

/* Where the user's programs ran, a broken promise does not speak of TCP; else it does. */
static void test_broken(void **state)
{
	const struct promise promises[] = {
		{ "server", .counter = CLAIM(counter, "Moved", 1), .because = "so" },
		{ "client", .wire = CLAIM(wire, "SYN", .count = IS(1)), .because = "so" },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };

	(void)state;
	for (int visits = 0; visits < 3; visits++) {
		struct evidence *ev = held();
		trial_count(ev, TRIAL_SERVER, "Moved", 5);
		ev->visits = visits;
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(verdict->status, visits ? PASS : FAIL);
		assert_int_equal(verdict->ruling[0].status, visits ? SKIP : FAIL);
		assert_int_equal(verdict->ruling[1].status, PASS);
		if (visits)
			assert_non_null(
				strstr(verdict->ruling[0].actual,
				       visits == 1 ? "ran 1 program in" : "ran 2 programs in"));
	}
}

/* What names what is not there has no excuse; nor has what no packet could have changed. */
static void test_no_excuse(void **state)
{
	const struct promise nowhere = { "nobody", .counter = CLAIM(counter, "Moved", 1) },
			     moved = { "server", .counter = CLAIM(counter, "Moved", 1) };

	(void)state;
	struct evidence *ev = held();
	ev->visits = 1;
	expect(&nowhere, ev, FAIL, "there is no host 'nobody'");
	ev = held();
	trial_count(ev, TRIAL_SERVER, "Moved", 5);
	ev->held_unkept = 3;
	expect(&moved, ev, FAIL, "+5");
}

static void test_agreement(void **state)
{
	const struct promise promises[] = {
		{ "client", .counter = CLAIM(counter, "Moved", 5), .because = "so" },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };

	(void)state;
	for (int unkept = 0; unkept < 2; unkept++) {
		struct evidence *ev = held();
		trial_count(ev, TRIAL_CLIENT, "Moved", 5);
		trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 4);
		ev->held_unkept = (uint64_t)unkept * 9;
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(trial_agreement(verdict, COUNTER, "server")->status,
				 unkept ? SKIP : FAIL);
		assert_int_equal(verdict->status, unkept ? PASS : FAIL);
	}
}

/* None of the known endings: the user's doing, or the kernel's. */
static void test_outcomes(void **state)
{
	static const struct outcome outcomes[] = { { .name = "one", .meaning = "it moved" },
						   { .name = NULL } };
	const struct promise promises[] = {
		{ "server", .counter = CLAIM(counter, "Moved", 1), .because = "so",
		  .outcome = "one" },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test",
					   .promises = promises,
					   .outcomes = outcomes };

	(void)state;
	for (int visits = 0; visits < 2; visits++) {
		struct evidence *ev = held();
		trial_count(ev, TRIAL_SERVER, "Moved", 5);
		ev->visits = visits;
		assert_int_equal(trial_judge(&scenario, ev)->status, visits ? SKIP : FAIL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire),      cmocka_unit_test(test_counters),
		cmocka_unit_test(test_looks),     cmocka_unit_test(test_broken),
		cmocka_unit_test(test_no_excuse), cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_outcomes),
	};

	return cmocka_run_group_tests_name("judge_held", tests, NULL, NULL);
}
