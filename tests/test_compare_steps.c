/* SPDX-License-Identifier: GPL-2.0-only */
/* How cells and rows of a comparison are judged, one rule at a time. */
#include "compare.h"
#include "compare_words.h"
#include "known_changes.h"
#include "tale.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PLAYS = 4, RUNS = 3, NONE = -1 };

static const struct change counted = { "6.11", "0123456789ab (tcp: count it)" };
static const struct change recounted = { "6.11", "fedcba987654 (tcp: count it again)" };

static const struct promise plain[] = {
	{ "server", "it counts", .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
static const struct promise known[] = {
	{ "server", "it counts", .known_broken = true,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
static const struct promise changing[] = {
	{ "server", "it counts twice", .with = &counted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 2) },
	{ "server", "it counts", .without = &recounted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
/* Two endings whose evidence is the same but for a window. */
static const struct promise racing[] = {
	{ "client", .outcome = "small", .wire = CLAIM(wire, "PSH,ACK", .win = IS(500)) },
	{ "client", .outcome = "large", .wire = CLAIM(wire, "PSH,ACK", .win = IS(900)) },
	{ .who = NULL },
};
static const struct promise strict[] = {
	{ "client", .wire = CLAIM(wire, "PSH,ACK", .win = IS(500)) },
	{ .who = NULL },
};
static const struct outcome endings[] = { { "small", "" }, { "large", "" }, { .name = NULL } };

static const struct scenario scenario_plain = { .name = "plain", .promises = plain };
static const struct scenario scenario_twin = { .name = "twin", .promises = plain };
static const struct scenario scenario_known = { .name = "known", .promises = known };
static const struct scenario scenario_changing = { .name = "changing", .promises = changing };
static const struct scenario scenario_racing = { .name = "racing",
						 .promises = racing,
						 .outcomes = endings };

static const struct scenario scenario_strict = { .name = "strict", .promises = strict };

/* One play; the first that names no scenario ends a run. */
struct playing {
	const struct scenario *scenario;
	struct tale tale;
	int ending, family;
};

static void play(struct comparison *comparison, const struct playing *playing, int iteration,
		 const char *version)
{
	struct evidence *ev = tale_tell(&playing->tale);
	struct why why;

	ev->ending = (enum ending)playing->ending;
	ev->family = playing->family ? playing->family : AF_INET;
	snprintf(ev->version, sizeof(ev->version), "%s", version);
	struct result *result = result_make(playing->scenario, ev, iteration, 0);
	assert_non_null(result);
	if (compare_result(comparison, result, &why) != 0)
		fail_msg("%s", why.text);
	result_free(result);
	free(ev);
}

/* Runs of these plays, of kernel 6.10.5, and of 6.12 in the last. */
static struct comparison *compare(const struct playing plays[RUNS][PLAYS], int runs)
{
	const struct run_facts facts = { "1.0.0", "6.1.0", "x86_64" };
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	struct why why;

	assert_non_null(comparison);
	for (int run = 0; run < runs; run++) {
		assert_int_equal(compare_run(comparison, "path", &facts, &why), 0);
		for (int i = 0; i < PLAYS && plays[run][i].scenario; i++)
			play(comparison, &plays[run][i], i, run < runs - 1 ? "6.10.5" : "6.12");
	}
	assert_int_equal(compare_conclude(comparison), 0);
	return comparison;
}

static void done(struct comparison *comparison)
{
	compare_free(comparison);
	free(comparison);
}

#define PLAIN(...)                           \
	{                                    \
		&scenario_plain, __VA_ARGS__ \
	}
#define KNOWN(...)                           \
	{                                    \
		&scenario_known, __VA_ARGS__ \
	}
#define CHANGING(...)                           \
	{                                       \
		&scenario_changing, __VA_ARGS__ \
	}
#define RACING(...)                           \
	{                                     \
		&scenario_racing, __VA_ARGS__ \
	}
#define STRICT(...)                           \
	{                                     \
		&scenario_strict, __VA_ARGS__ \
	}
#define SKIPS  { 0 }, ENDED_SKIP
#define BREAKS { 0 }, ENDED_BROKEN

/* The worst of its iterations is a cell's word, and each form is there once. */
static void test_cells(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		enum status status;
		int forms, times; /* of the first */
	} cases[] = {
		{ { { PLAIN({ 0 }), PLAIN({ 0 }), PLAIN({ .moved = true }) } }, PASS, 1, 3 },
		{ { { PLAIN(SKIPS), PLAIN({ 0 }) } }, PASS, 2, 1 },
		{ { { PLAIN({ 0 }), PLAIN(SKIPS) } }, PASS, 2, 1 },
		{ { { PLAIN({ .aborts = 1 }), PLAIN(BREAKS) } }, BROKEN, 2, 1 },
		{ { { PLAIN(BREAKS), PLAIN({ .aborts = 1 }) } }, BROKEN, 2, 1 },
		{ { { KNOWN({ 0 }), KNOWN({ .aborts = 1 }) } }, XFAIL, 2, 1 },
		{ { { KNOWN({ .aborts = 1 }), KNOWN({ 0 }) } }, XFAIL, 2, 1 },
		{ { { PLAIN({ 0 }), PLAIN({ .aborts = 1 }), PLAIN({ 0 }) } }, FAIL, 2, 2 },
		{ { { RACING({ 0 }), RACING({ .window = 900 }), RACING({ 0 }) } }, PASS, 2, 2 },
		{ { { STRICT({ 0 }), STRICT({ .window = 900 }) } }, FAIL, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = compare(cases[i].plays, 1);
		const struct cell *cell = &comparison->row[0]->cell[0];
		if (cell->status != cases[i].status || cell->form_count != cases[i].forms ||
		    cell->form[0].times != cases[i].times)
			fail_msg("case %zu: %s, %d forms, %d times", i, status_name[cell->status],
				 cell->form_count, cell->form[0].times);
		done(comparison);
	}
}

static void test_steps(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		int runs, old; /* which run the last is held against */
		enum relation relation;
		bool is_unexpected;
		int differences, absent;
		const char *source; /* of what explains the last difference; NULL: nothing does */
	} cases[] = {
		/* The nearest that could be played, and was. */
		{ { { PLAIN({ 0 }) }, { PLAIN(SKIPS) }, { PLAIN({ 0 }) } },
		  3,
		  0,
		  SAME,
		  false,
		  0,
		  0 },
		{ { { PLAIN({ 0 }) }, { PLAIN(BREAKS) }, { PLAIN({ 0 }) } },
		  3,
		  0,
		  SAME,
		  false,
		  0,
		  0 },
		{ { { PLAIN(SKIPS) }, { PLAIN(SKIPS) }, { PLAIN({ 0 }) } },
		  3,
		  1,
		  GAINED,
		  false,
		  1,
		  0 },
		/* What is lost weighs more than what is gained. */
		{ { { PLAIN({ .no_counter = true }) }, { PLAIN({ .no_reason = true }) } },
		  2,
		  0,
		  LOST,
		  true,
		  3,
		  0 },
		{ { { PLAIN({ .no_reason = true }) }, { PLAIN({ .no_counter = true }) } },
		  2,
		  0,
		  LOST,
		  true,
		  3,
		  0 },
		/* A form without evidence is near to none. */
		{ { { RACING(SKIPS), RACING({ 0 }) }, { RACING({ .window = 300 }) } },
		  2,
		  0,
		  REGRESSED,
		  true,
		  1,
		  0 },
		/* A change that is expected, told by the first that names it; over each family. */
		{ { { CHANGING({ 0 }) }, { CHANGING({ .aborts = 1 }) } },
		  2,
		  0,
		  CHANGED,
		  false,
		  1,
		  0,
		  "0123456789ab (tcp: count it)" },
		{ { { CHANGING({ .no_reason = true }) }, { CHANGING({ .aborts = 1 }) } },
		  2,
		  0,
		  CHANGED,
		  false,
		  3,
		  0,
		  "0123456789ab (tcp: count it)" },
		{ { { CHANGING({ 0 }), CHANGING({ 0 }, .family = AF_INET6) },
		    { CHANGING({ 0 }), CHANGING({ 0 }, .family = AF_INET6) } },
		  2,
		  0,
		  REGRESSED,
		  true,
		  1,
		  4 },
		/* It need not come where nothing was played before, and explains no break of ours.
		 */
		{ { { CHANGING(SKIPS) }, { CHANGING({ .aborts = 1 }) } },
		  2,
		  0,
		  GAINED,
		  false,
		  1,
		  0 },
		{ { { CHANGING({ 0 }) }, { CHANGING(BREAKS) } }, 2, 0, UNCLEAR, true, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = compare(cases[i].plays, cases[i].runs);
		const struct step *step = &comparison->row[0]->step[cases[i].runs - 1];
		const struct differences *list = &step->differences;
		const struct difference *last =
			list->count ? &list->difference[list->count - 1] : NULL;
		const char *source = last && last->expected ? last->expected->source : "";
		if (step->old != cases[i].old || step->relation != cases[i].relation ||
		    step->is_unexpected != cases[i].is_unexpected ||
		    list->count != cases[i].differences ||
		    comparison->absent_count != cases[i].absent ||
		    strcmp(source, cases[i].source ? cases[i].source : "") != 0)
			fail_msg("case %zu: since %d %s%s, %d differences, %d absent, '%s'", i,
				 step->old, relation_name[step->relation],
				 step->is_unexpected ? ", unexpected" : "", list->count,
				 comparison->absent_count, source);
		done(comparison);
	}
}

/* A story that can be played now, or no longer. */
static void test_ability(void **state)
{
	static const struct playing plays[][RUNS][PLAYS] = {
		{ { PLAIN(SKIPS) }, { PLAIN({ 0 }) } },
		{ { PLAIN({ 0 }) }, { PLAIN(SKIPS) } },
	};

	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		struct comparison *comparison = compare(plays[lost], 2);
		const struct difference *told = comparison->row[0]->step[1].differences.difference;
		assert_int_equal(told->aspect, ASPECT_ABILITY);
		assert_int_equal(told->gained, !lost);
		assert_int_equal(told->lost, lost);
		done(comparison);
	}
}

/* Runs of one kernel are told apart; stories are one only if they are one; and a cell says how it
 * goes on since the run before it. */
static void test_labels(void **state)
{
	static const struct playing plays[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
		{ PLAIN(SKIPS), { &scenario_twin, { 0 } } },
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	};
	static const struct playing twins[RUNS][PLAYS] = {
		{ PLAIN({ 0 }), { &scenario_twin, { 0 } } },
	};
	struct comparison *comparison = compare(plays, 3);
	char label[64], families[32];

	(void)state;
	assert_string_equal(run_label(comparison, 0, label, sizeof(label)), "6.10.5#1");
	assert_string_equal(run_label(comparison, 1, label, sizeof(label)), "6.10.5#2");
	assert_string_equal(run_label(comparison, 2, label, sizeof(label)), "6.12");
	assert_string_equal(cell_word(comparison->row[0], 2), "PASS");
	assert_string_equal(cell_word(comparison->row[1], 2), "=");
	done(comparison);
	comparison = compare(twins, 1);
	assert_int_equal(rows_alike(comparison, 0, families), 1);
	assert_string_equal(families, "ipv4");
	done(comparison);
}

/* Which promise was broken, by the iteration that decides; and whether anybody could have seen it
 * before. */
static void test_broken_promise(void **state)
{
	static const struct {
		struct playing plays[RUNS][PLAYS];
		const char *actual;
		bool is_unseen;
	} cases[] = {
		{ { { PLAIN({ 0 }) }, { PLAIN({ 0 }), PLAIN({ .aborts = 1 }) } }, "+2", false },
		{ { { PLAIN({ .aborts = 4 }) }, { PLAIN({ .aborts = 1 }) } }, "+2", false },
		{ { { PLAIN({ .no_counter = true }) }, { PLAIN({ .aborts = 1 }) } }, "+2", true },
		{ { { PLAIN({ 0 }) }, { PLAIN({ 0 }) } }, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comparison *comparison = compare(cases[i].plays, 2);
		const struct row *row = comparison->row[0];
		bool is_unseen;
		const struct canon_promise *broken =
			broken_promise(row, &row->step[1], 1, 0, &is_unseen);
		assert_int_equal(broken != NULL, cases[i].actual != NULL);
		if (broken)
			assert_string_equal(broken->actual, cases[i].actual);
		assert_int_equal(is_unseen, cases[i].is_unseen);
		assert_null(broken_promise(row, &row->step[1], 1, 1, &is_unseen));
		done(comparison);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),          cmocka_unit_test(test_steps),
		cmocka_unit_test(test_ability),        cmocka_unit_test(test_labels),
		cmocka_unit_test(test_broken_promise),
	};

	return cmocka_run_group_tests_name("compare_steps", tests, NULL, NULL);
}
