/* SPDX-License-Identifier: GPL-2.0-only */
/* When the fault of a drill is to come, as the user says it. */
#include "drill_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_when(void **state)
{
	static const struct {
		const char *text;
		enum drill_when when;
		uint64_t bytes;
		int64_t ns;
		const char *line;
	} cases[] = {
		{ "idle", WHEN_IDLE, 0, 0, NULL },
		{ "1 bytes", WHEN_BYTES, 1, 0, NULL },
		{ "1 byte", WHEN_BYTES, 1, 0, NULL },
		{ "500000 bytes", WHEN_BYTES, 500000, 0, NULL },
		{ "1000000000000 bytes", WHEN_BYTES, UINT64_C(1000000000000), 0, NULL },
		{ "3600 s", WHEN_AFTER, 0, INT64_C(3600000000000), NULL },
		{ "3 s", WHEN_AFTER, 0, INT64_C(3000000000), NULL },
		{ "0.25 s", WHEN_AFTER, 0, 250000000, NULL },
		{ ".5 s", WHEN_AFTER, 0, 500000000, NULL },
		{ "line ready", WHEN_LINE, 0, 0, "ready" },
		{ "line 3 s", WHEN_LINE, 0, 0, "3 s" },
		{ "line  two blanks", WHEN_LINE, 0, 0, " two blanks" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drill_request request = { 0 };

		if (!drill_when_parse(cases[i].text, &request))
			fail_msg("'%s' is not taken", cases[i].text);
		assert_int_equal(request.when, cases[i].when);
		assert_int_equal(request.when_bytes, cases[i].bytes);
		assert_int_equal(request.when_ns, cases[i].ns);
		assert_int_equal(request.when_line != NULL, cases[i].line != NULL);
		if (cases[i].line)
			assert_string_equal(request.when_line, cases[i].line);
	}
}

static void test_when_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"Idle",
		"idle ",
		"bytes",
		" bytes",
		"0 bytes",
		"-1 bytes",
		"1.5 bytes",
		"2 byte",
		"11 byte",
		"1  bytes",
		"1bytes",
		"1 bytes ",
		"0x10 bytes",
		"1e3 bytes",
		"1000000000001 bytes",
		"99999999999999999999 bytes",
		"s",
		"0 s",
		"-1 s",
		"1 S",
		"1.2.3 s",
		". s",
		"1 sec",
		"1e3 s",
		"nan s",
		"inf s",
		"line",
		"line ",
		"lines x",
		"3600.1 s",
		"10000000000 s",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct drill_request request = { 0 };

		if (drill_when_parse(texts[i], &request))
			fail_msg("'%s' is taken", texts[i]);
		/* What is refused leaves no trace. */
		assert_int_equal(request.when, WHEN_IDLE);
		assert_int_equal(request.when_bytes, 0);
		assert_int_equal(request.when_ns, 0);
		assert_null(request.when_line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_when),
		cmocka_unit_test(test_when_refused),
	};

	return cmocka_run_group_tests_name("drill_request", tests, NULL, NULL);
}
