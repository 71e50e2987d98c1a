/* SPDX-License-Identifier: GPL-2.0-only */
/* What an upgrade is known to change, against golden files; RSTLAB_UPDATE_GOLDEN=1 writes them
 * anew. */
#include "golden.h"
#include "json.h"
#include "text.h"
#include "upgrade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct change counted = { "6.1.110 6.11", "0123456789ab (tcp: count it)" };
static const struct change sent = { "5.14", "fedcba987654 (tcp: send it)" };

static const struct promise counting[] = {
	{ "server", .with = &counted, .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 2) },
	{ "server", .without = &counted, .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "client", .counter = CLAIM(counter, "TcpOutRsts", 0) },
	{ .who = NULL },
};
static const struct promise sending[] = {
	{ "client", .with = &counted, .counter = CLAIM(counter, "TcpEstabResets", 1) },
	{ "client", .known_broken = true, .mended = &sent,
	  .counter = CLAIM(counter, "TcpOutRsts", 1) },
	{ .who = NULL },
};
static const struct scenario scenarios[] = {
	{ .name = "counts", .promises = counting },
	{ .name = "sends", .promises = sending },
	{ .name = "mptcp-join-prohibited" },
};
static const struct scenario *const list[] = { &scenarios[0], &scenarios[1], &scenarios[2] };

static char *tell_within(const char *between, int count, int columns)
{
	struct kernel_pair kernels;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(kernel_pair(between, &kernels));
	assert_int_equal(upgrade_print(out, &kernels, list, count, columns), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static char *tell(const char *between, int count)
{
	return tell_within(between, count, 0);
}

/* Within the columns that there are; where there are more than read well, as ever. */
static void test_columns(void **state)
{
	static const int columns[] = { 1, 60, 80, 100, 200 };
	char *widest = tell("5.10.262,6.18", 3);

	(void)state;
	for (int i = 0; i < 5; i++) {
		char *text = tell_within("5.10.262,6.18", 3, columns[i]), *rest = NULL;
		if (columns[i] >= 100)
			assert_string_equal(text, widest);
		for (char *line = strtok_r(text, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			assert_true(text_columns(line) <= (columns[i] < 60    ? 60
							   : columns[i] > 100 ? 100
									      : columns[i]));
		free(text);
	}
	free(widest);
}

static void test_upgrade(void **state)
{
	(void)state;
	golden_check("upgrade.txt", tell("5.10.262,6.18", 3));
	golden_check("downgrade.txt", tell("6.1,5.10", 2));
}

static char *tell_json(const char *between, int count)
{
	struct kernel_pair kernels;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(kernel_pair(between, &kernels));
	fputs("{\n  \"begin\": true", out);
	assert_int_equal(upgrade_json(out, &kernels, list, count), 0);
	fputs("\n}\n", out);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* The same for programs; also that nothing changes, and what is undone. */
static void test_json(void **state)
{
	static const struct {
		const char *between;
		int changes;
	} cases[] = { { "5.10.262,6.18", 7 }, { "6.1,5.10", 4 }, { "6.1.110,6.1.192", 0 } };

	(void)state;
	for (int i = 0; i < 3; i++) {
		char *text = tell_json(cases[i].between, 3);
		struct json *document;
		struct why why;
		FILE *in = fmemopen(text, strlen(text), "r");
		assert_non_null(in);
		assert_int_equal(json_parse(in, "text", &document, &why), 0);
		assert_int_equal(json_count(document, "changes", &why), cases[i].changes);
		json_free(document);
		fclose(in);
		free(text);
	}
	golden_check("upgrade.json", tell_json(cases[0].between, 3));
	char *text = tell_json(cases[2].between, 3);
	assert_non_null(strstr(text, "\"changes\": []\n}"));
	free(text);
	text = tell_json(cases[1].between, 2);
	assert_non_null(strstr(text, "\"undone\": true,\n"));
	assert_null(strstr(text, "\"undone\": false"));
	free(text);
}

static void test_nothing(void **state)
{
	char *text = tell("6.1.110,6.1.192", 3);

	(void)state;
	assert_string_equal(text, "From Linux 6.1.110 to 6.1.192: 0 known changes\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_upgrade),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
