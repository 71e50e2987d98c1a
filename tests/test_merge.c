/* SPDX-License-Identifier: GPL-2.0-only */
/* Saved runs of shards make one, or it is said in one line why they do not. */
#include "merge.h"
#include "results.h"
#include "text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { PARTS = RESULTS_COUNT, FILES_MAX = PARTS + 1, REPEAT = 2 };

static char folder[] = P_tmpdir "/rstlab-test-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? chdir(folder) : -1;
}

static int remove_folder(void **state)
{
	char name[] = "a";

	(void)state;
	for (; *name < 'a' + FILES_MAX; ++*name)
		unlink(name);
	return chdir("/") < 0 ? -1 : rmdir(folder);
}

/* ---- Files --------------------------------------------------------------------------------------
 */

/* The made results, dealt to the shards in turn. */
static struct plan make_plan(int number, int shards, int repeat)
{
	static struct plan_part part[PARTS];

	for (int i = 0; i < PARTS; i++) {
		struct result *result = results_make(i);
		part[i] = (struct plan_part){ .scenario = results_scenario[i]->name,
					      .family = result->reading.ev->family,
					      .shard = 1 + i % shards };
		results_free(result);
	}
	return (struct plan){
		.shard = { number, shards }, .repeat = repeat, .count = PARTS, .part = part
	};
}

/* results.json of a shard; to be freed. Not inlined: gcc 12 would take what open_memstream() made
 * for the variable that points to it, and call it dangling. */
__attribute__((noinline)) static char *make_file(int number, int shards, int repeat)
{
	const struct plan plan = make_plan(number, shards, repeat);
	const struct print_options options = { 0 };
	struct run_facts facts = results_run;
	char *text = NULL;
	size_t size = 0;
	void *data = NULL;
	FILE *out = open_memstream(&text, &size);

	facts.plan = &plan;
	assert_non_null(out);
	assert_int_equal(results_json.begin(out, &facts, &options, &data), 0);
	for (int i = 0; i < PARTS * repeat; i++) {
		struct result *result = results_make(i % PARTS);
		result->iteration = repeat > 1 ? 1 + i / PARTS : 0;
		if (plan.part[i % PARTS].shard == number)
			results_json.result(out, data, result);
		results_free(result);
	}
	results_json.end(out, data, &results_tally);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Writes it, with the first @from changed to @to. */
static void write_file(char name, const char *text, const char *from, const char *to)
{
	FILE *out = fopen((char[]){ name, '\0' }, "w");
	const char *at = from ? strstr(text, from) : text;

	assert_non_null(out);
	if (!at)
		fail_msg("no '%s' in the file", from);
	fprintf(out, "%.*s%s%s", (int)(at - text), text, to ? to : "",
		at + (from ? strlen(from) : 0));
	assert_int_equal(fclose(out), 0);
}

/* ---- Merging ------------------------------------------------------------------------------------
 */

struct pile {
	int count;
	struct saved_run *run[FILES_MAX];
	struct merge merge;
};

/* @names: a letter each. What merge_make() says. */
static int open_pile(const char *names, struct pile *ret, struct why *ret_why)
{
	*ret = (struct pile){ 0 };
	for (; *names; names++)
		if (saved_open((char[]){ *names, '\0' }, &ret->run[ret->count++], ret_why) != 0)
			fail_msg("%s", ret_why->text);
	return merge_make(ret->run, ret->count, &ret->merge, ret_why);
}

static void close_pile(struct pile *pile)
{
	merge_free(&pile->merge);
	for (int i = 0; i < pile->count; i++)
		saved_close(pile->run[i]);
}

/* Its results are the made ones, again and again in the plan's order. */
static void check_whole(const struct pile *pile, int repeat)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct why why;

	assert_non_null(ev);
	assert_int_equal(merge_count(&pile->merge), PARTS * repeat);
	assert_int_equal(pile->merge.plan.shard.number, 1);
	assert_int_equal(pile->merge.plan.shard.count, 1);
	for (int i = 0; i < PARTS * repeat; i++) {
		int index, iteration;
		double duration_ms;
		const struct saved_run *run = pile->run[merge_find(&pile->merge, i, &index)];
		assert_int_equal(saved_evidence(run, index, ev, &iteration, &duration_ms, &why), 0);
		assert_string_equal(ev->scenario, results_scenario[i % PARTS]->name);
		assert_int_equal(iteration, repeat > 1 ? 1 + i / PARTS : 0);
		assert_int_equal(merge_fits(&pile->merge, i, ev, iteration, "a", &why), 0);
		assert_int_equal(merge_fits(&pile->merge, i, ev, iteration + 1, "a", &why),
				 -EINVAL);
		assert_int_equal(
			merge_fits(&pile->merge, (i + 1) % PARTS, ev, iteration, "a", &why),
			-EINVAL);
		/* the same story over the other family */
		ev->family = ev->family == AF_INET ? AF_INET6 : AF_INET;
		assert_int_equal(merge_fits(&pile->merge, i, ev, iteration, "a", &why), -EINVAL);
	}
	free(ev);
}

static void test_whole(void **state)
{
	static const struct {
		int shards, repeat;
		const char *names;
	} cases[] = {
		{ 1, 1, "a" },       { 1, REPEAT, "a" },   { 2, 1, "ab" },
		{ 3, 1, "cab" },     { 3, REPEAT, "bca" }, { PARTS, REPEAT, "edcba" },
		{ 900, 1, "abcde" }, /* the others have nothing to play */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pile pile;
		struct why why;
		for (int k = 0; k < (int)strlen(cases[i].names); k++) {
			char *text = make_file(k + 1, cases[i].shards, cases[i].repeat);
			write_file((char)('a' + k), text, NULL, NULL);
			free(text);
		}
		if (open_pile(cases[i].names, &pile, &why) != 0)
			fail_msg("%s", why.text);
		check_whole(&pile, cases[i].repeat);
		close_pile(&pile);
	}
}

#define PLAN "the plans differ"

static void test_refused(void **state)
{
	/* of three shards, the first @from of "b" becomes @to */
	static const struct {
		const char *names, *from, *to, *why;
	} cases[] = {
		{ "ac", NULL, NULL, "1 of the shards is missing: 2/3" },
		{ "b", NULL, NULL, "2 of the shards are missing: 1/3, 3/3" },
		{ "abca", NULL, NULL, "a and a are both shard 1/3" },
		{ "abc", "\"shard\": 2", "\"shard\": 1", "a and b are both shard 1/3" },
		{ "abc", "\"shard\": 2", "\"shard\": 3",
		  "b: 4 results; shard 3/3 of its plan has 2" },
		{ "abc", "\"complete\": true", "\"complete\": false",
		  "b: shard 2/3 was interrupted: play it again" },
		{ "abc", "\"plan\": [", "\"others\": [",
		  "b: plan: is missing, so missing results cannot be found" },
		{ "abc", "\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"",
		  "b: version is '1.0.1', but in a it is '1.0.0'" },
		{ "abc", "\"kernel\": \"6.12.0\"", "\"kernel\": \"6.1.9\"",
		  "b: kernel is '6.1.9', but in a it is '6.12.0'" },
		{ "bac", "\"machine\": \"x86_64\"", "\"machine\": \"arm64\"",
		  "a: machine is 'x86_64', but in b it is 'arm64'" },
		{ "abc", "\"shards\": 3", "\"shards\": 4",
		  "b: shards is 4, but in a it is 3: " PLAN },
		{ "abc", "{\"scenario\": \"port-closed\"", "{\"scenario\": \"port-opened\"",
		  "b: plan[0] is port-opened/ipv4 of shard 1, "
		  "but in a it is port-closed/ipv4 of shard 1" },
		{ "abc", "\"family\": \"ipv6\", \"shard\": 2", "\"family\": \"ipv4\", \"shard\": 2",
		  "b: plan[1] is half-open/ipv4 of shard 2, but in a it is half-open/ipv6 of shard 2" },
		{ "abc", "\"family\": \"ipv4\", \"shard\": 1", "\"family\": \"ipv4\", \"shard\": 3",
		  "b: plan[0] is port-closed/ipv4 of shard 3, "
		  "but in a it is port-closed/ipv4 of shard 1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pile pile;
		struct why why;
		for (int k = 0; k < 3; k++) {
			char *text = make_file(k + 1, 3, REPEAT);
			write_file((char)('a' + k), text, k == 1 ? cases[i].from : NULL,
				   k == 1 ? cases[i].to : NULL);
			free(text);
		}
		assert_int_equal(open_pile(cases[i].names, &pile, &why), -EINVAL);
		assert_string_equal(why.text, cases[i].why);
		close_pile(&pile);
	}
}

/* What a run of another length or number of repeats says. */
static void test_other_plan(void **state)
{
	static const struct {
		int repeat;
		const char *from, *to, *why;
	} cases[] = {
		{ 1, NULL, NULL, "b: repeat is 1, but in a it is 2: " PLAN },
		{ REPEAT, "\"shard\": 1},\n",
		  "\"shard\": 1},\n{\"scenario\": \"x\", \"family\": \"ipv4\", \"shard\": 1},\n",
		  "b: the length of plan is 6, but in a it is 5: " PLAN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pile pile;
		struct why why;
		char *first = make_file(1, 2, REPEAT), *text = make_file(2, 2, cases[i].repeat);
		write_file('a', first, NULL, NULL);
		write_file('b', text, cases[i].from, cases[i].to);
		free(first);
		free(text);
		assert_int_equal(open_pile("ab", &pile, &why), -EINVAL);
		assert_string_equal(why.text, cases[i].why);
		close_pile(&pile);
	}
}

/* Many shards are missing: still one line, that fits. */
static void test_many_missing(void **state)
{
	char *text = make_file(1, PARTS, 1), *rows = NULL;
	struct pile pile;
	struct why why;
	size_t size = 0;
	FILE *out = open_memstream(&rows, &size);

	(void)state;
	assert_non_null(out);
	fprintf(out, "\"shards\": %d, \"repeat\": 1, \"plan\": [", SHARDS_MAX);
	for (int i = 1; i <= SHARDS_MAX; i++)
		fprintf(out, "%s{\"scenario\": \"x\", \"family\": \"ipv4\", \"shard\": %d}",
			i > 1 ? "," : "", i);
	fprintf(out, "],\n\"others\": [");
	assert_int_equal(fclose(out), 0);
	write_file('a', text, "\"shards\": 5,\n  \"repeat\": 1,\n  \"plan\": [", rows);
	assert_int_equal(open_pile("a", &pile, &why), -EINVAL);
	assert_true(text_is_clean(why.text, false));
	if (strncmp(why.text, "999 of the shards are missing: 2/1000, 3/1000, ", 47) != 0)
		fail_msg("%s", why.text);
	close_pile(&pile);
	free(rows);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_other_plan),
		cmocka_unit_test(test_many_missing),
	};

	return cmocka_run_group_tests_name("merge", tests, enter_folder, remove_folder);
}
