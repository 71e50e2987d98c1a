/* SPDX-License-Identifier: GPL-2.0-only */
/* What is printable, how wide it is, and where a line breaks. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_clean(void **state)
{
	static const struct {
		bool lines;
		const char *text, *clean;
	} cases[] = {
		{ false, "", "" },
		{ false, "plain ~", "plain ~" },
		{ false, "→ ü 漢 😀", "→ ü 漢 😀" },
		{ false, "\033[31m", "?[31m" },
		{ false, "a\nb\t\x7f", "a?b??" },
		{ true, "a\nb\t\x7f", "a\nb??" },
		{ false, "\xc2\x85 C1", "?? C1" },
		{ false, "\xc0\xaf overlong", "?? overlong" },
		{ false, "\xe0\x80\xaf overlong", "??? overlong" },
		{ false, "\xed\xa0\x80 surrogate", "??? surrogate" },
		{ false, "\xf4\x90\x80\x80 beyond", "???? beyond" },
		{ false, "\xff\xfe", "??" },
		{ false, "cut off \xe2\x86", "cut off ??" },
		/* what hides or moves text: directions, no width, separators */
		{ false, "evil\u202etxt", "evil\\u202etxt" },
		{ false, "\u2066\u2069\u061c\u200e", "\\u2066\\u2069\\u061c\\u200e" },
		{ false, "a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\u00add" },
		{ true, "a\u2028b\u2029c\n", "a\\u2028b\\u2029c\n" },
		{ false, "\U000e0041", "\\U000e0041" },
		{ false, "\u200a\u2010\u202f\u2070", "\u200a\u2010\u202f\u2070" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char clean[64];
		assert_int_equal(text_is_clean(cases[i].text, cases[i].lines),
				 strcmp(cases[i].text, cases[i].clean) == 0);
		assert_string_equal(text_clean(clean, sizeof(clean), cases[i].text, cases[i].lines),
				    cases[i].clean);
	}
}

/* What grows and finds no room is cut, and not within a character. */
static void test_clean_cut(void **state)
{
	char clean[12];

	(void)state;
	assert_string_equal(text_clean(clean, sizeof(clean), "0123456789a", false), "0123456789a");
	assert_string_equal(text_clean(clean, sizeof(clean), "0123456789ab", false), "01234567...");
	assert_string_equal(text_clean(clean, sizeof(clean), "123456\u202e", false), "123...");
	assert_string_equal(text_clean(clean, sizeof(clean), "1→→→→", false), "1→→...");
	assert_string_equal(text_clean(clean, 1, "a", false), "");
}

static void test_print(void **state)
{
	static const struct {
		const char *text;
		int column, indent, width; /* width 0: pad to the column instead */
		const char *printed;
	} cases[] = {
		{ "", 0, 0, 10, "\n" },
		{ "one two", 0, 0, 10, "one two\n" },
		{ "one two six", 0, 2, 7, "one two\n  six\n" },
		{ "one  two\nsix", 0, 0, 80, "one two six\n" },
		{ "one\n\ntwo", 0, 2, 80, "one\n\n  two\n" },
		{ "→→→ →→→", 0, 0, 7, "→→→ →→→\n" },
		{ "one two", 8, 2, 10, "\n  one two\n" },
		{ "abcdefghijkl mno", 0, 0, 5, "abcdefghijkl\nmno\n" },
		{ "a\033b", 0, 0, 80, "a?b\n" },
		{ "→", 3, 0, 0, "→  " },
		{ "→", -3, 0, 0, "  →" },
		{ "long", 2, 0, 0, "long" },
		{ "a\u202eb", 10, 0, 0, "a\\u202eb  " },
		{ "\x80", 3, 0, 0, "?  " },
		{ "ab \u202e cd", 0, 0, 8, "ab\n\\u202e\ncd\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		assert_non_null(out);
		if (cases[i].width == 0)
			text_pad(out, cases[i].text, cases[i].column);
		else
			text_wrap(out, cases[i].text, cases[i].column, cases[i].indent,
				  cases[i].width);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, cases[i].printed);
		free(text);
	}
}

static void test_between(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	static const char *const wanted[] = { "", "a", "a and b", "a, b and c" };

	(void)state;
	for (int count = 0; count <= 3; count++) {
		char text[32] = "";
		for (int i = 0; i < count; i++)
			text_append(text, sizeof(text), "%s%s", text_between(i, count, " and "),
				    names[i]);
		assert_string_equal(text, wanted[count]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_cut),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_between),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
