/* SPDX-License-Identifier: GPL-2.0-only */
/* Why connections were reset, as each format tells it. */
#include "explained.h"
#include "golden.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

extern const struct explain_format explain_text, explain_markdown, explain_json;

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
		{ { .incomplete = "broken" }, { "not all of the file could be read" } },
		{ { .lines = same },
		  { "frames 2, 4, 6, 8, 10 and 2 more\n",
		    "7 connections alike, all with this server and from this client; the first of them:\n" } },
		/* Nothing that a terminal would obey, wherever it comes from. */
		{ { .path = "a\033[2Jb", .payload = "\033[2J", .payload_size = 4 },
		  { "a?[2Jb", "it bears 4 bytes: \"\\x1b[2J\"", "!\033[2J" } },
		{ { .payload = "say \"no\"\n\x80", .payload_size = 10 },
		  { "it bears 10 bytes: \"say \\x22no\\x22\\x0a\\x80\"" } },
		{ { .lines = foreign },
		  { "the server does not look like Linux, so its counters are not known here",
		    "on Linux   sudo rstlab-ns run close -v\n", "!nstat", "!tcpdump" } },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_markdown),
	};

	return cmocka_run_group_tests_name("explain_formats", tests, NULL, NULL);
}
