/* SPDX-License-Identifier: GPL-2.0-only */
/* Lessons as a text: written, read, and merged. */
#include "lessons.h"

#include "folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REST                                                                             \
	" ack=none win=0 ts=missing payload=no mptcp=no ttl=same answers=data own=open " \
	"own-data=no peer=open peer-data=yes in-flight=no timer=no data-after-fin=no "   \
	"rst-before=nobody"
#define REPLY "flags=RST seq=SEG.ACK" REST
#define OLD   "flags=RST seq=old" REST

static char *print(const struct lessons *lessons)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	lessons_print(out, lessons);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* In one order, whatever the order of the lines; each cause once, by the first of its scenarios. */
static void test_merged(void **state)
{
	static const char text[] =
		"# a comment\n" OLD ": forged(forged-b)\n\n" REPLY
		": half-open(half-open-b) data-after-close(d)\n" REPLY ": half-open(half-open-a)\n";
	struct lessons lessons = { 0 };
	struct why why;

	(void)state;
	assert_int_equal(lessons_read(&lessons, text, &why), 0);
	char *told = print(&lessons);
	assert_string_equal(told, REPLY ": data-after-close(d) half-open(half-open-a)\n" OLD
					": forged(forged-b)\n");
	struct lessons again = { 0 };
	assert_int_equal(lessons_read(&again, told, &why), 0);
	char *same = print(&again);
	assert_string_equal(told, same);
	free(same);
	free(told);
	lessons_free(&again);
	lessons_free(&lessons);
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"no lesson",
		REPLY,
		REPLY ": half-open",
		REPLY ": half-open(a",
		REPLY ": half-open)a(",
		REPLY ": half-open(a)b",
		"flags=RST seq=nowhere" REST ": half-open(a)",
		REPLY " more=1: half-open(a)",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct lessons lessons = { 0 };
		struct why why;
		char text[1024];
		snprintf(text, sizeof(text), "# a\n%s: half-open(a)\n%s\n", REPLY, bad[i]);
		assert_int_equal(lessons_read(&lessons, text, &why), -EINVAL);
		assert_string_equal(why.text, "line 3 is not a lesson");
		lessons_free(&lessons);
	}
}

/* A line of any length is read, or refused; never cut. */
static void test_long(void **state)
{
	struct lessons lessons = { 0 };
	struct why why;
	char *text = calloc(1, 1 << 16);

	(void)state;
	strcpy(text, REPLY ":");
	for (int i = 0; i < 3000; i++)
		strcat(text, " a(b)");
	assert_int_equal(lessons_read(&lessons, text, &why), -EINVAL);
	free(text);
	lessons_free(&lessons);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests_name("lessons", tests, NULL, NULL);
}
