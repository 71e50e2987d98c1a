/* SPDX-License-Identifier: GPL-2.0-only */
/* Scenarios whose names begin with the same two words belong together. */
#include "related.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct scenario scenarios[] = {
	{ .name = "syn-sent-paws" },
	{ .name = "syn-sent-bad-ack" },
	{ .name = "syn-sent-destroyed", .tags = "control" },
	{ .name = "syn-sentinel-late" },
	{ .name = "syn-ack-late" },
	{ .name = "syn-ack" },
	{ .name = "time-wait-reopened" },
};
enum { COUNT = sizeof(scenarios) / sizeof(scenarios[0]) };

static void test_two_words(void **state)
{
	static const char *const related[COUNT][KINS] = {
		{ "", "syn-sent-destroyed ", "syn-sent-bad-ack " },
		{ "", "syn-sent-destroyed ", "syn-sent-paws " },
		{ "", "", "syn-sent-bad-ack syn-sent-paws " },
		{ "", "", "" },
		{ "", "", "syn-ack " },
		{ "", "", "syn-ack-late " },
		{ "", "", "" },
	};
	const struct scenario *all[COUNT], *found[COUNT];

	(void)state;
	for (int i = 0; i < COUNT; i++)
		all[i] = &scenarios[i];
	for (int i = 0; i < COUNT; i++)
		for (enum kin kin = 0; kin < KINS; kin++) {
			char text[128] = "";
			int count = related_scenarios(all[i], kin, all, COUNT, found);
			for (int k = 0; k < count; k++)
				text_append(text, sizeof(text), "%s ", found[k]->name);
			assert_string_equal(text, related[i][kin]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_words),
	};
	return cmocka_run_group_tests_name("related", tests, NULL, NULL);
}
