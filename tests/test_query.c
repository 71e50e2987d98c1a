/* SPDX-License-Identifier: GPL-2.0-only */
/* What is searched for, in words, and who speaks of it. */
#include "query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_query(void **state)
{
	static const struct {
		const char *text, *words; /* with a '|' after each */
	} cases[] = {
		{ "", "" },
		{ "  \t : ( ) ", "" },
		{ "docker", "docker|" },
		{ "curl: (56) Recv failure: Connection reset by peer",
		  "curl|56|Recv|failure|Connection|reset|peer|" },
		{ "keep-alive, SO_LINGER", "keep-alive|SO_LINGER|" },
		{ "SYN,ACK", "SYN,ACK|" },
		{ "('Connection aborted.', RemoteDisconnected('x'))",
		  "Connection|aborted|RemoteDisconnected|x|" },
		{ "recv() failed (104:", "recv|failed|104|" },
		{ "ends in -", "ends|" },
		{ "The reset OF a connection", "reset|connection|" },
		/* Where there is nothing else, small words are what was asked for. */
		{ "by the", "by|the|" },
		{ "größer ist", "größer|ist|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *texts[] = { (char *)cases[i].text };
		char found[256] = "";
		struct query query;
		query_read(&query, texts, 1);
		for (int w = 0; w < query.count; w++)
			snprintf(found + strlen(found), sizeof(found) - strlen(found), "%s|",
				 query.word[w]);
		assert_string_equal(found, cases[i].words);
	}
}

/* Several texts are one, and too much is cut and not overrun. */
static void test_long_query(void **state)
{
	char many[4000] = "", *texts[] = { "one two", "three" }, *long_one[] = { many };
	struct query query;

	(void)state;
	query_read(&query, texts, 2);
	assert_int_equal(query.count, 3);
	assert_string_equal(query.word[2], "three");
	query_read(&query, texts, 0);
	assert_int_equal(query.count, 0);
	for (int i = 0; i < 1300; i++)
		strcat(many, "w1 ");
	query_read(&query, long_one, 1);
	assert_int_equal(query.count, QUERY_WORDS);
	memset(many, 'x', sizeof(many) - 1);
	query_read(&query, long_one, 1);
	assert_int_equal(query.count, 1);
	assert_false(text_speaks_of("x", query.word[0]));
}

static void test_speaks_of(void **state)
{
	static const struct {
		const char *text, *word;
		bool speaks;
	} cases[] = {
		{ "a pod of kubernetes", "pod", true },
		{ "a pod of kubernetes", "POD", true },
		{ "two pods", "pod", true },
		{ "a pod", "pods", true },
		{ "a podium", "pod", false },
		{ "tripod", "pod", false },
		{ "a tripod, a pod", "pod", true },
		{ "SO_LINGER", "linger", true },
		{ "RST after FIN", "rst-after-fin", true },
		{ "TIME-WAIT", "time_wait", true },
		{ "RST afterFIN", "rst-after-fin", false },
		{ "is", "i", false },
		{ "class", "clas", true },
		{ "glass", "glasss", true },
		{ "as", "a", false },
		{ "", "pod", false },
		{ "pod", "", false },
		{ NULL, "pod", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (text_speaks_of(cases[i].text, cases[i].word) != cases[i].speaks)
			fail_msg("'%s' in '%s'", cases[i].word, cases[i].text);
	assert_int_equal(text_finds("a tripod, a pod", "pod"), 12);
	assert_int_equal(text_finds("a tripod", "pod"), 8);
}

static void test_place(void **state)
{
	static const struct symptom symptom = { .causes = "abort-unread  abort forged" };

	(void)state;
	assert_int_equal(symptom_place(&symptom, "abort-unread"), 0);
	assert_int_equal(symptom_place(&symptom, "abort"), 1);
	assert_int_equal(symptom_place(&symptom, "forged"), 2);
	assert_int_equal(symptom_place(&symptom, "forge"), -1);
	static const struct symptom shorter = { .causes = "abort abort-unread" };
	assert_int_equal(symptom_place(&shorter, "abort-unread"), 1);
}

static void test_quotes(void **state)
{
	static const struct {
		const char *query, *text;
		uint64_t words;
		int exact;
	} cases[] = {
		{ "x: Connection reset by peer!", "connection reset by peer", 0xe, 2 },
		{ "Connection was not reset", "connection reset", 0 },
		{ "reset connection", "connection reset", 0 },
		{ "dial tcp 10.0.0.1:80: connect: refused", "dial tcp ...: refused", 0x13, 3 },
		{ "dial tcp refused", "dial tcp ... refused", 7, 3 },
		{ "refused by dial tcp", "dial tcp ... refused", 0 },
		{ "dial tcp", "dial tcp ... refused", 0 },
		{ "dial tcp", "tcp ... tcp", 0 },
		{ "refused", "dial tcp ... refused", 0 },
		{ "curl (7", "curl (7) ...", 3, 2 },
		{ "net::java.io.EOFException", "EOFException", 2, 0 },
		{ "EOF", "EOFException", 0 },
		{ "", "EOF", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *texts[] = { (char *)cases[i].query };
		struct query query;
		query_read(&query, texts, 1);
		struct quote quote = query_quotes(&query, cases[i].text);
		if (quote.words != cases[i].words || quote.exact != cases[i].exact)
			fail_msg("'%s' in '%s': %lx, %d", cases[i].text, cases[i].query,
				 (unsigned long)quote.words, quote.exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_query),  cmocka_unit_test(test_long_query),
		cmocka_unit_test(test_quotes), cmocka_unit_test(test_speaks_of),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
