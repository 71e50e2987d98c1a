/* SPDX-License-Identifier: GPL-2.0-only */
/* A results.json that is not sound is refused, in one line that says why and where. */
#include "folder.h"
#include "results.h"
#include "results_load.h"
#include "text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char path[] = "./results.json";

/* Tells what was loaded, as the story of any scenario, to nobody. */
static void report(const struct evidence *ev)
{
	static const struct report_format *const formats[] = { &report_text, &results_json };
	static const struct tally tally;
	const struct print_options options = { .verbose = true };
	struct result *result = result_make(results_scenario[0], ev, 0, 0);

	assert_non_null(result);
	for (int i = 0; i < 2; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		void *data = NULL;
		assert_non_null(out);
		assert_int_equal(formats[i]->begin(out, &results_run, &options, &data), 0);
		formats[i]->result(out, data, result);
		formats[i]->end(out, data, &tally);
		assert_int_equal(fclose(out), 0);
		assert_true(text_is_clean(text, true));
		free(text);
	}
	result_free(result);
}

/* Opens what is in the file and loads and tells all of it; 0 or -errno, with @ret_why. */
static int load_all(struct why *ret_why)
{
	struct saved_run *run = NULL;
	struct evidence *ev = calloc(1, sizeof(*ev));
	int iteration;
	double duration_ms;

	assert_non_null(ev);
	int err = saved_open(path, &run, ret_why);
	for (int i = 0; err == 0 && i < saved_count(run); i++) {
		err = saved_evidence(run, i, ev, &iteration, &duration_ms, ret_why);
		if (err == 0)
			report(ev);
	}
	saved_close(run);
	free(ev);
	return err;
}

static const struct {
	const char *from, *to, *why;
} refusals[] = {
	{ "\"rstlab-ns/1\"", "\"rstlab-ns/2\"",
	  ": schema is 'rstlab-ns/2'; this program reads 'rstlab-ns/1'" },
	{ "\"schema\"", "\"scheme\"", ": schema: is missing" },
	{ "\"schema\": \"rstlab-ns/1\"", "\"schema\": 1",
	  ": schema: is a number, expected a string" },
	{ "\"schema\": ", "\"schema\" ", ":2:24: ':' expected near '\"rstlab-ns/1\"'" },
	{ "6.12.0", "6.12.0\\u001b[31m", ": kernel: has a control or invisible character" },
	{ "6.12.0", "6.12.0\\u202e", ": kernel: has a control or invisible character" },
	{ "12:00:00.123456789Z", "25:00:00Z",
	  ": time: '2024-05-01T25:00:00Z' is not a time like 2024-05-01T12:00:00.123456789Z" },
	{ "\"shard\": 2", "\"shard\": 0", ": shard: 0 is out of range 1..1000" },
	{ "\"shard\": 2", "\"shard\": 4", ": shard: 4 is out of range 1..3" },
	{ "\"shards\": 3", "\"shards\": 1001", ": shards: 1001 is out of range 1..1000" },
	{ "\"shards\": 3,\n", "", ": shards: is missing" },
	{ "\"repeat\": 3", "\"repeat\": 0", ": repeat: 0 is out of range 1..2147483647" },
	{ "\"plan\": [", "\"plan\": {}, \"others\": [", ": plan: is an object, expected a list" },
	{ "\"family\": \"ipv6\", \"shard\": 1", "\"family\": \"ipv6\", \"shard\": 4",
	  ": plan[1].shard: 4 is out of range 1..3" },
	{ "\"family\": \"ipv6\", \"shard\": 1", "\"family\": \"ipv5\", \"shard\": 1",
	  ": plan[1].family: unknown word 'ipv5'" },
	{ "\"results\": [", "\"results\": 1, \"others\": [",
	  ": results: is a number, expected a list" },
	{ "\"complete\": true", "\"complete\": 1",
	  ": complete: is a number, expected true or false" },
	{ "\"iteration\": 0", "\"iteration\": -1",
	  ": results[0].iteration: -1 is out of range 0..2147483647" },
	{ "\"duration_ms\": 4.125", "\"duration_ms\": 1e308",
	  ": results[0].duration_ms: 1e+308 is out of range 0..1000000000000" },
	{ "\"duration_ms\": 4.125", "\"duration_ms\": -0.5",
	  ": results[0].duration_ms: -0.5 is out of range 0..1000000000000" },
	{ "\"duration_ms\": 1234.5", "\"duration_ms\": 1e308",
	  ": duration_ms: 1e+308 is out of range 0..1000000000000" },
	{ "\"name\": \"client\"", "\"name\": \"../../x\"",
	  ": results[0].evidence.hosts[0].name: '../../x' contains a '/'" },
	{ "{\"host\": 1, \"ifname\": \"eth0\"", "{\"host\": 1, \"ifname\": \"../x\"",
	  ": results[0].evidence.ends[1].ifname: '../x' contains a '/'" },
	{ "\"duration_ms\": 4.125", "\"duration_ms\": \"4\"",
	  ": results[0].duration_ms: is a string, expected a number" },
	{ "\"evidence\": {", "\"evidence\": null, \"others\": {",
	  ": results[0].evidence: is null, expected an object" },
	{ "\"ending\": \"well\"", "\"ending\": \"good\"",
	  ": results[0].evidence.ending: unknown word 'good'" },
	{ "\"scenario\": \"port-closed\",\n      \"kernel\"",
	  "\"scenario\": \"0123456789012345678901234567890123456789012345678\",\n      \"kernel\"",
	  ": results[0].evidence.scenario: is longer than 47 bytes" },
	{ "\"addr\": [\"10.0.0.1\"]", "\"addr\": [\"10.0.0.1\", \"::\", \"::\", \"::\"]",
	  ": results[0].evidence.hosts[0].addr: 4 elements; at most 3 are allowed" },
	{ "\"addr\": [\"10.0.0.1\"]", "\"addr\": [\"10.0.0.1/24\"]",
	  ": results[0].evidence.hosts[0].addr[0]: '10.0.0.1/24' is not an address" },
	{ "{\"host\": 1, \"ifname\": \"eth0\", \"drops\": 0}",
	  "{\"host\": 2, \"ifname\": \"eth0\", \"drops\": 0}",
	  ": results[0].evidence.ends[1].host: 2 is out of range 0..1" },
	{ ",\n        {\"host\": 1, \"ifname\": \"eth0\", \"drops\": 0}", "",
	  ": results[0].evidence.packets[1].end: 1 is out of range 0..0" },
	{ "{\"host\": 0, \"ifname\": \"eth0\", \"drops\": 0},",
	  "{\"host\": 0, \"ifname\": \"eth0\", \"drops\": 0}, "
	  "{\"host\": 0, \"ifname\": \"eth0\", \"drops\": 0},",
	  ": results[0].evidence.ends: 3 elements; link ends come in pairs" },
	{ "\"end\": 0", "\"end\": 12",
	  ": results[0].evidence.packets[0].end: 12 is out of range 0..1" },
	{ "\"end\": 0", "\"end\": 4294967296",
	  ": results[0].evidence.packets[0].end: 4294967296 is out of range 0..1" },
	{ "\"frame\": 202", "\"frame\": 203",
	  ": results[0].evidence.packets[3]: its 54 bytes at 203 are outside 0..256 of frames" },
	{ "\"kind\": \"chapter\", \"host\": -1", "\"kind\": \"chapter\", \"host\": -2",
	  ": results[0].evidence.events[0].host: -2 is out of range -1..1" },
	{ "\"text\": \"sockets, after the restart\", \"ret\": 0, \"err\"",
	  "\"text\": \"sockets, after the restart\", \"ret\": 1, \"err\"",
	  ": results[1].evidence.events[4].ret: 1 is out of range 0..0" },
	{ "\"text\": \"sockets, after the restart\", \"ret\": 0, \"err\"",
	  "\"text\": \"sockets, after the restart\", \"ret\": -1, \"err\"",
	  ": results[1].evidence.events[4].ret: -1 is out of range 0..0" },
	{ "\"state\": 10", "\"state\": 16",
	  ": results[1].evidence.looks[0].sockets[0].state: 16 is out of range 0..15" },
	{ "\"before\": 2, \"after\": 3, \"held\"",
	  "\"before\": -9223372036854775807, \"after\": 3, \"held\"",
	  ": results[0].evidence.counters[0].before: -9223372036854775807 is out of range "
	  "-4611686018427387903..4611686018427387903" },
	{ "\"port\": 8080", "\"port\": 65536",
	  ": results[0].evidence.resets[0].local.port: 65536 is out of range 0..65535" },
	{ "\"frames\": \"0", "\"frames\": \"",
	  ": results[0].evidence.frames: 511 digits; expected an even number up to 2097152" },
	{ "\"frames\": \"0", "\"frames\": \"x",
	  ": results[0].evidence.frames: has a character that is not a hexadecimal digit 0..9a..f" },
};

static void test_refused(void **state)
{
	/* the first @from of the file becomes @to; then @why is said of it */
	char *text = results_save(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct why why;
		char expected[WHY_SIZE];
		const char *at = strstr(text, refusals[i].from);
		char *changed = NULL;
		if (!at)
			fail_msg("no '%s' in the file", refusals[i].from);
		int size = asprintf(&changed, "%.*s%s%s", (int)(at - text), text, refusals[i].to,
				    at + strlen(refusals[i].from));
		folder_write(path, changed, (size_t)size);
		snprintf(expected, sizeof(expected), "%s%s", path, refusals[i].why);
		assert_int_equal(load_all(&why), -EINVAL);
		assert_string_equal(why.text, expected);
		free(changed);
	}
	free(text);
}

/* Wherever it is cut off, within a word too: that is what is said, and not how jansson sees it. */
static void test_cut_off(void **state)
{
	static const char *const begins[] = {
		"[",
		"{\"a\"",
		"{\"a\": tr",
		"{\"a\": [true, fals",
		"{\"a\": n",
		"{\"a\": -",
		"{\"a\": 1.",
		"{\"a\": 1e",
		"{\"a\": 12",
		"{\"a\": \"",
		"{\"a\": \"b\\",
		"{\"a\": \"b\\u12",
		"{\"a\": \"\xe2\x82",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		struct saved_run *run = NULL;
		struct why why;
		folder_write(path, begins[i], strlen(begins[i]));
		assert_int_equal(saved_open(path, &run, &why), -EINVAL);
		if (!strstr(why.text, ": the file ends too early"))
			fail_msg("'%s': %s", begins[i], why.text);
	}
}

/* What is wrong in the last word that is there is no end. */
static void test_wrong_end(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "x", "is no results.json of --out: it is not JSON" },
		{ " x", "'[' or '{' expected near 'x'" },
		{ "\x0a\x0d\x0d\x0a", "is a capture, not a results.json; use rstlab-ns explain" },
		{ "{} x", "end of file expected near 'x'" },
		{ "{\"a\": tru}", "invalid token near 'tru'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct saved_run *run = NULL;
		struct why why;
		folder_write(path, cases[i].text, strlen(cases[i].text));
		assert_int_equal(saved_open(path, &run, &why), -EINVAL);
		if (!strstr(why.text, cases[i].why))
			fail_msg("'%s': %s", cases[i].text, why.text);
	}
}

/* What newer kernels have, and what older runs have not, is read. */
static void test_accepted(void **state)
{
	static const char *const cases[][2] = {
		{ "\"state\": 10", "\"state\": 12" }, { "\"state\": 10", "\"state\": 15" },
		{ "\"version\": \"\",\n", "" },       { "\"reasons\": \"\",\n", "" },
		{ "\"err\": 4000", "\"err\": 4095" },
	};
	char *text = results_save(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(text, cases[i][0]);
		struct why why;
		char *changed;
		assert_non_null(at);
		int size = asprintf(&changed, "%.*s%s%s", (int)(at - text), text, cases[i][1],
				    at + strlen(cases[i][0]));
		folder_write(path, changed, (size_t)size);
		if (load_all(&why) != 0)
			fail_msg("%s", why.text);
		free(changed);
	}
	free(text);
}

/* Runs that were saved before the plan was are read as ever. */
static void test_no_plan(void **state)
{
	char *text = results_save(NULL), *plan = strstr(text, "  \"shard\":");
	char *results = strstr(text, "  \"results\":");
	struct saved_run *run = NULL;
	struct why why;

	(void)state;
	assert_true(plan && results > plan);
	memmove(plan, results, strlen(results) + 1);
	folder_write(path, text, strlen(text));
	assert_int_equal(load_all(&why), 0);
	assert_int_equal(saved_open(path, &run, &why), 0);
	assert_null(saved_plan(run));
	saved_close(run);
	free(text);
}

static void test_not_there(void **state)
{
	struct saved_run *run = NULL;
	struct why why;
	char expected[WHY_SIZE];

	(void)state;
	unlink(path);
	snprintf(expected, sizeof(expected), "cannot open '%s': No such file or directory", path);
	assert_int_equal(saved_open(path, &run, &why), -ENOENT);
	assert_string_equal(why.text, expected);
	assert_int_equal(saved_open(".", &run, &why), -ENOENT);
	assert_string_equal(why.text, expected);
	assert_null(run);
	folder_write(path, "", 0);
}

/* Small in the file and large in memory: refused while it is read. */
static void test_hungry(void **state)
{
	static const char *const elements[] = { "[],", "{},", "\"\",", "[[[[0]]]],", "{\"\":0}," };
	enum { SIZE = 2000000 };
	char *text = malloc(SIZE + 16), expected[WHY_SIZE];

	(void)state;
	assert_non_null(text);
	snprintf(expected, sizeof(expected),
		 "%s: takes more than 12 times its size in memory; no saved run does", path);
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		struct why why;
		size_t size = strlen(elements[i]), end = 1;
		*text = '[';
		for (; end + size < SIZE; end += size)
			memcpy(text + end, elements[i], size);
		text[end - 1] = ']';
		folder_write(path, text, end);
		assert_int_equal(load_all(&why), -EINVAL);
		assert_string_equal(why.text, expected);
	}
	free(text);
}

/* Whatever stands there, it is loaded or it is refused in one line. */
static void test_damage(void **state)
{
	static const char bytes[] = "\"{}[],:-0919e.ntf\\ \n\xff";
	char *text = results_save(NULL);
	size_t size = strlen(text);
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct why why;
		char *damaged = strdup(text);
		assert_non_null(damaged);
		for (int i = 0; i < 2; i++) {
			random = random * 1664525 + 1013904223; /* Knuth's */
			damaged[(random >> 8) % size] = bytes[random % (sizeof(bytes) - 1)];
		}
		folder_write(path, damaged, round % 4 ? size : (random >> 8) % size);
		if (load_all(&why) != 0) {
			assert_true(text_is_clean(why.text, false));
			assert_int_equal(strncmp(why.text, path, strlen(path)), 0);
		}
		free(damaged);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_off),  cmocka_unit_test(test_wrong_end),
		cmocka_unit_test(test_no_plan),  cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_hungry),   cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests_name("load", tests, folder_enter, folder_leave);
}
