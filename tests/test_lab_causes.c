/* SPDX-License-Identifier: GPL-2.0-only */
/* The causes of lab/: each is whole, each RST of a scenario has one, and each can be seen. */
#include "causes.h"
#include "promise.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Of a scenario ------------------------------------------------------------------------------
 */

static bool is_on_wire(const struct promise *promise)
{
	const struct wire_claim *claim = promise->wire;

	return claim && claim->flags && strstr(claim->flags, "RST") &&
	       (!claim->count.is_set || claim->count.value > 0);
}

/* A RST that must not be, and that the kernel is known to send. */
static bool is_known_to_come(const struct promise *promise)
{
	const struct wire_claim *claim = promise->wire;

	return promise->known_broken && claim && claim->flags && strstr(claim->flags, "RST") &&
	       claim->count.is_set && claim->count.value == 0;
}

static bool speaks_of(const struct scenario *scenario, const char *who, const char *chapter)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if ((is_on_wire(&walk.promise) || is_known_to_come(&walk.promise)) &&
		    (!who || strcmp(walk.promise.who, who) == 0) &&
		    (!chapter ||
		     (walk.promise.chapter && strcmp(walk.promise.chapter, chapter) == 0)))
			return true;
	return false;
}

static bool has_rst(const struct scenario *scenario)
{
	return speaks_of(scenario, NULL, NULL);
}

/* Does a reject of its own host reset, so that no wire sees it? */
static bool resets_unseen(const struct scenario *scenario)
{
	return strcmp(scenario->name, "firewall-reject-output") == 0;
}

static const char *fault_of(const struct scenario *scenario)
{
	const struct cause *of_all = cause_find(scenario->cause);

	if (scenario->cause && !of_all)
		return "a cause that there is not";
	for (size_t i = 0; i < sizeof(scenario->causes) / sizeof(scenario->causes[0]); i++) {
		const struct scenario_cause *row = &scenario->causes[i];
		if (!row->cause)
			break;
		if (!cause_find(row->cause))
			return "a row of a cause that there is not";
		if (!speaks_of(scenario, row->who, row->chapter))
			return "a row that fits no RST which it promises";
	}
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct cause *cause =
			scenario_cause(scenario, walk.promise.who, walk.promise.chapter);
		if (is_on_wire(&walk.promise) && (!cause || cause->no_reset))
			return "a RST without a cause";
		if (is_on_wire(&walk.promise) && cause->by_reading_only)
			return "a cause that is known by reading only";
	}
	if (of_all && !has_rst(scenario) && !of_all->no_reset && !scenario->known_issue &&
	    !resets_unseen(scenario))
		return "a cause without a RST";
	return NULL;
}

static int say(const char *name, const char *fault)
{
	if (fault)
		fprintf(stderr, "%s: %s\n", name, fault);
	return !!fault;
}

static void test_scenarios(void **state)
{
	int count, bad = 0;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (int i = 0; i < count; i++)
		bad += say(all[i]->name, fault_of(all[i]));
	assert_int_equal(bad, 0);
}

/* ---- Of a cause ---------------------------------------------------------------------------------
 */

static bool is_shown(const struct cause *cause)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	for (int i = 0; i < count; i++)
		if (scenario_has_cause(all[i], cause->name))
			return true;
	return false;
}

static bool promises_counter(const struct cause *cause, const char *name)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	for (int i = 0; i < count; i++) {
		struct promises walk = promises_of(all[i]);
		while (scenario_has_cause(all[i], cause->name) && promises_next(&walk))
			if (walk.promise.counter && strcmp(walk.promise.counter->name, name) == 0)
				return true;
	}
	return false;
}

/* A counter that @cause sends people to, and of which no scenario of it promises anything; into
 * @ret, "" if there is none. */
static void find_counter(const struct cause *cause, char *ret, size_t size)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	ret[0] = '\0';
	for (const char *at = cause->settles; *at; at += strcspn(at, letters)) {
		size_t length = strspn(at, letters);
		bool is_counter = strncmp(at, "Tcp", 3) == 0 || strncmp(at, "MPTcpExt", 8) == 0;
		snprintf(ret, size, "%.*s", (int)length, at);
		if (is_counter && !promises_counter(cause, ret))
			return;
		at += length;
		ret[0] = '\0';
	}
}

static const char *fault_of_cause(const struct cause *cause)
{
	static char fault[160];
	char counter[64];

	if (cause_fault(cause))
		return cause_fault(cause);
	if (cause->by_reading_only == is_shown(cause))
		return cause->by_reading_only ? "scenarios show it" : "no scenario shows it";
	/* People come to these texts without a RST before them. */
	if (strstr(cause->settles, "that sent it") || strstr(cause->advice, "that sent it"))
		return "it, and no word for what";
	find_counter(cause, counter, sizeof(counter));
	if (*counter && !cause->by_reading_only) {
		snprintf(fault, sizeof(fault), "%s, which none of its scenarios promises", counter);
		return fault;
	}
	return NULL;
}

static void test_causes(void **state)
{
	int count, bad = 0;
	const struct cause *const *all = registry_causes(&count);

	(void)state;
	assert_true(count > 40 && count <= CAUSES_MAX);
	for (int i = 0; i < count; i++)
		bad += say(all[i]->name, fault_of_cause(all[i]));
	assert_int_equal(bad, 0);
}

/* ---- Of a symptom -------------------------------------------------------------------------------
 */

static const char *fault_of_symptom(const struct symptom *symptom)
{
	char causes[1024], *rest = NULL;

	if (!symptom->sentence || !symptom->texts || !symptom->texts[0] || !symptom->causes)
		return "no sentence, texts or causes";
	snprintf(causes, sizeof(causes), "%s", symptom->causes);
	for (char *word = strtok_r(causes, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		if (!cause_find(word))
			return "a cause that there is not";
	return NULL;
}

static void test_symptoms(void **state)
{
	int bad = 0;

	(void)state;
	for (int i = 0; i < registry_symptoms(); i++)
		bad += say(registry_symptom(i)->name, fault_of_symptom(registry_symptom(i)));
	assert_int_equal(bad, 0);
}

/* ---- That all this can fail ---------------------------------------------------------------------
 */

static const struct promise resets[] = {
	WHILE("one"), SENDS("server", ONE(RST_REPLY), "because"),
	WHILE("two"), SENDS("client", ONE(RST_REPLY), "because"),
	{ 0 },
};

static void test_scenario_faults(void **state)
{
	static const struct {
		const char *fault;
		struct scenario scenario;
	} cases[] = {
		{ NULL, { .cause = "peer-closed" } },
		{ "a RST without", { .promises = resets } },
		{ "a RST without", { .promises = resets, .cause = "peer-closed" } },
		{ "a RST without",
		  { .promises = resets, .causes = { { .who = "server", .cause = "forged" } } } },
		{ "a cause that there is not", { .promises = resets, .cause = "gremlins" } },
		{ "a row of a cause",
		  { .promises = resets,
		    .cause = "forged",
		    .causes = { { .cause = "gremlins" } } } },
		{ "a row that fits no RST",
		  { .promises = resets,
		    .cause = "forged",
		    .causes = { { .who = "client", .chapter = "one", .cause = "crafted" } } } },
		{ "a cause that is known by reading",
		  { .promises = resets, .cause = "timeout-app" } },
		{ "a cause without a RST", { .name = "", .cause = "forged" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *fault = fault_of(&cases[i].scenario);
		if (!cases[i].fault)
			assert_null(fault);
		else
			assert_true(fault && strstr(fault, cases[i].fault) == fault);
	}
}

static void test_cause_faults(void **state)
{
	const struct cause *good = cause_find("abort-unread");
	const struct symptom lost = { .name = "lost",
				      .sentence = "s",
				      .texts = (const char *const[]){ "t", NULL },
				      .causes = "forged gremlins" };

	(void)state;
	assert_string_equal(fault_of_symptom(&lost), "a cause that there is not");
	char counter[64];
	struct cause cause = *good;
	cause.settles = "`nstat -az TcpExtTCPAbortOnClose TcpExtListenOverflows`";
	find_counter(&cause, counter, sizeof(counter));
	assert_string_equal(counter, "TcpExtListenOverflows");
	assert_true(promises_counter(good, "TcpExtTCPAbortOnClose"));
	assert_false(promises_counter(good, "TcpExtListenOverflows"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scenarios),    cmocka_unit_test(test_causes),
		cmocka_unit_test(test_symptoms),     cmocka_unit_test(test_scenario_faults),
		cmocka_unit_test(test_cause_faults),
	};

	return cmocka_run_group_tests_name("lab_causes", tests, NULL, NULL);
}
