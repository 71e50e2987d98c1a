/* SPDX-License-Identifier: GPL-2.0-only */
/* The stories of a capture: what is one and what is two, their words, and a limit. */
#include "explain_words.h"
#include "explained.h"
#include "frames.h"
#include "span.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REFUSED_BY(port, size)                                                \
	{ 'c', SYN, .seq = 7, .client_port = port },                          \
	{                                                                     \
		's', RST | ACK, .ack = 8, .client_port = port, .window = size \
	}
#define REFUSED(port) REFUSED_BY(port, 0)
#define TALK(port)                                                                         \
	{ 'c', SYN, .seq = 100, .client_port = port },                                     \
		{ 's', SYN | ACK, .seq = 500, .ack = 101, .client_port = port, .ms = 10 }, \
	{                                                                                  \
		'c', ACK, .seq = 101, .ack = 501, .client_port = port                      \
	}

static void test_stories(void **state)
{
	static const struct {
		struct line line[16];
		int stories;
		const char *summary;
	} cases[] = {
		{ { REFUSED(1), REFUSED(2) },
		  1,
		  "2 of 2 connections were reset: 2 x no-listener or firewall-reject (possible)" },
		/* By another side, from another state, or with another shape. */
		{ { REFUSED(1), REFUSED_BY(2, 9) },
		  2,
		  "2 of 2 connections were reset: 2 x no-listener or firewall-reject (possible)" },
		{ { TALK(1),
		    { 'c', RST, .seq = 101, .client_port = 1 },
		    TALK(2),
		    { 's', RST, .seq = 501, .client_port = 2 } },
		  2,
		  NULL },
		/* The same of the other side is another. */
		{ { TALK(1),
		    { 'c', ACK, .seq = 101, .ack = 501, .len = 5, .client_port = 1 },
		    { 's', ACK, .seq = 501, .ack = 106, .client_port = 1 },
		    { 's', RST | ACK, .seq = 501, .ack = 106, .window = 502, .client_port = 1 },
		    TALK(2),
		    { 's', ACK, .seq = 501, .ack = 101, .len = 5, .client_port = 2 },
		    { 'c', ACK, .seq = 101, .ack = 506, .client_port = 2 },
		    { 'c', RST | ACK, .seq = 101, .ack = 506, .window = 502, .client_port = 2 } },
		  2,
		  NULL },
		/* A second RST is no new story. */
		{ { TALK(1),
		    { 's', FIN | ACK, .seq = 501, .ack = 101, .client_port = 1 },
		    { 'c', ACK, .seq = 101, .ack = 502, .len = 5, .client_port = 1 },
		    { 's', RST, .seq = 502, .client_port = 1, .ms = 1 },
		    { 's', RST, .seq = 502, .client_port = 1, .ms = 1 },
		    { 'c', RST, .seq = 106, .client_port = 1, .ms = 1 } },
		  1,
		  "1 of 1 connection was reset: 1 x data-after-close (likely)" },
		{ { { 'c', SYN, .seq = 1 } }, 0, "none of 1 connection was reset" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct explained explained = { .lines = cases[i].line };
		struct explanation explanation;
		char text[EXPLAIN_TEXT];
		explained_read(&explained, &explanation);
		if (explanation.count != cases[i].stories)
			fail_msg("case %zu: %d stories", i, explanation.count);
		if (cases[i].summary)
			assert_string_equal(summary_text(&explanation, text, sizeof(text)),
					    cases[i].summary);
		explanation_free(&explanation);
	}
}

/* The story is that of its first RST in the capture, whichever connection ended first. */
static void test_first(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 7, .client_port = 1 },
		{ 's', RST | ACK, .ack = 8, .client_port = 1 },
		{ 'c', SYN, .seq = 7, .client_port = 2 },
		{ 's', RST | ACK, .ack = 8, .client_port = 2 },
		/* Of the first again: it is heard of later. */
		{ 's', RST | ACK, .ack = 8, .client_port = 1, .ms = 5 },
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;

	(void)state;
	explained_read(&explained, &explanation);
	assert_int_equal(explanation.count, 1);
	const struct story *story = explanation.story[0];
	assert_int_equal(story->connections, 2);
	assert_int_equal(story->frame_count, 2);
	assert_int_equal(story->frame[0], 2);
	assert_int_equal(story->frame[1], 4);
	assert_int_equal(story->rst.segment.frame, 2);
	assert_int_equal(story->stream, 0);
	assert_ptr_equal(story->diagnosis.rst, &story->rst);
	assert_int_equal(story->rst.echoes, 1);
	explanation_free(&explanation);
}

/* The most frequent first, whatever came first. */
static void test_order(void **state)
{
	static const struct line lines[] = {
		{ 's', RST, .seq = 9, .client_port = 9 },
		REFUSED(1),
		REFUSED(2),
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;

	(void)state;
	explained_read(&explained, &explanation);
	assert_int_equal(explanation.count, 2);
	assert_int_equal(explanation.story[0]->connections, 2);
	assert_int_equal(explanation.story[1]->rst.segment.frame, 1);
	explanation_free(&explanation);
}

/* More different stories than are kept are counted. */
static void test_limit(void **state)
{
	enum { MORE = 7 };
	struct explanation explanation = { .count = STORIES_MAX };
	const struct explained explained = { 0 };
	struct explanation other;
	char text[EXPLAIN_TEXT];

	(void)state;
	explained_read(&explained, &other);
	for (int i = 0; i < STORIES_MAX; i++)
		explanation.story[i] = other.story[0];
	explanation.untold = MORE;
	assert_non_null(capture_remark(&explanation, 0, text, sizeof(text)));
	assert_non_null(strstr(text, "7 connections have more stories"));
	assert_null(capture_remark(&explanation, 1, text, sizeof(text)));
	explanation.untold = 1;
	explanation.totals.fragments = 1;
	explanation.totals.forgotten = 1;
	assert_non_null(strstr(capture_remark(&explanation, 0, text, sizeof(text)),
			       "1 IP fragment was not reassembled"));
	assert_non_null(strstr(capture_remark(&explanation, 1, text, sizeof(text)),
			       "1 connection was dropped before its end"));
	assert_non_null(strstr(capture_remark(&explanation, 2, text, sizeof(text)),
			       "1 connection has one more story"));
	explanation_free(&other);
}

/* What tells the causes of a story apart is of these causes, though it is made once a list of them.
 */
static void test_apart(void **state)
{
	const struct explained explained = { 0 };
	struct explanation explanation;

	(void)state;
	explained_read(&explained, &explanation);
	for (int i = 0; i < explanation.count; i++) {
		const struct diagnosis *diagnosis = &explanation.story[i]->diagnosis;
		for (int k = 0; k < diagnosis->apart.cause_count; k++)
			assert_string_equal(diagnosis->apart.cause[k],
					    diagnosis->candidate[k].cause);
	}
	assert_true(explanation.aparts.made > 1);
	assert_true(explanation.aparts.made < explanation.told);
	explanation_free(&explanation);
}

static void test_at(void **state)
{
	static const struct line lines[] = {
		TALK(1),
		{ 's', FIN | ACK, .seq = 501, .ack = 101, .client_port = 1 },
		{ 'c', ACK, .seq = 101, .ack = 502, .len = 5, .client_port = 1 },
		{ 's', RST, .seq = 502, .client_port = 1, .ms = 2 },
		{ 's', RST, .seq = 502, .client_port = 1, .ms = 2 },
		REFUSED(2),
		{ 0 },
	};

	(void)state;
	for (uint64_t at = 1; at <= 10; at++) {
		const struct explained explained = { .lines = lines, .at = at };
		bool is_reset = lines[at - 1].flags & RST;
		struct explanation explanation;
		explained_read(&explained, &explanation);
		assert_int_equal(explanation.count, is_reset);
		if (is_reset)
			assert_int_equal(explanation.story[0]->rst.segment.frame, at);
		explanation_free(&explanation);
		if (lines[at].from == 0)
			break;
	}
}

static void test_spans(void **state)
{
	static const struct {
		int64_t ns;
		const char *text;
	} cases[] = {
		{ -5, "0.000 ms" },
		{ 12345, "0.012 ms" },
		{ 999999, "0.999 ms" },
		{ 1000000, "1.0 ms" },
		{ 999999999, "999.9 ms" },
		{ 60200000000, "60.2 s" },
		{ 119999999999, "119.9 s" },
		{ 725000000000, "12 min 5 s" },
		{ 12000000000000, "3 h 20 min" },
	};
	char buffer[SPAN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(span_text(cases[i].ns, buffer), cases[i].text);
}

/* What either side sent, and what of it the other has not. */
static void test_sides(void **state)
{
	static const struct line lines[] = {
		TALK(1),
		{ 'c', ACK, .seq = 101, .ack = 501, .len = 10, .client_port = 1 },
		{ 's', ACK, .seq = 501, .ack = 111, .client_port = 1 },
		{ 'c', FIN | ACK, .seq = 111, .ack = 501, .len = 5, .client_port = 1 },
		{ 's', ACK, .seq = 501, .ack = 113, .len = 1, .client_port = 1 },
		{ 's', RST | ACK, .seq = 502, .ack = 113, .client_port = 1 },
		/* All of it, and the FIN. */
		TALK(2),
		{ 'c', FIN | ACK, .seq = 101, .ack = 501, .len = 5, .client_port = 2 },
		{ 's', ACK, .seq = 501, .ack = 107, .client_port = 2 },
		{ 's', RST | ACK, .seq = 501, .ack = 107, .client_port = 2 },
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;
	char text[EXPLAIN_TEXT];

	(void)state;
	explained_read(&explained, &explanation);
	const struct diagnosis *diagnosis = &explanation.story[0]->diagnosis;
	assert_string_equal(
		side_text(diagnosis, true, text, sizeof(text)),
		"client: closed by a FIN that is not acknowledged, 15 bytes sent, 3 of them "
		"not acknowledged");
	assert_string_equal(side_text(diagnosis, false, text, sizeof(text)),
			    "server: open, 1 byte sent, 1 of them not acknowledged");
	assert_string_equal(side_text(&explanation.story[1]->diagnosis, true, text, sizeof(text)),
			    "client: closed by a FIN that is acknowledged, 5 bytes sent, all "
			    "acknowledged");
	explanation_free(&explanation);
}

/* That the third segment of a handshake was not captured does not say that there was none, be it in
 * a capture of SYN, FIN and RST alone or in one that has lost it. */
static void test_filtered(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 10 },
		{ 's', RST | ACK, .seq = 501, .ack = 101, .window = 502, .ms = 90 },
		{ 0 },
	};
	static const struct line third[] = { TALK(7), { 0 } };
	struct line whole[8];
	char text[EXPLAIN_TEXT];

	(void)state;
	memcpy(whole, third, sizeof(third));
	memcpy(whole + 3, lines, sizeof(lines));
	for (int i = 0; i < 2; i++) {
		const struct explained explained = { .lines = i ? whole : lines };
		struct explanation explanation;
		explained_read(&explained, &explanation);
		const struct diagnosis *diagnosis = &explanation.story[0]->diagnosis;
		what_text(diagnosis, text, sizeof(text));
		assert_non_null(strstr(text, "an abort"));
		when_text(diagnosis, text, sizeof(text));
		assert_non_null(strstr(text, "the capture does not show the end of the handshake"));
		assert_string_equal(side_text(diagnosis, true, text, sizeof(text)),
				    "client: its state is not known, no data sent that was seen");
		explanation_free(&explanation);
	}
}

/* What comes behind a gap is not the third segment of the handshake. */
static void test_third(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 's', SYN | ACK, .seq = 500, .ack = 101 },
		{ 'c', ACK, .seq = 121, .ack = 501, .len = 5, .ms = 900 },
		{ 's', RST, .seq = 501 },
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;
	char text[EXPLAIN_TEXT];

	(void)state;
	explained_read(&explained, &explanation);
	when_text(&explanation.story[0]->diagnosis, text, sizeof(text));
	assert_non_null(strstr(text, "900.0 ms after the SYN, and the capture does not show"));
	explanation_free(&explanation);
}

/* A SYN alone shows that the handshake was not complete. */
static void test_when(void **state)
{
	static const struct line lines[] = {
		{ 'c', SYN, .seq = 100 },
		{ 'c', SYN, .seq = 100, .ms = 1000 },
		{ 's', RST | ACK, .ack = 101, .ms = 1 },
		{ 0 },
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;
	char text[EXPLAIN_TEXT];

	(void)state;
	explained_read(&explained, &explanation);
	when_text(&explanation.story[0]->diagnosis, text, sizeof(text));
	assert_non_null(strstr(text, "before the handshake was complete"));
	what_text(&explanation.story[0]->diagnosis, text, sizeof(text));
	assert_non_null(strstr(text, "it refuses the SYN"));
	explanation_free(&explanation);
}

/* Sequence numbers begin anew after 4 GB; what was sent does not. */
static void test_much(void **state)
{
	enum { PIECE = 1 << 30, PIECES = 9 };
	struct line lines[2 * PIECES + 5] = {
		HANDSHAKE,
	};
	const struct explained explained = { .lines = lines };
	struct explanation explanation;
	uint32_t seq = 101;
	int count = 3;
	char text[EXPLAIN_TEXT];

	(void)state;
	for (int i = 0; i < PIECES; i++, seq += PIECE) {
		lines[count++] =
			(struct line){ 'c', ACK, .seq = seq, .ack = 501, .len = PIECE, .ms = 9 };
		if (i < PIECES - 1)
			lines[count++] =
				(struct line){ 's', ACK, .seq = 501, .ack = seq + PIECE, .ms = 9 };
	}
	lines[count] = (struct line){ 's', RST | ACK, .seq = 501, .ack = seq, .window = 502 };
	explained_read(&explained, &explanation);
	assert_string_equal(side_text(&explanation.story[0]->diagnosis, true, text, sizeof(text)),
			    "client: open, 9663676416 bytes sent, 1073741824 of them not "
			    "acknowledged");
	explanation_free(&explanation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories), cmocka_unit_test(test_first),
		cmocka_unit_test(test_much),    cmocka_unit_test(test_apart),
		cmocka_unit_test(test_order),   cmocka_unit_test(test_limit),
		cmocka_unit_test(test_at),      cmocka_unit_test(test_spans),
		cmocka_unit_test(test_sides),   cmocka_unit_test(test_filtered),
		cmocka_unit_test(test_when),    cmocka_unit_test(test_third),
	};

	return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
