/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs made by hand beside each other: how each story went on, what was expected, and how it is
 * told, against golden files; RSTLAB_UPDATE_GOLDEN=1 writes them anew. */
#include "compare_format.h"
#include "formats.h"
#include "golden.h"
#include "known_changes.h"
#include "tale.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { TELLINGS = 3, ABSENT = -1 };

/* Judges @ev, and adds it. */
static int add(struct comparison *comparison, const struct scenario *scenario,
	       const struct evidence *ev, int iteration, struct why *why)
{
	struct result *result = result_make(scenario, ev, iteration, 0);

	assert_non_null(result);
	int err = compare_result(comparison, result, why);
	result_free(result);
	return err;
}

static const struct change counted = { "6.11", "0123456789ab (tcp: count it)" };

static const struct promise plain[] = {
	{ "server", "it counts", .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "server", "it speaks", .wire = CLAIM(wire, .flags = "~PSH") },
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
	{ "server", "it counts", .without = &counted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
static const struct promise racing[] = {
	{ "server", "it counts", .outcome = "once",
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "server", "it counts twice", .outcome = "twice",
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 2) },
	{ .who = NULL },
};
static const struct outcome endings[] = {
	{ "once", "the server is first" },
	{ "twice", "the client is first" },
	{ .name = NULL },
};

/* A story in up to three runs; its ending is that of the evidence, or ABSENT. */
struct history {
	struct scenario scenario;
	struct tale tale[TELLINGS];
	int ending[TELLINGS];
	bool both; /* over IPv6 too, the same */
};

#define BROKE ENDED_BROKEN
#define SKIPS ENDED_SKIP

static const struct history histories[] = {
	{ { .name = "as-ever", .promises = plain }, { { .cut = true }, { .moved = true } } },
	{ { .name = "both-families", .promises = plain },
	  { { 0 }, { 0 }, { .err = EPIPE } },
	  .both = true },
	{ { .name = "breaks", .promises = plain }, { { 0 }, { 0 }, { .aborts = 1 } } },
	{ { .name = "breaks|*as_known*", .promises = known }, { { 0 }, { 0 }, { .aborts = 1 } } },
	{ { .name = "can-be-had", .promises = plain }, { { 0 } }, { SKIPS, SKIPS } },
	{ { .name = "comes", .promises = changing }, { { 0 }, { 0 }, { .aborts = 1 } } },
	{ { .name = "does-not-come", .promises = changing }, { { 0 } } },
	{ { .name = "mends", .promises = plain }, { { .aborts = 1 }, { .aborts = 1 } } },
	{ { .name = "new-in-time-wait", .promises = plain },
	  { { 0 }, { .counter = "TcpExtTW" }, { .counter = "TcpExtTW", .rst_window = 9 } } },
	{ { .name = "no-longer", .promises = plain }, { { 0 } }, { 0, 0, SKIPS } },
	{ { .name = "not-in-the-last", .promises = plain }, { { 0 } }, { 0, 0, ABSENT } },
	{ { .name = "only-in-the-last", .promises = plain }, { { 0 } }, { ABSENT, ABSENT } },
	{ { .name = "our-fault", .promises = plain }, { { 0 } }, { 0, BROKE } },
	{ { .name = "race", .promises = racing, .outcomes = endings },
	  { { 0 }, { 0 }, { .aborts = 1 } } },
};
enum { HISTORIES = sizeof(histories) / sizeof(histories[0]) };

static const char *const versions[TELLINGS] = { "5.10.262", "6.1.192", "6.12.117" };

static void add_run(struct comparison *comparison, int run)
{
	static const char *const paths[TELLINGS] = { "old", "a|path/<b>", "new" };
	const struct run_facts facts = { .version = "1.0.0",
					 .kernel = "6.1.0-42-cloud-amd64",
					 .machine = "x86_64",
					 .time_ns = INT64_C(1714564800000000000) };
	struct why why;

	assert_int_equal(compare_run(comparison, paths[run], &facts, &why), 0);
}

static void add_result(struct comparison *comparison, const struct history *history, int run,
		       int family)
{
	struct tale tale = history->tale[run];
	struct why why;

	tale.no_reason = run < 2;
	struct evidence *ev = tale_tell(&tale);
	snprintf(ev->version, sizeof(ev->version), "%s", versions[run]);
	ev->family = family;
	ev->ending = (enum ending)history->ending[run];
	snprintf(ev->why, sizeof(ev->why), "%s",
		 ev->ending == ENDED_SKIP     ? "needs CONFIG_IT=y"
		 : ev->ending == ENDED_BROKEN ? "waited 15000 ms for <nothing>"
					      : "");
	assert_int_equal(add(comparison, &history->scenario, ev, 0, &why), 0);
	free(ev);
}

/* The comparison of the runs from @first on. */
static struct comparison *compare(int first)
{
	struct comparison *comparison = calloc(1, sizeof(*comparison));

	assert_non_null(comparison);
	for (int run = first; run < TELLINGS; run++) {
		add_run(comparison, run);
		for (int i = 0; i < HISTORIES; i++) {
			if (histories[i].ending[run] != ABSENT)
				add_result(comparison, &histories[i], run, AF_INET);
			if (histories[i].both)
				add_result(comparison, &histories[i], run, AF_INET6);
		}
	}
	assert_int_equal(compare_conclude(comparison), 0);
	return comparison;
}

static void test_formats(void **state)
{
	static const struct {
		const char *golden, *format;
		int first;
		struct print_options options;
	} cases[] = {
		{ "compare.txt", "text", 1, { 0 } },
		{ "compare.md", "markdown", 1, { 0 } },
		{ "compare.json", "json", 1, { 0 } },
		{ "compare-matrix.txt", "text", 0, { 0 } },
		{ "compare-matrix.md", "markdown", 0, { 0 } },
		{ "compare-matrix.json", "json", 0, { 0 } },
		{ "compare-verbose.txt", "text", 1, { .verbose = true, .color = true } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct compare_format *format = compare_format_find(cases[i].format);
		struct comparison *comparison = compare(cases[i].first);
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		assert_int_equal(format->print(out, comparison, &cases[i].options), 0);
		assert_int_equal(fclose(out), 0);
		golden_check(cases[i].golden, text);
		compare_free(comparison);
		free(comparison);
	}
	assert_null(compare_format_find("ktap"));
}

/* ---- Relations ----------------------------------------------------------------------------------
 */

static const struct {
	struct tale old, new;
	int old_ending, new_ending;
	bool is_known;
	enum relation relation;
	bool is_unexpected;
	bool is_fact; /* it is not the story that is unexpected */
} relations[] = {
	{ { 0 }, { .again = true }, 0, 0, false, SAME, false },
	{ { 0 }, { .plain = true }, 0, 0, false, CHANGED, true },
	{ { .aborts = 1 }, { .aborts = 2 }, 0, 0, false, CHANGED, true },
	{ { 0 }, { .aborts = 1 }, 0, 0, false, REGRESSED, true },
	{ { 0 }, { .aborts = 1 }, 0, 0, true, REGRESSED, true },
	{ { .aborts = 1 }, { 0 }, 0, 0, false, MENDED, false },
	{ { .aborts = 1 }, { 0 }, 0, 0, true, MENDED, false },
	{ { 0 }, { .no_reason = true }, 0, 0, false, SAME, true, .is_fact = true },
	{ { .no_reason = true }, { 0 }, 0, 0, false, SAME, false },
	{ { 0 }, { .no_reason = true, .no_trace = true }, 0, 0, false, SAME, false },
	{ { .no_counter = true }, { 0 }, 0, 0, false, GAINED, false },
	{ { 0 }, { .no_counter = true }, 0, 0, false, LOST, true },
	{ { .no_reason = true }, { .err = EPIPE }, 0, 0, false, CHANGED, true },
	{ { 0 }, { 0 }, SKIPS, SKIPS, false, SAME, false },
	{ { 0 }, { 0 }, 0, SKIPS, false, LOST, false },
	{ { 0 }, { 0 }, SKIPS, 0, false, GAINED, false },
	{ { 0 }, { .aborts = 1 }, SKIPS, 0, false, REGRESSED, true },
	{ { 0 }, { .aborts = 1 }, SKIPS, 0, true, GAINED, false },
	{ { 0 }, { .aborts = 1 }, BROKE, 0, false, REGRESSED, true },
	{ { 0 }, { .aborts = 1 }, ABSENT, 0, false, MISSING, true },
	{ { .aborts = 1 }, { 0 }, 0, SKIPS, false, LOST, false },
	{ { .aborts = 1 }, { 0 }, 0, BROKE, false, UNCLEAR, true },
	{ { 0 }, { 0 }, BROKE, 0, false, UNCLEAR, false },
	{ { 0 }, { 0 }, 0, BROKE, false, UNCLEAR, true },
	{ { 0 }, { 0 }, SKIPS, BROKE, false, UNCLEAR, true },
	{ { 0 }, { 0 }, ABSENT, 0, false, MISSING, false },
	{ { 0 }, { 0 }, 0, ABSENT, false, MISSING, true },
};

static void test_relations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
		struct comparison *comparison = calloc(1, sizeof(*comparison));
		const struct scenario scenario = { .name = "test",
						   .promises =
							   relations[i].is_known ? known : plain };
		struct why why;
		assert_non_null(comparison);
		for (int run = 0; run < 2; run++) {
			struct evidence *ev =
				tale_tell(run ? &relations[i].new : &relations[i].old);
			int ending = run ? relations[i].new_ending : relations[i].old_ending;
			add_run(comparison, run);
			ev->ending = (enum ending)(ending == ABSENT ? 0 : ending);
			if (ending != ABSENT)
				assert_int_equal(add(comparison, &scenario, ev, 0, &why), 0);
			free(ev);
		}
		assert_int_equal(compare_conclude(comparison), 0);
		const struct step *step = &comparison->row[0]->step[1];
		int facts = relations[i].is_fact ? comparison->fact_count : 0;
		if (step->relation != relations[i].relation ||
		    step->is_unexpected != (relations[i].is_unexpected && !relations[i].is_fact) ||
		    comparison->unexpected != (facts ? facts : relations[i].is_unexpected))
			fail_msg("case %zu: %s%s", i, relation_name[step->relation],
				 step->is_unexpected ? ", unexpected" : "");
		compare_free(comparison);
		free(comparison);
	}
}

/* ---- Several iterations -------------------------------------------------------------------------
 */

/* Two runs of several iterations; the differences that are told. */
static int count_differences(const struct tale *old, int olds, const struct tale *new, int news,
			     enum relation *ret)
{
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	struct why why;

	assert_non_null(comparison);
	for (int run = 0; run < 2; run++) {
		add_run(comparison, run);
		for (int i = 0; i < (run ? news : olds); i++) {
			struct evidence *ev = tale_tell(run ? &new[i] : &old[i]);
			assert_int_equal(add(comparison, &tale_scenario, ev, i + 1, &why), 0);
			free(ev);
		}
	}
	assert_int_equal(compare_conclude(comparison), 0);
	int count = comparison->row[0]->step[1].differences.count;
	*ret = comparison->row[0]->step[1].relation;
	compare_free(comparison);
	free(comparison);
	return count;
}

static void test_iterations(void **state)
{
	static const struct {
		int olds, news;
		struct tale old[3], new[3];
		enum relation relation;
		int differences;
	} cases[] = {
		{ 3, 1, { { 0 }, { .moved = true }, { .cut = true } }, { { 0 } }, SAME, 0 },
		{ 2, 2, { { 0 }, { .err = EPIPE } }, { { .err = EPIPE }, { 0 } }, SAME, 0 },
		{ 1, 3, { { 0 } }, { { 0 }, { .err = EPIPE }, { .err = EPIPE } }, CHANGED, 1 },
		{ 2, 1, { { 0 }, { .err = EPIPE } }, { { 0 } }, CHANGED, 1 },
		{ 2,
		  1,
		  { { 0 }, { .err = EPIPE, .plain = true } },
		  { { .err = EPIPE } },
		  CHANGED,
		  2 },
		{ 3, 3, { { 0 } }, { { 0 }, { .aborts = 1 }, { 0 } }, REGRESSED, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum relation relation;
		int count = count_differences(cases[i].old, cases[i].olds, cases[i].new,
					      cases[i].news, &relation);
		if (count != cases[i].differences || relation != cases[i].relation)
			fail_msg("case %zu: %s, %d differences", i, relation_name[relation], count);
	}
}

static void test_refused(void **state)
{
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	const struct tale tale = { 0 };
	struct evidence *ev = tale_tell(&tale);
	struct why why;

	(void)state;
	add_run(comparison, 0);
	assert_int_equal(add(comparison, &tale_scenario, ev, 1, &why), 0);
	assert_int_equal(add(comparison, &tale_scenario, ev, 1, &why), -EINVAL);
	assert_string_equal(why.text, "test/ipv4 is there twice");
	snprintf(ev->version, sizeof(ev->version), "6.12.1");
	assert_int_equal(add(comparison, &tale_scenario, ev, 2, &why), -EINVAL);
	assert_string_equal(why.text, "is of kernel 6.12.1, but others are of 6.1.0");
	for (int i = 1; i < RUNS_MAX; i++)
		add_run(comparison, 0);
	const struct run_facts facts = { .version = "" };
	assert_int_equal(compare_run(comparison, "one more", &facts, &why), -EINVAL);
	assert_string_equal(why.text, "at most 64 runs can be compared");
	compare_free(comparison);
	free(comparison);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_iterations),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
