/* SPDX-License-Identifier: GPL-2.0-only */
/* Ladders made by hand, drawn in both ways, against golden files; and what must hold of any. */
#include "golden.h"
#include "ladder_svg.h"
#include "ladder_text.h"
#include "text.h"
#include "text_width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add(struct ladder *ladder, struct rung rung, const char *text)
{
	ladder_add(ladder, &rung, "%s", text);
}

static void add_rest(struct ladder *ladder, int client, int router, int server)
{
	add(ladder, (struct rung){ .kind = RUNG_GAP, .from = -1, .anchor = -1 }, "7 more");
	add(ladder, (struct rung){ .kind = RUNG_WORD, .from = server, .anchor = 5 },
	    "tcp_send_reset TCP_FLAGS in LISTEN");
	add(ladder,
	    (struct rung){ .kind = RUNG_SEGMENT,
			   .from = server,
			   .to = client,
			   .is_reset = true,
			   .is_marked = true,
			   .notes = 1u << 0 | 1u << 4 | 1u << 11 | 1u << 15,
			   .number = 3,
			   .anchor = 6 },
	    "RST Seq=1");
	add(ladder,
	    (struct rung){ .kind = RUNG_SEGMENT, .from = router, .to = router, .anchor = -1 },
	    "RST Seq=2");
}

/* One of each kind of rung. @evil stands wherever a run's own words do. */
static struct ladder made(const char *evil)
{
	struct ladder ladder = { 0 };
	int client = ladder_lane(&ladder, *evil ? evil : "client", false);
	int router = ladder_lane(&ladder, "router", true);
	int server = ladder_lane(&ladder, "server", false);

	ladder_caption(&ladder, client, "10.0.0.1");
	ladder_caption(&ladder, server, *evil ? evil : "10.0.1.1");
	ladder_link(&ladder, client, "eth0", router, *evil ? evil : "eth1");
	ladder_link(&ladder, server, "eth0", router, "eth2");
	add(&ladder, (struct rung){ .kind = RUNG_BAND, .from = -1, .anchor = -1 },
	    *evil ? evil : "set-up");
	add(&ladder,
	    (struct rung){ .kind = RUNG_NOTE,
			   .from = client,
			   .is_marked = true,
			   .has_time = true,
			   .time = 0.00123,
			   .anchor = -1 },
	    *evil ? evil : "connect(10.0.1.1:8080) = 0");
	add(&ladder,
	    (struct rung){ .kind = RUNG_SEGMENT,
			   .from = client,
			   .to = server,
			   .has_time = true,
			   .time = 0.00128,
			   .number = 1,
			   .anchor = 1 },
	    *evil ? evil : "SYN Seq=0");
	add(&ladder,
	    (struct rung){ .kind = RUNG_FAULT,
			   .from = server,
			   .turn = LANE_GOES_DOWN,
			   .has_time = true,
			   .time = 0.5,
			   .anchor = -1 },
	    "eth0 down");
	add(&ladder,
	    (struct rung){ .kind = RUNG_SEGMENT,
			   .from = client,
			   .to = router,
			   .is_lost = true,
			   .number = 2,
			   .anchor = 3 },
	    "PSH, ACK Seq=1 Ack=1 Len=1000000 and a text that finds no room on its arrow at all");
	add(&ladder,
	    (struct rung){
		    .kind = RUNG_FAULT, .from = server, .turn = LANE_COMES_UP, .anchor = -1 },
	    "eth0 up");
	add_rest(&ladder, client, router, server);
	return ladder;
}

static char *drawn_text(const struct ladder *ladder, int columns, bool color)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	ladder_text(out, ladder, columns, color);
	assert_int_equal(fclose(out), 0);
	return text;
}

static char *drawn_svg(const struct ladder *ladder, const char *prefix)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (prefix)
		ladder_svg(out, ladder, "a ladder", prefix);
	else
		ladder_svg_file(out, ladder, "a ladder");
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_golden(void **state)
{
	struct ladder ladder = made("");

	(void)state;
	golden_check("ladder.txt", drawn_text(&ladder, 80, false));
	golden_check("ladder-color.txt", drawn_text(&ladder, 60, true));
	golden_check("ladder.svg", drawn_svg(&ladder, "m"));
	ladder_free(&ladder);
}

/* No line is wider than it may be, whatever the columns and however long the words. */
static void test_width(void **state)
{
	struct ladder ladder = made("");

	(void)state;
	for (int columns = 1; columns < 130; columns++) {
		int widest = columns < LADDER_NARROWEST ? LADDER_NARROWEST
			     : columns > LADDER_WIDEST  ? LADDER_WIDEST
							: columns;
		char *text = drawn_text(&ladder, columns, false), *rest = text;
		for (char *line; (line = strsep(&rest, "\n"));)
			if (text_columns(line) > widest)
				fail_msg("%d columns: %s", columns, line);
		free(text);
	}
	ladder_free(&ladder);
}

/* What a run says is text, and never markup, nor obeyed by a terminal. */
static void test_hostile(void **state)
{
	static const char *const evils[] = {
		"</text><script>alert(1)</script>",
		"\" onload=\"alert(1)",
		"&lt;b&gt;",
		"]]><!--",
		"\033[2J\x07",
		"a\u202eb\u200b",
		"\xff\xfe\x80",
		"%s%n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(evils) / sizeof(evils[0]); i++) {
		struct ladder ladder = made(evils[i]);
		char *svg[] = { drawn_svg(&ladder, "m"), drawn_svg(&ladder, NULL),
				drawn_text(&ladder, 100, false) };
		for (int k = 0; k < 3; k++) {
			bool is_bad = strpbrk(svg[k], "\033\x07\xff") || strstr(svg[k], "\u202e");
			if (k < 2)
				is_bad = is_bad || strstr(svg[k], "<script") ||
					 strstr(svg[k], "\" onload") || strstr(svg[k], "<!--");
			if (is_bad)
				fail_msg("%zu: %s", i, svg[k]);
			free(svg[k]);
		}
		ladder_free(&ladder);
	}
}

/* As many "<TAG" as there are ends of it. */
static void check_closed(const char *svg, const char *tag)
{
	char open[16], close[16];
	int count = 0;

	snprintf(open, sizeof(open), "<%s", tag);
	snprintf(close, sizeof(close), "</%s>", tag);
	for (const char *at = svg; (at = strstr(at, open)); at++)
		count += at[strlen(open)] == ' ' || at[strlen(open)] == '>';
	for (const char *at = svg; (at = strstr(at, close)); at++)
		count--;
	if (count)
		fail_msg("%d of <%s> stay open", count, tag);
}

static void test_bounds(void **state)
{
	static const char *const tags[] = { "svg", "g", "a", "text", "title", "style" };
	struct ladder ladder = { 0 };

	(void)state;
	/* Nothing at all. */
	free(drawn_text(&ladder, 0, true));
	free(drawn_svg(&ladder, NULL));
	/* Too much. */
	for (int i = 0; i < LANES_MAX; i++)
		assert_int_equal(ladder_lane(&ladder, "h", false), i);
	assert_int_equal(ladder_lane(&ladder, "h", false), -1);
	for (int i = 0; i < 2 * LANE_LINKS_MAX; i++)
		ladder_link(&ladder, 0, "a", i % LANES_MAX, "b");
	for (int i = 0; i < RUNGS_MAX + 5; i++)
		add(&ladder,
		    (struct rung){ .kind = (enum rung_kind)(i % (RUNG_GAP + 1)),
				   .from = i % LANES_MAX,
				   .to = i / 2 % LANES_MAX,
				   .is_lost = i % 3 == 0,
				   .anchor = i % 2 ? i : -1 },
		    i % 7 ? "x"
			  : "a long text of many words that is wider than all the drawing is, and so must be cut somewhere, is it not?");
	assert_int_equal(ladder.rung_count, RUNGS_MAX);
	assert_int_equal(ladder.left_out, 5);
	assert_int_equal(ladder_check(&ladder), 0);
	char *svg = drawn_svg(&ladder, "m"), *text = drawn_text(&ladder, 48, false);
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		check_closed(svg, tags[i]);
	assert_non_null(strstr(text, "(5 more are left out here)"));
	free(svg);
	free(text);
	ladder_free(&ladder);
}

/* Of a call that finds no room, how it ended is the last to go. */
static void test_fit(void **state)
{
	static const struct {
		const char *text;
		int columns;
		const char *fitted;
	} cases[] = {
		{ "connect([fd72::2]:8080) = -1 ECONNREFUSED", 41,
		  "connect([fd72::2]:8080) = -1 ECONNREFUSED" },
		{ "connect([fd72::2]:8080) = -1 ECONNREFUSED", 40,
		  "connect([fd72::2]:80…) = -1 ECONNREFUSED" },
		{ "connect([fd72::2]:8080) = -1 ECONNREFUSED", 38,
		  "connect([fd72::2]:…) = -1 ECONNREFUSED" },
		{ "connect([fd72::2]:8080) = -1 ECONNREFUSED", 35,
		  "connect([fd72::2]:8080) = -1 ECONN…" },
		{ "send(\") = \") = 3", 12, "send(\"…) = 3" },
		{ "sockets, before", 8, "sockets…" },
		{ "Größe der Fenster", 7, "Größe …" },
		{ "x", 0, "…" },
	};
	char buffer[LADDER_FIT];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(ladder_fit(cases[i].text, cases[i].columns, buffer),
				    cases[i].fitted);
}

/* Letters are not as wide as each other, and what is drawn has its room. */
static void test_text_width(void **state)
{
	const char *call = "connect([fd72::2]:8080) = -1 ECONNREFUSED";
	char buffer[LADDER_FIT];

	(void)state;
	assert_int_equal(text_width("", false), 0);
	assert_true(text_width("MMMM", false) > 2 * text_width("llll", false));
	assert_true(text_width("RST", true) > text_width("RST", false));
	assert_int_equal(text_width("ö", false), 11);
	for (int room = 0; room < 400; room++) {
		const char *fitted = text_width_fit(call, false, room, buffer);
		if (room > text_width("…", false) && text_width(fitted, false) > room)
			fail_msg("'%s' is %d wide, and has %d", fitted, text_width(fitted, false),
				 room);
	}
	assert_ptr_equal(text_width_fit(call, false, 400, buffer), call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit),     cmocka_unit_test(test_text_width),
		cmocka_unit_test(test_golden),  cmocka_unit_test(test_width),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("ladder", tests, NULL, NULL);
}
