/* SPDX-License-Identifier: GPL-2.0-only */
/* Every scenario on the real lab, over both families: it passes, and every witness has spoken. */
#include "kernel_change.h"
#include "play.h"
#include "promise.h"
#include "registry.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* May it be skipped? Only where it has said before what not every machine can do. */
static bool may_skip(const struct told *told)
{
	const struct scenario *s = told->scenario;

	return s->needs || s->changes_machine || (s->family && s->family != told->family);
}

/* Or where perf has counted an event and not handed it over: a fault of the kernel's, not ours. */
static bool is_missing(const struct ruling *ruling)
{
	return ruling->witness == REASON && strstr(ruling->actual, "not deliver them");
}

static bool is_good(const struct told *told, bool has_reasons)
{
	const struct verdict *verdict = told->verdict;
	bool is_skipped = verdict->status == SKIP && may_skip(told);
	bool is_played = verdict->status == PASS || verdict->status == XFAIL;
	bool good = is_skipped ||
		    (is_played && verdict->ruling_count > 0 && verdict->ruling_count < RULINGS_MAX);

	for (int i = 0; i < verdict->ruling_count && good; i++)
		good = verdict->ruling[i].status != SKIP || is_missing(&verdict->ruling[i]) ||
		       (verdict->ruling[i].witness == REASON && !has_reasons);
	if (is_skipped || !good)
		fputs(told->text, stderr);
	return good;
}

static void play_plan(struct run_plan plan)
{
	struct tale tale = { 0 };
	int bad = 0;

	/* Before: a run may leave an unprivileged process in a user namespace. */
	bool has_reasons = play_has_reasons();
	plan.ipv4 = plan.ipv6 = true;
	plan.scale = play_patience();
	play(&plan, &tale);
	assert_string_equal(tale.why.text, "");
	assert_int_equal(tale.error, 0);
	assert_int_equal(tale.count, plan.scenario_count * 2 * plan.repeat);
	for (int i = 0; i < tale.count; i++) {
		const struct told *told = tale.told[i];
		/* All of them over both families, and then once more. */
		assert_ptr_equal(told->scenario, plan.scenario[i / 2 % plan.scenario_count]);
		assert_int_equal(told->family, i % 2 ? AF_INET6 : AF_INET);
		assert_int_equal(told->iteration,
				 plan.repeat > 1 ? i / (2 * plan.scenario_count) + 1 : 0);
		bad += !is_good(told, has_reasons);
	}
	assert_int_equal(bad, 0);
	play_free(&tale);
}

static void test_all(void **state)
{
	struct run_plan plan = { .repeat = 1, .jobs = 8 };

	(void)state;
	if (!play_possible())
		skip();
	plan.scenario = registry_scenarios(&plan.scenario_count);
	play_plan(plan);
}

/* Alone and side by side: no lab is given what another one did. */
static void test_side_by_side(void **state)
{
	static const char *const names[] = { "port-closed", "half-open", "linger", "unread-data" };
	enum { COUNT = sizeof(names) / sizeof(names[0]) };
	const struct scenario *list[COUNT];
	struct run_plan plan = { .scenario = list, .scenario_count = COUNT, .repeat = 4 };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < COUNT; i++) {
		list[i] = registry_scenario(names[i]);
		assert_non_null(list[i]);
	}
	for (plan.jobs = 1; plan.jobs <= 16; plan.jobs *= 4)
		play_plan(plan);
}

static bool has_file(const char *name)
{
	glob_t found;
	char pattern[256];

	snprintf(pattern, sizeof(pattern), SOURCE_DIR "/lab/*/%s.c", name);
	bool has = glob(pattern, 0, NULL, &found) == 0;
	has = has && (found.gl_pathc > 1 || (!strstr(found.gl_pathv[0], "/lab/drills/") &&
					     !strstr(found.gl_pathv[0], "/lab/matrix/")));
	globfree(&found);
	return has;
}

/* Is the scenario of lab/.../@file.c? It is of the file that bears its name, or else the longest
 * begin of it, up to a '-'. */
static bool is_of(const struct scenario *scenario, const char *file)
{
	char name[64];
	char *dash;

	snprintf(name, sizeof(name), "%s", scenario->name);
	while (!has_file(name) && (dash = strrchr(name, '-')))
		*dash = '\0';
	return strcmp(name, file) == 0;
}

/* Each drill is of the file of its name in the one folder that has them, and the manual has it. */
static void check_drill(const char *name, const char *manual)
{
	char whole[64], item[64];

	snprintf(whole, sizeof(whole), "drill-%s", name);
	const struct scenario *drill = registry_drill(whole);
	if (!drill)
		fail_msg("lab/drills/%s.c registers no drill of that name", name);
	assert_true(drill->is_drill && drill->title && drill->play && drill->promises);
	snprintf(item, sizeof(item), "\n.It Sy %s\n", name);
	if (!strstr(manual, item))
		fail_msg("the manual does not have the drill %s", name);
}

static void test_drills(void **state)
{
	int count;
	size_t size = 0;
	char *manual = NULL;
	FILE *in = fopen(SOURCE_DIR "/src/man/rstlab-ns-drill.7", "r");
	glob_t files;

	(void)state;
	assert_non_null(in);
	assert_true(getdelim(&manual, &size, '\0', in) > 0);
	fclose(in);
	registry_drills(&count);
	assert_int_equal(glob(SOURCE_DIR "/lab/drills/*.c", 0, NULL, &files), 0);
	assert_int_equal(files.gl_pathc, count);
	for (size_t n = 0; n < files.gl_pathc; n++) {
		char *name = strrchr(files.gl_pathv[n], '/') + 1;

		*strrchr(name, '.') = '\0';
		check_drill(name, manual);
	}
	globfree(&files);
	free(manual);
}

/* Each scenario has a name of its own and is of one file in a folder of lab/, and no file there is
 * without, but those of drills and of the matrix. */
static void test_registry(void **state)
{
	int housed = 0, count;
	const struct scenario *const *all = registry_scenarios(&count);
	glob_t files;

	(void)state;
	for (int i = 0; i < count; i++)
		assert_ptr_equal(registry_scenario(all[i]->name), all[i]);
	assert_int_equal(glob(SOURCE_DIR "/lab/*/*.c", 0, NULL, &files), 0);
	for (size_t n = 0; n < files.gl_pathc; n++) {
		char *name = strrchr(files.gl_pathv[n], '/') + 1;
		int before = housed;

		if (strstr(files.gl_pathv[n], "/lab/drills/") ||
		    strstr(files.gl_pathv[n], "/lab/matrix/"))
			continue;
		*strrchr(name, '.') = '\0';
		for (int i = 0; i < count; i++)
			housed += is_of(all[i], name);
		if (housed == before)
			fail_msg("%s.c registers no scenario of that name", files.gl_pathv[n]);
	}
	globfree(&files);
	assert_int_equal(housed, count);
}

/* What a change of the kernel says of versions is read, or the promise would never be one; and is
 * of a kernel that the program knows. */
static bool is_change(const struct change *change)
{
	char doubt[TEXT_SIZE];

	if (!change)
		return true;
	if (!change->since || !change->what || !kernel_has(change->since, "99.0"))
		return false;
	const char *last = strrchr(change->since, ' ');
	return *kernel_doubt(last ? last + 1 : change->since, NULL, doubt, sizeof(doubt)) == '\0';
}

static const char *find_fault(const struct scenario *scenario)
{
	bool is_known = false;

	if (!scenario->name[0] ||
	    scenario->name[strspn(scenario->name, "abcdefghijklmnopqrstuvwxyz0123456789-")])
		return "its name";
	if (!scenario->title || !scenario->rfc || !scenario->tags)
		return "no title, clause or tag";
	if (!scenario->proves || !scenario->why || !scenario->play)
		return "nothing that it proves, no why, or no play";
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct promise *p = &walk.promise;
		if (!p->because)
			return "a promise without a because";
		if (!is_change(p->with) || !is_change(p->without) || !is_change(p->mended))
			return "a change of the kernel that cannot be read";
		is_known = is_known || p->known_broken;
	}
	if (is_known != !!scenario->known_issue)
		return "a known issue without a promise, or the other way round";
	for (const struct outcome *o = scenario->outcomes; o && o->name; o++) {
		struct promises walk = promises_of(scenario);
		while (promises_next(&walk) &&
		       (!walk.promise.outcome || strcmp(walk.promise.outcome, o->name) != 0))
			;
		if (!walk.promise.outcome || strcmp(walk.promise.outcome, o->name) != 0)
			return "an ending of which nothing is promised";
	}
	return NULL;
}

/* What an author forgets shows here, and not in a list that falls over it. */
static void test_whole(void **state)
{
	int count, bad = 0;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (int i = 0; i < count; i++) {
		const char *fault = find_fault(all[i]);
		if (fault)
			fprintf(stderr, "%s: %s\n", all[i]->name, fault);
		bad += !!fault;
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registry),     cmocka_unit_test(test_drills),
		cmocka_unit_test(test_whole),        cmocka_unit_test(test_all),
		cmocka_unit_test(test_side_by_side),
	};

	return cmocka_run_group_tests_name("lab_scenarios", tests, NULL, NULL);
}
