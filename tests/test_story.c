/* SPDX-License-Identifier: GPL-2.0-only */
/* A play as data: its chapters, by number. */
#include "story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_chapters(void **state)
{
	static const struct step steps[] = { { VERB_START },
					     { VERB_CHAPTER, .text = "one" },
					     { VERB_SEND, .text = "hello" },
					     { VERB_CHAPTER, .text = "two" } };
	static const struct story story = { "a-story", steps, 4 }, nothing;

	(void)state;
	assert_string_equal(story_chapter(&story, 0), "set-up");
	assert_string_equal(story_chapter(&story, 1), "one");
	assert_string_equal(story_chapter(&story, 2), "two");
	assert_null(story_chapter(&story, 3));
	assert_string_equal(story_chapter(&nothing, 0), "set-up");
	assert_null(story_chapter(&nothing, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chapters),
	};

	return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
