/* SPDX-License-Identifier: GPL-2.0-only */
/* What speaks for one cause, and against it, is said at that cause. */
#include "explained.h"
#include "story_lines.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Adds what is said of causes to the text at @arg. */
static void note(void *arg, const struct story_line *line)
{
	if (strncmp(line->label, "cause", 5) == 0)
		text_append(arg, EXPLAIN_TEXT, "%s\n", line->text);
}

static void test_signs(void **state)
{
	static const struct {
		const char *scenario, *because, *doubt;
		enum confidence confidence;
		int count;
		bool verbose;
		const char *says;
	} cases[] = {
		{ "s", NULL, NULL, LIKELY, 1, true, "likely: x\n" },
		{ "s", "A", NULL, LIKELY, 1, false, "likely: x\n" },
		{ "s", "A", NULL, LIKELY, 1, true, "likely: x (for it: A)\n" },
		{ "s", "A", "B", POSSIBLE, 2, true,
		  "possible: x (for it: A; doubt: B)\npossible: y" },
		{ "s", "A", "B", POSSIBLE, 2, false, "possible: x\npossible: y" },
		{ "s", NULL, "B", POSSIBLE, 2, true, "possible: x (doubt: B)\npossible: y" },
		{ "s", NULL, "B", POSSIBLE, 1, false,
		  "possible, and no other cause is known: x (doubt: B)\n" },
		{ NULL, "A", "B", POSSIBLE, 2, false, "possible: x (by reading alone)\n" },
		{ NULL, "A", "B", POSSIBLE, 2, true,
		  "possible: x (by reading alone: A; doubt: B)\n" },
		{ NULL, "A", NULL, LIKELY, 2, false, "likely: x (by reading alone: A)\n" },
		{ NULL, "A", NULL, UNKNOWABLE, 1, false, "unknowable: A\n" },
	};
	struct explanation explanation;

	(void)state;
	explained_read(&(struct explained){ 0 }, &explanation);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct story *story = explanation.story[0];
		char text[EXPLAIN_TEXT] = "";
		story->diagnosis.count = cases[i].count;
		story->diagnosis.candidate[0] =
			(struct candidate){ .cause = "x",
					    .scenario = cases[i].scenario,
					    .because = cases[i].because,
					    .doubt = cases[i].doubt,
					    .confidence = cases[i].confidence };
		story->diagnosis.candidate[1] =
			(struct candidate){ .cause = "y", .scenario = "s", .confidence = POSSIBLE };
		story_lines(story, cases[i].verbose, note, text);
		if (strncmp(text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("not '%s', but '%s'", cases[i].says, text);
	}
	explanation_free(&explanation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signs),
	};

	return cmocka_run_group_tests_name("story_lines", tests, NULL, NULL);
}
