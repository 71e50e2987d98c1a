/* SPDX-License-Identifier: GPL-2.0-only */
/* Why connections were reset, as each format tells it. */
#include "explained.h"
#include "golden.h"
#include "json.h"
#include "markdown.h"
#include "story_lines.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

extern const struct explain_format explain_text, explain_markdown, explain_json, explain_html;

static void test_golden(void **state)
{
	static const struct {
		const struct explain_format *format;
		struct explained explained;
		const char *golden;
	} cases[] = {
		{ &explain_text, { 0 }, "explain.txt" },
		{ &explain_text, { .verbose = true }, "explain-verbose.txt" },
		{ &explain_text, { .at = 8 }, "explain-at.txt" },
		{ &explain_markdown, { .verbose = true }, "explain.md" },
		{ &explain_json, { 0 }, "explain.json" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		golden_check(cases[i].golden, explained_tell(cases[i].format, &cases[i].explained));
}

/* @text has @part, but if that begins with '!'. */
static void check_says(const char *text, const char *part)
{
	bool forbids = *part == '!';

	if ((strstr(text, part + forbids) != NULL) == forbids)
		fail_msg("%s '%s':\n%s", forbids ? "it says" : "it does not say", part + forbids,
			 text);
}

static const struct line nothing[] = { { 'c', SYN, .seq = 1 }, { 0 } };
/* Data after close(), of a server that is no Linux. */
static const struct line foreign[] = {
	{ 'c', SYN, .seq = 100 },
	{ 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 128 },
	{ 'c', ACK, .seq = 101, .ack = 501 },
	{ 's', FIN | ACK, .seq = 501, .ack = 101, .ttl = 128 },
	{ 'c', ACK, .seq = 101, .ack = 502, .len = 9 },
	{ 's', RST, .seq = 502, .ttl = 128 },
	{ 0 },
};
/* A RST that no TCP sends there. */
static const struct line odd[] = {
	{ 'c', SYN, .seq = 100 },
	{ 's', RST, .seq = 777 },
	{ 0 },
};
static const struct line none[] = { { 0 } };
static const struct line same[] = {
	{ 'c', SYN, .seq = 7, .client_port = 1 },
	{ 's', RST | ACK, .ack = 8, .client_port = 1 },
	{ 'c', SYN, .seq = 7, .client_port = 2 },
	{ 's', RST | ACK, .ack = 8, .client_port = 2 },
	{ 'c', SYN, .seq = 7, .client_port = 3 },
	{ 's', RST | ACK, .ack = 8, .client_port = 3 },
	{ 'c', SYN, .seq = 7, .client_port = 4 },
	{ 's', RST | ACK, .ack = 8, .client_port = 4 },
	{ 'c', SYN, .seq = 7, .client_port = 5 },
	{ 's', RST | ACK, .ack = 8, .client_port = 5 },
	{ 'c', SYN, .seq = 7, .client_port = 6 },
	{ 's', RST | ACK, .ack = 8, .client_port = 6 },
	{ 'c', SYN, .seq = 7, .client_port = 7 },
	{ 's', RST | ACK, .ack = 8, .client_port = 7 },
	{ 0 },
};

static void test_text(void **state)
{
	static const struct {
		struct explained explained;
		const char *says[4];
	} cases[] = {
		{ { .lines = nothing }, { "x.pcap: none of 1 connection was reset\n" } },
		{ { .lines = none }, { "x.pcap: none of 0 connections was reset\n" } },
		{ { .is_cut = true }, { "the file ends within a packet" } },
		{ { .incomplete = "broken" }, { "the file could not be read to its end" } },
		{ { .lines = same },
		  { "frames 2, 4, 6, 8, 10 and 2 more\n",
		    "7 connections alike, all with this server and from this client; the first of them:\n" } },
		/* Nothing that a terminal would obey, wherever it comes from. */
		{ { .path = "a\033[2Jb", .payload = "\033[2J", .payload_size = 4 },
		  { "a?[2Jb", "it bears 4 bytes: \"\\x1b[2J\"", "!\033[2J" } },
		{ { .payload = "say \"no\"\n\x80", .payload_size = 10 },
		  { "it bears 10 bytes: \"say \\x22no\\x22\\x0a\\x80\"" } },
		{ { .lines = foreign },
		  { "the server does not look like Linux, so its counters are unknown here",
		    "on Linux   sudo rstlab-ns run close -v\n", "!nstat", "!tcpdump" } },
		{ { .lines = odd },
		  { "possible, and no other cause is known: crafted (by reading alone: its side" } },
		{ { .color = true }, { "\033[1m1. " } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = explained_tell(&explain_text, &cases[i].explained);
		for (int k = 0; k < 4 && cases[i].says[k]; k++)
			check_says(text, cases[i].says[k]);
		free(text);
	}
}

/* How often "@what@id" and then no more of an ID is in @page. */
static int times(const char *page, const char *what, const char *id, size_t size)
{
	char quoted[80];
	int found = 0;

	text_set(quoted, sizeof(quoted), "%s%.*s\"", what, (int)size, id);
	for (const char *at = page; (at = strstr(at, quoted)); at++)
		found++;
	return found;
}

/* On a page, evidence and packets are linked both ways, and each link leads to one element. */
static void test_html_links(void **state)
{
	char *page = explained_tell(&explain_html, &(struct explained){ .verbose = true });
	int links = 0;

	(void)state;
	for (const char *at = page; (at = strstr(at, "href=\"#")); at++, links++) {
		const char *id = at + strlen("href=\"#");
		if (times(page, "id=\"", id, strcspn(id, "\"")) != 1)
			fail_msg("leads not to one element: %.40s", at);
	}
	assert_true(links > 20);
	for (const char *at = page; (at = strstr(at, "<tr id=\"s1f")); at++) {
		const char *id = at + strlen("<tr id=\"");
		if (times(page, "href=\"#", id, strcspn(id, "\"")) < 1)
			fail_msg("nothing leads to: %.40s", at);
	}
	check_says(page, "<tr id=\"s1fn1\"><th scope=\"row\">evidence<td><b class=\"no\">1</b> i");
	check_says(page, "<a href=\"#s1fn1\"><g class=\"o\"><circle");
	check_says(page, "aria-label=\"evidence 1\">1</a>");
	free(page);
}

/* Lines keep to the width that they may have, but for commands, which are to be copied. */
static void test_width(void **state)
{
	static const struct {
		int columns, most;
	} cases[] = { { 0, 100 }, { 20, 60 }, { 60, 60 }, { 80, 80 }, { 120, 120 }, { 300, 120 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct explained explained = { .columns = cases[i].columns };
		char *text = explained_tell(&explain_text, &explained), *rest = NULL;
		int widest = 0;
		for (char *line = strtok_r(text, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest)) {
			bool is_command = strstr(line, "see it  ");
			int columns = is_command ? 0 : text_columns(line);
			widest = columns > widest ? columns : widest;
		}
		if (widest > cases[i].most || widest < cases[i].most - 15)
			fail_msg("%d columns for %d", widest, cases[i].columns);
		free(text);
	}
}

/* None is so narrow that nothing can be read. */
static void test_narrowest(void **state)
{
	static const struct explained narrow = { .columns = 20 }, least = { .columns = 60 };
	char *text = explained_tell(&explain_text, &narrow);
	char *other = explained_tell(&explain_text, &least);

	(void)state;
	assert_string_equal(text, other);
	free(text);
	free(other);
}

struct reading {
	const char *markdown;
	bool verbose;
	int lines;
};

/* @text as Markdown has it, without what keeps it from meaning anything there. */
static void check_line(void *arg, const struct story_line *line)
{
	struct reading *reading = arg;
	char *told = NULL;
	size_t size;
	FILE *out = open_memstream(&told, &size);

	assert_non_null(out);
	markdown_print_code(out, line->text);
	assert_int_equal(fclose(out), 0);
	check_says(reading->markdown, told);
	if (*line->label)
		check_says(reading->markdown, line->label);
	free(told);
	reading->lines++;
}

/* Both formats for people say the same. */
static void test_same(void **state)
{
	static const struct explained cases[] = {
		{ .verbose = true }, { .verbose = false }, { .lines = foreign }, { .lines = same }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *markdown = explained_tell(&explain_markdown, &cases[i]);
		struct reading reading = { markdown, cases[i].verbose, 0 };
		struct explanation explanation;
		explained_read(&cases[i], &explanation);
		for (int k = 0; k < explanation.count; k++)
			if (reading.verbose || !explanation.story[k]->diagnosis.is_harmless)
				story_lines(explanation.story[k], reading.verbose, check_line,
					    &reading);
		assert_true(reading.lines > 8);
		explanation_free(&explanation);
		free(markdown);
	}
}

/* It is JSON whatever it says, and says when the capture could not be read. */
static void test_json(void **state)
{
	static const struct explained cases[] = {
		{ .lines = none },
		{ .path = "a\033\"\\\xff.pcap", .payload = "\"\\\033", .payload_size = 3 },
		{ .incomplete = "x.pcap: packet 7 is damaged" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = explained_tell(&explain_json, &cases[i]);
		FILE *in = fmemopen(text, strlen(text), "r");
		struct json *json;
		struct why why;
		if (json_parse(in, "x", &json, &why) != 0)
			fail_msg("%s:\n%s", why.text, text);
		assert_int_equal(json_count(json, "captures", &why), 1);
		assert_int_equal(json_count(json, "resets", &why), i == 0 ? 0 : 6);
		check_says(text,
			   cases[i].incomplete ? "\"complete\": false" : "\"complete\": true");
		json_free(json);
		fclose(in);
		free(text);
	}
}

/* Between spaces, or at a line's end. */
static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at++)
		if (at > text && strchr(" \n", at[-1]) &&
		    (!at[length] || strchr(" \n", at[length])))
			return true;
	return false;
}

/* Of the manual's list, the item that names @key; it ends with the next. To be freed. */
static char *item_of(const char *page, const char *key)
{
	static const char begin[] = "\n.It Li ";
	const char *list = strstr(page, ".Ss situation\n");
	const char *item = list ? strstr(list, begin) : NULL;

	for (; item; item = strstr(item + 1, begin)) {
		char *names = strndup(item + 1, strcspn(item + 1, "\n"));
		bool is_it = has_word(names, key);
		free(names);
		if (is_it)
			break;
	}
	if (!item) {
		fail_msg("the manual has no item of %s", key);
		return NULL;
	}
	const char *end = strstr(item + 1, "\n.It ");
	return strndup(item, end ? (size_t)(end - item) : strlen(item));
}

/* The manual names each value that a part of a situation may have. */
static void test_manual(void **state)
{
	static const char *const keys[FEATURES] = {
		[FEATURE_FLAGS] = "flags",
		[FEATURE_SEQ] = "seq",
		[FEATURE_ACK] = "ack",
		[FEATURE_WINDOW] = "window",
		[FEATURE_TIMESTAMPS] = "timestamps",
		[FEATURE_PAYLOAD] = "payload",
		[FEATURE_MPTCP] = "mptcp",
		[FEATURE_TTL] = "ttl",
		[FEATURE_ANSWERS] = "answers",
		[FEATURE_OWN] = "own",
		[FEATURE_OWN_DATA] = "own_data",
		[FEATURE_PEER] = "peer",
		[FEATURE_PEER_DATA] = "peer_data",
		[FEATURE_FLIGHT] = "in_flight",
		[FEATURE_TIMER] = "timer",
		[FEATURE_LATE] = "data_after_fin",
		[FEATURE_BEFORE] = "rst_before",
	};
	char *page = NULL;
	size_t size = 0;
	FILE *in = fopen(SOURCE_DIR "/src/man/rstlab-ns-explain.5", "r");

	(void)state;
	assert_non_null(in);
	assert_true(getdelim(&page, &size, '\0', in) > 0);
	fclose(in);
	for (int i = 0; i < FEATURES; i++) {
		char *item = item_of(page, keys[i]);
		for (uint8_t k = 1; feature_value((enum feature)i, k); k++)
			if (!has_word(item, feature_value((enum feature)i, k)))
				fail_msg("the manual's %s has no '%s'", keys[i],
					 feature_value((enum feature)i, k));
		free(item);
	}
	free(page);
}

static void test_markdown(void **state)
{
	static const struct explained hostile = { .path = "<b>|*x*",
						  .payload = "|<i>",
						  .payload_size = 4 };
	char *text = explained_tell(&explain_markdown, &hostile);

	(void)state;
	check_says(text, "!<b>");
	check_says(text, "!<i>");
	free(text);
}

/* More stories than a forge shows: as many of them as it does, and how many more there are. */
static void test_markdown_too_many(void **state)
{
	enum { MOST = 1024 * 1024 };
	static struct explanation read, many;
	const struct print_options options = { .verbose = true };
	char *text = NULL, *end;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;
	int told = 0;

	(void)state;
	explained_read(&(struct explained){ 0 }, &read);
	many = read;
	many.count = STORIES_MAX;
	for (int i = 0; i < STORIES_MAX; i++)
		many.story[i] = read.story[0];
	assert_int_equal(explain_markdown.begin(out, &options, &data), 0);
	assert_int_equal(explain_markdown.capture(out, data, &many), 0);
	assert_int_equal(explain_markdown.end(out, data), 0);
	assert_int_equal(fclose(out), 0);
	assert_true(strlen(text) < MOST);
	for (const char *at = text; (at = strstr(at, "\n### ")); at++)
		told++;
	const char *left = strstr(text, "\n\n</details>\n\n");
	while (left && strstr(left + 1, "\n\n</details>\n\n"))
		left = strstr(left + 1, "\n\n</details>\n\n");
	assert_non_null(left);
	assert_int_equal(strtol(left + strlen("\n\n</details>\n\n"), &end, 10), STORIES_MAX - told);
	assert_string_equal(end, " stories more are left out here; --format json has all.\n");
	free(text);
	explanation_free(&read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),     cmocka_unit_test(test_text),
		cmocka_unit_test(test_html_links), cmocka_unit_test(test_width),
		cmocka_unit_test(test_same),       cmocka_unit_test(test_narrowest),
		cmocka_unit_test(test_json),       cmocka_unit_test(test_manual),
		cmocka_unit_test(test_markdown),   cmocka_unit_test(test_markdown_too_many),
	};

	return cmocka_run_group_tests_name("explain_formats", tests, NULL, NULL);
}
