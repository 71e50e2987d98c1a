/* SPDX-License-Identifier: GPL-2.0-only */
/* A sequence diagram in which no word of ours means anything; ci/check has it read by Mermaid. */
#include "mermaid.h"

#include "golden.h"

#include "results.h"
#include "sequence.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *note(const char *words)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	mermaid_note(out, 0, 0, words);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_words(void **state)
{
	static const struct {
		const char *words, *told;
	} cases[] = {
		{ "1 [RST, ACK] Seq=1 Ack=14 Len=0", "1 [RST, ACK] Seq=1 Ack=14 Len=0" },
		{ "end", "end" },
		{ "", "#32;" },
		{ "  ", "#32;  " },
		{ "a;b#c", "a#59;b#35;c" },
		{ "a\nNote over h0: b", "a Note over h0#58; b" },
		{ "```", "#96;#96;#96;" },
		{ "<b>&amp;", "#60;b#62;#38;amp#59;" },
		{ "%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;" },
		{ "wrap:x", "wrap#58;x" },
		{ "a|b\\c\"d'$", "a#124;b#92;c#34;d#39;#36;" },
		{ "a\x01\xff", "a#63;#63;" },
		{ "\xc3\xa9\xe2\x86\x92\xf0\x9f\x98\x80", "#233;#8594;#128512;" },
		{ "a\u202eb", "a#92;u202eb" },
		/* Mermaid's own way to write "#59;" while it reads */
		{ "\xef\xac\x82\xc2\xb0\xc2\xb0"
		  "59\xc2\xb6\xc3\x9f",
		  "#64258;#176;#176;59#182;#223;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = note(cases[i].words), line[256];
		snprintf(line, sizeof(line), "    Note over h0: %s\n", cases[i].told);
		assert_string_equal(text, line);
		free(text);
	}
}

/* What is too long is seen to be so, and no character is cut in two. */
static void test_cut(void **state)
{
	char words[2000], *text;

	(void)state;
	for (size_t length = 1; length < sizeof(words); length++) {
		memset(words, length % 2 ? ';' : 'x', length);
		words[length] = '\0';
		text = note(words);
		size_t size = strlen(text) - strlen("    Note over h0: \n");
		size_t each = length % 2 ? strlen("#59;") : 1, whole = length * each;
		bool fits = whole + sizeof("...") <= MERMAID_TEXT;
		const char *end = text + strlen(text) - strlen("...\n");
		assert_int_equal(strcmp(end, "...\n") == 0, !fits);
		assert_true(fits ? size == whole
				 : size < MERMAID_TEXT && size + each >= MERMAID_TEXT);
		free(text);
	}
}

static char *draw(const struct result *result)
{
	/* Static, as gcc takes what is returned for a pointer to it. */
	static char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(sequence_print(out, result), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Of nothing there is no diagram; of a story that only has chapters neither. */
static void test_nothing(void **state)
{
	struct result *result = results_make(BROKEN);
	char *text = draw(result);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	results_free(result);
}

/* The hosts of a hostile run, and its words, are words. */
static void test_hostile(void **state)
{
	static const char hostile[] = "x\n    h0->>h1: forged\n```\n<script>#;";
	struct result *result = results_make(FAIL);
	struct evidence *ev = (struct evidence *)(uintptr_t)result->reading.ev;
	int lines = 0;

	(void)state;
	char *plain = draw(result);
	for (int i = 0; i < ev->host_count; i++)
		snprintf(ev->host[i].name, NAME_SIZE, "%.*s", NAME_SIZE - 1, hostile);
	for (int i = 0; i < ev->event_count; i++) {
		snprintf(ev->event[i].text, TEXT_SIZE, "%s", hostile);
		snprintf(ev->event[i].actor, NAME_SIZE, "%.*s", NAME_SIZE - 1, hostile);
	}
	for (int i = 0; i < ev->reset_count; i++) {
		snprintf(ev->reset[i].state, NAME_SIZE, "%.*s", NAME_SIZE - 1, hostile);
		snprintf(ev->reset[i].reason, REASON_SIZE, "%s", hostile);
	}
	char *text = draw(result);
	for (const char *a = plain; *a; a++)
		lines += *a == '\n';
	for (const char *a = text; *a; a++)
		lines -= *a == '\n';
	assert_int_equal(lines, 0);
	assert_null(strchr(text, '<'));
	assert_null(strstr(text, "h0->>h1: forged"));
	assert_string_equal(strstr(strstr(text, "```") + 3, "```"), "```\n");
	free(plain);
	free(text);
	results_free(result);
}

/* All of it at once, for Mermaid's own eyes. */
static void test_golden(void **state)
{
	static const char *const hostile[] = {
		"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
		"a->>b: c",
		"end",
		"x\nend\n```\n\n```mermaid\nsequenceDiagram\n",
		"%%{init: {\"theme\": \"dark\"}}%%",
		"%% a comment",
		"<img src=x onerror=alert(1)><br/>",
		"#quot;#59;&amp;&#60;",
		"wrap: nowrap: $$x^2$$",
		"a\u202eb\u200bc\u2028d",
		"\xff\xfe\x01\x1b[31m",
		"",
		"   ",
		"participant h0 as x",
		"links h0: {}",
		"---",
		("\xef\xac\x82\xc2\xb0\xc2\xb0"
		 "59\xc2\xb6\xc3\x9f"),
		"as @{ \"type\": \"queue\" }",
	};
	enum { COUNT = sizeof(hostile) / sizeof(*hostile) };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	mermaid_begin(out);
	for (int i = 0; i < COUNT; i++)
		mermaid_participant(out, i, hostile[i]);
	for (int i = 0; i < COUNT; i++) {
		mermaid_arrow(out, 0, i, i % 2, hostile[i]);
		mermaid_note(out, 0, i, hostile[i]);
	}
	mermaid_end(out);
	assert_int_equal(fclose(out), 0);
	golden_check("hostile.md", text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),   cmocka_unit_test(test_cut),
		cmocka_unit_test(test_nothing), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_golden),
	};

	return cmocka_run_group_tests_name("mermaid", tests, NULL, NULL);
}
