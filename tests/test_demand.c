/* SPDX-License-Identifier: GPL-2.0-only */
/* What --require and --no-skip hold a run to: which results lack it, why, and how that is told. */
#include "console.h"
#include "demand.h"
#include "result.h"
#include "trial.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ALL = 0x1f }; /* each witness, and NO_SKIP */

static const struct promise of_each[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ "server", .counter = CLAIM(counter, "TcpOutRsts", 1) },
	{ "server", .reason = CLAIM(reason, .reason = "TCP_ABORT_ON_CLOSE", .count = IS(1)) },
	{ .who = NULL },
};
static const struct promise of_wire[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ .who = NULL },
};
static const struct promise of_other_kernels[] = {
	{ "server", .reason = CLAIM(reason, .reason = "NO_SOCKET", .count = IS(1)),
	  .with = &(const struct change){ .what = "it is told", .since = "99.1" } },
	{ .who = NULL },
};
static const struct promise of_no_counter[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ "server", .counter = CLAIM(counter, "TcpNone", 0) },
	{ .who = NULL },
};
static const struct promise of_no_reason[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ "server", .reason = CLAIM(reason, .reason = "NEWER", .count = IS(1)) },
	{ .who = NULL },
};

static void spoil_nothing(struct evidence *ev)
{
	(void)ev;
}

static void lose_trace(struct evidence *ev)
{
	ev->trace.present = ev->reason.present = ev->socketless.present = false;
	ev->reset_count = 0;
	snprintf(ev->trace.why_not, sizeof(ev->trace.why_not), "no tracefs");
}

static void lose_reason(struct evidence *ev)
{
	ev->reason.present = ev->socketless.present = false;
	snprintf(ev->reason.why_not, sizeof(ev->reason.why_not), "too old");
	snprintf(ev->socketless.why_not, sizeof(ev->socketless.why_not), "too old");
}

static void miss_event(struct evidence *ev)
{
	ev->trace_missing = 2;
}

static void lose_event(struct evidence *ev)
{
	ev->trace_missing = 1;
	ev->reset_count = 0;
}

static void know_reasons(struct evidence *ev)
{
	snprintf(ev->reasons, sizeof(ev->reasons), "NO_SOCKET TCP_ABORT_ON_CLOSE");
}

static void skip_play(struct evidence *ev)
{
	ev->ending = ENDED_SKIP;
	snprintf(ev->why, sizeof(ev->why), "needs firewalls");
}

static void skip_unasked(struct evidence *ev)
{
	skip_play(ev);
	ev->unasked = true;
}

static void break_lab(struct evidence *ev)
{
	ev->ending = ENDED_BROKEN;
	ev->trace_missing = 1;
}

static void note(struct demands *demands, const struct scenario *scenario,
		 void (*spoil)(struct evidence *ev))
{
	struct evidence *ev = trial_reset();

	snprintf(ev->version, sizeof(ev->version), "6.12.1");
	spoil(ev);
	struct result *result = result_make(scenario, ev, 0, 1);
	assert_non_null(result);
	demands_note(demands, result);
	result_free(result);
	free(ev);
}

/* Which demands one result does not meet, a bit each. */
static void test_lacks(void **state)
{
	enum { R = DEMAND_BIT(REASON), C = DEMAND_BIT(COUNTER), W = DEMAND_BIT(WIRE) };
	enum { S = DEMAND_BIT(NO_SKIP) };
	static const struct {
		const struct promise *promises;
		int family;
		void (*spoil)(struct evidence *ev);
		unsigned lacks;
	} cases[] = {
		{ of_each, 0, spoil_nothing, 0 },
		{ of_each, 0, lose_trace, R | S },
		{ of_each, 0, lose_reason, R | S },
		/* The kernel told of one, but not of all: the right number is by chance. */
		{ of_each, 0, miss_event, R },
		{ of_wire, 0, miss_event, R },
		/* The agreement with it was not examined. */
		{ of_wire, 0, lose_trace, R | S },
		{ of_no_counter, 0, spoil_nothing, C | S },
		{ of_no_reason, 0, know_reasons, R | S },
		{ of_each, 0, skip_play, W | C | R | S },
		{ of_wire, 0, skip_play, W | S },
		{ of_other_kernels, 0, skip_play, S },
		{ of_each, 0, skip_unasked, S },
		/* Nothing that any machine could play. */
		{ of_each, AF_INET6, skip_play, 0 },
		{ of_each, AF_INET, skip_play, W | C | R | S },
		{ of_each, 0, break_lab, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scenario scenario = { .name = "test",
						   .promises = cases[i].promises,
						   .family = cases[i].family };
		struct demands demands = { .asked = ALL };
		unsigned lacks = 0;

		note(&demands, &scenario, cases[i].spoil);
		for (int demand = 0; demand < DEMANDS; demand++)
			lacks |= demand_is_met(&demands, demand) ? 0 : DEMAND_BIT(demand);
		if (lacks != cases[i].lacks)
			fail_msg("case %zu lacks %#x, and should %#x", i, lacks, cases[i].lacks);
		assert_int_equal(demands_are_met(&demands), !lacks);
		/* What nobody asks for is not told. */
		struct demands none = { 0 };
		note(&none, &scenario, cases[i].spoil);
		assert_true(demands_are_met(&none));
	}
}

/* The cause of most is told, and how many others there are; more of them than are kept are counted.
 */
static void test_text(void **state)
{
	static const struct scenario each = { .name = "test", .promises = of_each };
	struct demands demands = { .asked = DEMAND_BIT(REASON) | DEMAND_BIT(NO_SKIP) };
	char text[DEMAND_TEXT];

	(void)state;
	note(&demands, &each, skip_play);
	assert_string_equal(
		demand_text(&demands, NO_SKIP, text, sizeof(text)),
		"--no-skip: 1 of 1 results was skipped or skipped a promise: needs firewalls; "
		"'rstlab-ns doctor' shows what the machine lacks");
	note(&demands, &each, lose_trace);
	note(&demands, &each, lose_trace);
	note(&demands, &each, spoil_nothing);
	assert_string_equal(
		demand_text(&demands, REASON, text, sizeof(text)),
		"--require reason: not examined, or not in full, in 3 of 4 results: no tracefs "
		"(2; the others for other causes); run as root with the kernel's tracepoints; "
		"see 'rstlab-ns doctor'");
	for (int i = 0; i < 2 * EXCUSES_MAX; i++) {
		struct evidence *ev = trial_reset();
		ev->trace_missing = (uint64_t)i + 1;
		struct result *result = result_make(&each, ev, 0, 1);
		demands_note(&demands, result);
		result_free(result);
		free(ev);
	}
	assert_int_equal(demands.of[REASON].results, 3 + 2 * EXCUSES_MAX);
	assert_int_equal(demands.of[REASON].cause_count, EXCUSES_MAX);
}

static void test_remedies(void **state)
{
	static const struct {
		const struct promise *promises;
		void (*spoil)(struct evidence *ev);
		int demand;
		const char *remedy;
	} cases[] = {
		{ of_each, lose_trace, REASON, "root" },
		{ of_each, lose_reason, REASON, "Linux 6.10" },
		{ of_each, miss_event, REASON, "run again" },
		{ of_each, lose_event, REASON, "run again" },
		{ of_no_reason, know_reasons, REASON, "a newer kernel" },
		{ of_no_counter, spoil_nothing, COUNTER, "a kernel that has it" },
		{ of_each, skip_play, WIRE, "doctor" },
		{ of_each, skip_unasked, NO_SKIP, "--own-machine" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scenario scenario = { .name = "test", .promises = cases[i].promises };
		struct demands demands = { .asked = ALL };
		note(&demands, &scenario, cases[i].spoil);
		assert_int_equal(demands.of[cases[i].demand].cause_count, 1);
		const char *remedy = demands.of[cases[i].demand].cause[0].remedy;
		if (!strstr(remedy, cases[i].remedy))
			fail_msg("case %zu: %s", i, remedy);
	}
}

static void test_order(void **state)
{
	static const int all[] = { WIRE, SOCKET, COUNTER, REASON, NO_SKIP };
	struct demands demands = { .asked = ALL };
	int demand = -1;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		demand = demand_next(&demands, demand);
		assert_int_equal(demand, all[i]);
	}
	assert_int_equal(demand_next(&demands, demand), -1);
	demands.asked = DEMAND_BIT(SOCKET);
	assert_int_equal(demand_next(&demands, -1), SOCKET);
	assert_int_equal(demand_next(&demands, SOCKET), -1);
	demands.asked = 0;
	assert_int_equal(demand_next(&demands, -1), -1);
}

/* 3 outweighs 1, which outweighs 5. */
static void test_exit(void **state)
{
	struct tally tally = { .count = { [PASS] = 1 }, .demands = { .asked = ALL } };

	(void)state;
	assert_int_equal(exit_of(&tally), EXIT_GOOD);
	tally.demands.of[REASON].results = 1;
	assert_int_equal(exit_of(&tally), EXIT_LACKING);
	tally.count[FAIL] = 1;
	assert_int_equal(exit_of(&tally), EXIT_FAIL);
	tally.count[BROKEN] = 1;
	assert_int_equal(exit_of(&tally), EXIT_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lacks),    cmocka_unit_test(test_text),
		cmocka_unit_test(test_remedies), cmocka_unit_test(test_order),
		cmocka_unit_test(test_exit),
	};

	return cmocka_run_group_tests_name("demand", tests, NULL, NULL);
}
