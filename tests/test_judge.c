/* SPDX-License-Identifier: GPL-2.0-only */
/* The verdict on a whole evidence: is it whole, how did it end, is it known. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct promise one_reset[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ .who = NULL },
};
static const struct scenario resets = { .name = "test", .promises = one_reset };

/* ---- Is the evidence whole? ---------------------------------------------------------------------
 */

static void lose_packet(struct evidence *ev)
{
	ev->end[1].drops = 3;
}

static void lose_event(struct evidence *ev)
{
	ev->trace_lost = 2;
}

static void end_skip(struct evidence *ev)
{
	ev->ending = ENDED_SKIP;
	snprintf(ev->why, sizeof(ev->why), "this machine has no IPv6");
}

static void end_broken(struct evidence *ev)
{
	ev->ending = ENDED_BROKEN;
	snprintf(ev->why, sizeof(ev->why), "waited 5000 ms for a RST");
}

static void end_untold(struct evidence *ev)
{
	ev->ending = ENDED_UNTOLD;
	snprintf(ev->why, sizeof(ev->why), "the lab crashed: Aborted");
}

static void end_silent(struct evidence *ev)
{
	ev->ending = ENDED_UNTOLD;
}

/* What never happened cannot break a promise: the same evidence, cut short, is no FAIL. */
static void test_whole(void **state)
{
	static const struct {
		void (*spoil)(struct evidence *ev);
		enum status status;
		const char *why;
	} cases[] = {
		{ NULL, PASS, "" },
		{ lose_packet, BROKEN, "the capture of 'eth0' at 'server' dropped 3 packets" },
		{ lose_event, BROKEN, "the trace buffer overran: 2 events lost" },
		{ end_skip, SKIP, "this machine has no IPv6" },
		{ end_broken, BROKEN, "waited 5000 ms for a RST" },
		{ end_untold, BROKEN, "the lab crashed: Aborted" },
		{ end_silent, BROKEN, "the lab ended without a word" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		bool kept = i % 2 == 0;
		struct evidence *ev = kept ? trial_reset() : trial_story();
		if (cases[i / 2].spoil)
			cases[i / 2].spoil(ev);
		const struct verdict *verdict = trial_judge(&resets, ev);
		enum status expected =
			cases[i / 2].status == PASS && !kept ? FAIL : cases[i / 2].status;
		assert_int_equal(verdict->status, expected);
		assert_string_equal(verdict->why, cases[i / 2].why);
		assert_int_equal(verdict->ruling_count > 0, cases[i / 2].spoil == NULL);
	}
}

/* A promise that is skipped is neither kept nor broken. */
static void test_conclusion(void **state)
{
	const struct promise kept = { "client", .counter = CLAIM(counter, "Kept", 0) };
	const struct promise broken = { "client", .counter = CLAIM(counter, "Kept", 1) };
	const struct promise unheard = { "client", .counter = CLAIM(counter, "Absent", 0) };
	const struct {
		const struct promise *promise[2];
		enum status status;
	} cases[] = {
		{ { &kept, &kept }, PASS },      { { &kept, &broken }, FAIL },
		{ { &broken, &kept }, FAIL },    { { &kept, &unheard }, PASS },
		{ { &unheard, &broken }, FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promises[] = { *cases[i].promise[0],
						    *cases[i].promise[1],
						    { .who = NULL } };
		const struct scenario scenario = { .name = "test", .promises = promises };
		struct evidence *ev = trial_story();
		trial_count(ev, TRIAL_CLIENT, "Kept", 0);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(verdict->status, cases[i].status);
		assert_string_equal(verdict->why, "");
	}
}

/* With no host, nobody is left to agree on anything. */
static void test_nobody_speaks(void **state)
{
	const struct promise none[] = { { .who = NULL } };
	const struct scenario empty = { .name = "test", .promises = none };
	struct evidence *ev = calloc(1, sizeof(*ev));

	(void)state;
	assert_non_null(ev);
	const struct verdict *verdict = trial_judge(&empty, ev);
	assert_int_equal(verdict->status, SKIP);
	assert_string_equal(verdict->why, "no witness is available here");
}

/* That the witnesses agree is no promise of the story's: nothing that it shows was seen. */
static void test_nothing_examined(void **state)
{
	const struct promise unheard[] = {
		{ "client", .counter = CLAIM(counter, "Absent", 0) },
		{ "client", .counter = CLAIM(counter, "Missing", 0) },
		{ .who = NULL },
	};
	const struct promise none[] = { { .who = NULL } };
	const struct scenario scenario = { .name = "test", .promises = unheard };
	const struct scenario calm = { .name = "test", .promises = none };

	(void)state;
	const struct verdict *verdict = trial_judge(&scenario, trial_story());
	assert_int_equal(verdict->status, SKIP);
	assert_string_equal(verdict->why,
			    "none of its promises could be examined: this kernel has no counter "
			    "Absent");
	struct evidence *ev = trial_story();
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 1); /* on no wire: they disagree */
	verdict = trial_judge(&scenario, ev);
	assert_int_equal(verdict->status, FAIL);
	/* One that promises nothing has kept what it promises. */
	verdict = trial_judge(&calm, trial_story());
	assert_int_equal(verdict->status, PASS);
}

/* ---- Endings ------------------------------------------------------------------------------------
 */

enum { NONE = -1 };
static const struct {
	int always, fin, rst, rsts; /* growth; NONE: this kernel has no such counter */
	enum status status;
	const char *outcome, *why;
	int count; /* rulings but for the agreement */
} told[] = {
	{ 1, 1, 0, 0, PASS, "fin", "", 2 },
	{ 1, 0, 1, 1, PASS, "rst", "", 3 },
	{ 0, 1, 0, 0, FAIL, "fin", "", 2 }, /* a promise of all endings is broken */
	{ 1, 0, 0, 0, FAIL, NULL, "", 4 },
	{ 1, 0, 1, 0, FAIL, NULL, "", 4 }, /* half of an ending is none */
	{ 1, 1, 1, 1, FAIL, NULL, "it ended as 'fin' and as 'rst', which cannot be told apart", 4 },
	{ 1, 0, NONE, 1, PASS, "rst", "", 3 },
	/* What no witness could see is not known to have failed. */
	{ 1, 0, NONE, NONE, SKIP, NULL,
	  "its ending could not be examined: this kernel has no counter Rst", 3 },
	{ 1, NONE, NONE, NONE, SKIP, NULL,
	  "its ending could not be examined: this kernel has no counter Fin", 4 },
	{ 0, NONE, NONE, NONE, FAIL, NULL, "", 4 },
};

static void test_outcomes(void **state)
{
	static const struct outcome outcomes[] = {
		{ "fin", "it sent a FIN" },
		{ "rst", "it sent a RST" },
		{ .name = NULL },
	};
	const struct promise promises[] = {
		{ "client", .counter = CLAIM(counter, "Always", 1) },
		{ "client", .outcome = "fin", .counter = CLAIM(counter, "Fin", 1) },
		{ "client", .outcome = "rst", .counter = CLAIM(counter, "Rst", 1) },
		{ "client", .outcome = "rst", .counter = CLAIM(counter, "Rsts", 1) },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test",
					   .promises = promises,
					   .outcomes = outcomes };

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const struct {
			const char *name;
			int grew;
		} counters[] = { { "Always", told[i].always },
				 { "Fin", told[i].fin },
				 { "Rst", told[i].rst },
				 { "Rsts", told[i].rsts } };
		struct evidence *ev = trial_story();
		for (size_t k = 0; k < sizeof(counters) / sizeof(counters[0]); k++)
			if (counters[k].grew != NONE)
				trial_count(ev, TRIAL_CLIENT, counters[k].name, counters[k].grew);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		int count = 0;
		while (count < verdict->ruling_count && !verdict->ruling[count].agreement)
			count++;
		assert_int_equal(verdict->status, told[i].status);
		assert_int_equal(verdict->outcome != NULL, told[i].outcome != NULL);
		if (told[i].outcome)
			assert_string_equal(verdict->outcome->name, told[i].outcome);
		assert_string_equal(verdict->why, told[i].why);
		assert_int_equal(count, told[i].count);
	}
}

/* ---- Known issues -------------------------------------------------------------------------------
 */

/* A promise that the kernel is known to break breaks nothing else, and hides nothing else. */
static void test_known_issue(void **state)
{
	static const struct change mend = { "6.11", "c0ffee (tcp: say it)" };
	static const struct {
		bool other_kept, known_kept;
		enum status status;
		const char *why, *version;
	} cases[] = {
		{ true, false, FAIL, "", "6.11" },
		{ true, false, XFAIL, "known issue of the kernel: it says nothing", "6.10.9" },
		{ true, false, XFAIL, "known issue of the kernel: it says nothing" },
		{ true, true, PASS, "fixed: this kernel no longer has the known issue" },
		{ false, false, FAIL, "" },
		{ false, true, FAIL, "" },
	};
	const struct promise promises[] = {
		{ "client", .counter = CLAIM(counter, "Other", 1) },
		{ "client", .known_broken = true, .mended = &mend,
		  .counter = CLAIM(counter, "Known", 1) },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test",
					   .title = "it says nothing",
					   .promises = promises,
					   .known_issue = "it should say something" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		snprintf(ev->version, sizeof(ev->version), "%s",
			 cases[i].version ? cases[i].version : "6.10");
		trial_count(ev, TRIAL_CLIENT, "Other", cases[i].other_kept);
		trial_count(ev, TRIAL_CLIENT, "Known", cases[i].known_kept);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(verdict->status, cases[i].status);
		assert_string_equal(verdict->why, cases[i].why);
		assert_int_equal(verdict->ruling[0].status, cases[i].other_kept ? PASS : FAIL);
		assert_int_equal(verdict->ruling[1].status,
				 cases[i].known_kept                              ? PASS
				 : cases[i].status == FAIL && cases[i].other_kept ? FAIL
										  : XFAIL);
	}
}

/* ---- Kernels ------------------------------------------------------------------------------------
 */

/* A promise is one only on the kernels that it is made for; what the others do is another. */
static void test_kernels(void **state)
{
	static const struct change change = { "6.1.10 6.11", "c0ffee (tcp: say it)" };
	static const struct {
		const char *version, *release;
		int64_t grew;
		enum status status;
		bool lacks;
	} cases[] = {
		{ "6.12.1", "6.1.0-9-amd64", 1, PASS, false },
		{ "6.12.1", "6.1.0-9-amd64", 0, FAIL, false },
		{ "6.1.9", "6.12.0", 0, PASS, true },
		{ "6.1.9", "6.12.0", 1, FAIL, true },
		{ "6.1.10", "", 1, PASS, false },
		{ "", "6.12.0", 1, PASS, false },
		{ "", "6.9.0-rc1", 0, PASS, true },
	};
	const struct promise promises[] = {
		{ "client", .with = &change, .counter = CLAIM(counter, "Said", 1) },
		{ "client", .without = &change, .counter = CLAIM(counter, "Said", 0) },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		snprintf(ev->version, sizeof(ev->version), "%s", cases[i].version);
		snprintf(ev->kernel, sizeof(ev->kernel), "%s", cases[i].release);
		trial_count(ev, TRIAL_CLIENT, "Said", cases[i].grew);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(verdict->status, cases[i].status);
		assert_ptr_equal(verdict->lacks, cases[i].lacks ? &change : NULL);
		assert_string_equal(verdict->ruling[0].kernels,
				    cases[i].lacks
					    ? "without c0ffee (tcp: say it) (before 6.1.10 6.11)"
					    : "with c0ffee (tcp: say it) (since 6.1.10 6.11)");
		assert_true(verdict->ruling_count == 1 || verdict->ruling[1].agreement);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),         cmocka_unit_test(test_conclusion),
		cmocka_unit_test(test_nobody_speaks), cmocka_unit_test(test_nothing_examined),
		cmocka_unit_test(test_outcomes),      cmocka_unit_test(test_known_issue),
		cmocka_unit_test(test_kernels),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
