/* SPDX-License-Identifier: GPL-2.0-only */
/* What captures are full of besides the plain story: probes, retransmissions, reordering,
 * fragments, offloads, frames that were cut. The causes of the lab are asked for, which needs no
 * namespace; the true one is named, and nothing is said that is false. */
#include "causes.h"
#include "diagnosis.h"
#include "dialogue.h"
#include "lessons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* line.place: how the frame is made. line.window SHUT: 0. */
enum { PLAIN, FIRST_FRAGMENT, LATER_FRAGMENT, UNFILLED, SHUT = 0xffff };
enum { FRAME_SIZE = 2048, LINES = 24, SAYS = 4, IPV4_AT = 14, TCP_AT = 34 };

/* clang-format off */
#define BYTES(who, number, acked, size, ...) \
	{ who, ACK, .seq = number, .ack = acked, .len = size, __VA_ARGS__ }
#define GRANT(who, number, acked, ...) BYTES(who, number, acked, 0, __VA_ARGS__)
/* clang-format on */

static const struct story {
	const char *name, *cause; /* the true one */
	struct line line[LINES];
	const char *says[SAYS]; /* "!": it is not said */
	uint64_t fragments;
} stories[] = {
	{ "a window that is shut and probed, each time with an answer",
	  "abort-unread",
	  { HANDSHAKE, BYTES('c', 101, 501, 20, .ms = 0),
	    GRANT('s', 501, 121, .window = SHUT, .ms = 1), GRANT('c', 120, 501, .ms = 210),
	    GRANT('s', 501, 121, .window = SHUT, .ms = 1), GRANT('c', 120, 501, .ms = 420),
	    GRANT('s', 501, 121, .window = SHUT, .ms = 1),
	    ABORT('s', 501, 121, .window = 502, .ms = 900) },
	  { "its window has grown", "!had no answer", "!sent again" } },
	{ "keepalive, with an answer each time",
	  "abort-linger",
	  { HANDSHAKE, BYTES('c', 101, 501, 20, .ms = 0), GRANT('s', 501, 121, .ms = 1),
	    GRANT('c', 120, 501, .ms = 10000), GRANT('s', 501, 121, .ms = 0),
	    GRANT('c', 120, 501, .ms = 10000), GRANT('s', 501, 121, .ms = 0),
	    ABORT('c', 121, 501, .window = 502, .ms = 1200) },
	  { "the connection had been idle for 1.2 s", "!probe", "!sent again" } },
	{ "keepalive, and silence",
	  "timeout-keepalive",
	  { HANDSHAKE, BYTES('c', 101, 501, 20, .ms = 0), GRANT('s', 501, 121, .ms = 1),
	    GRANT('c', 120, 501, .ms = 10000), GRANT('c', 120, 501, .ms = 2000),
	    GRANT('c', 120, 501, .ms = 2000), ABORT('c', 121, 501, .window = 502, .ms = 2000) },
	  { "3 probes before it had no answer", "!sent again" } },
	{ "a segment that was lost, and sent again until it came through",
	  "data-after-close",
	  { HANDSHAKE,
	    BYTES('c', 101, 501, 20, .ms = 0),
	    BYTES('c', 101, 501, 20, .ms = 300),
	    BYTES('c', 101, 501, 20, .ms = 600),
	    { 's', FIN | ACK, .seq = 501, .ack = 121, .ms = 1 },
	    GRANT('c', 121, 502, .ms = 0),
	    BYTES('c', 121, 502, 9, .ms = 5),
	    { 's', RST, .seq = 502 } },
	  { "had sent its FIN in frame 7, and the client sent data after that (frame 9)",
	    "!sent again", "!missing" } },
	{ "segments that overtook each other",
	  "data-after-close",
	  { HANDSHAKE,
	    BYTES('c', 121, 501, 20, .ms = 0),
	    BYTES('c', 101, 501, 20, .ms = 0),
	    GRANT('s', 501, 141, .ms = 1),
	    { 's', FIN | ACK, .seq = 501, .ack = 141, .ms = 1 },
	    GRANT('c', 141, 502, .ms = 0),
	    BYTES('c', 141, 502, 9, .ms = 5),
	    { 's', RST, .seq = 502 } },
	  { "(frame 9)", "!sent again", "!missing" } },
	{ "a pair of ports that is used again",
	  "no-listener",
	  { HANDSHAKE,
	    BYTES('c', 101, 501, 20, .ms = 0),
	    { 's', FIN | ACK, .seq = 501, .ack = 121, .ms = 1 },
	    { 'c', FIN | ACK, .seq = 121, .ack = 502, .ms = 1 },
	    GRANT('s', 502, 122, .ms = 0),
	    { 'c', SYN, .seq = 90000, .ms = 3000 },
	    { 's', RST | ACK, .ack = 90001, .ms = 1 } },
	  { "it answers frame 8 (SYN)", "!FIN", "!twice", "!missing" } },
	{ "fragments, of which the first has the header",
	  "data-after-close",
	  { HANDSHAKE,
	    BYTES('c', 101, 501, 1400, .place = FIRST_FRAGMENT),
	    BYTES('c', 0xdead, 0, 1400, .place = LATER_FRAGMENT),
	    { 's', FIN | ACK, .seq = 501, .ack = 1501, .ms = 1 },
	    GRANT('c', 1501, 502, .ms = 0),
	    BYTES('c', 1501, 502, 9, .ms = 5),
	    { 's', RST, .seq = 502 } },
	  { "(frame 8)", "!numbers fit nothing", "!flags" },
	  2 },
	{ "segments that the card was to cut, and sums that it was to fill in",
	  "abort-unread",
	  { HANDSHAKE, BYTES('c', 101, 501, 60000, .place = UNFILLED),
	    GRANT('s', 501, 60101, .window = 40, .ms = 1),
	    BYTES('c', 60101, 501, 4000, .place = UNFILLED),
	    GRANT('s', 501, 64101, .window = 9, .ms = 1), ABORT('s', 501, 64101, .window = 502) },
	  { "its window has grown", "!missing", "!sent again", "!flags" } },
};
enum { STORIES = sizeof(stories) / sizeof(stories[0]) };

/* ---- Heard --------------------------------------------------------------------------------------
 */

static struct lessons lessons;

struct gist {
	int count; /* RSTs */
	struct rst rst;
	struct diagnosis diagnosis; /* of the last */
	struct conversation_totals totals;
};

static void told(void *arg, const struct conversation *conversation)
{
	struct gist *heard = arg;

	for (int i = 0; i < conversation->reset_count; i++) {
		heard->count++;
		heard->rst = *conversation->reset[i];
		diagnosis_make(&lessons, conversation, i, &heard->diagnosis);
		heard->diagnosis.rst = &heard->rst;
	}
}

static void put16(uint8_t *at, unsigned number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

/* The frame of @line, of which its headers are there; as a capture of @snaplen bytes (0: all) has
 * it. */
static void read_line(const struct line *line, unsigned ip_id, size_t snaplen, struct decoded *ret)
{
	bool from_client = line->from == 'c';
	struct frame_spec spec = {
		.src = from_client ? "10.0.0.1" : "10.0.0.2",
		.dst = from_client ? "10.0.0.2" : "10.0.0.1",
		.sport = from_client ? DIALOGUE_CLIENT_PORT : DIALOGUE_SERVER_PORT,
		.dport = from_client ? DIALOGUE_SERVER_PORT : DIALOGUE_CLIENT_PORT,
		.flags = line->flags,
		.seq = line->seq,
		.ack = line->ack,
		.window = line->window == SHUT                ? 0
			  : line->window || line->flags & RST ? line->window
							      : 502,
		.options = line->flags & SYN ? frames_syn_options : frames_ts_options,
		.option_bytes =
			line->flags & SYN ? sizeof(frames_syn_options) : sizeof(frames_ts_options),
		.ip_id = (uint16_t)ip_id,
	};
	uint8_t frame[FRAME_SIZE];

	if (line->flags & RST && !line->options) {
		spec.option_bytes = 0;
		spec.ip_id = 0;
	}
	size_t size = frames_build(&spec, frame), length = size + line->len;
	put16(frame + IPV4_AT + 2, (unsigned)(length - IPV4_AT));
	if (line->place == FIRST_FRAGMENT)
		put16(frame + IPV4_AT + 6, 0x2000);
	if (line->place == LATER_FRAGMENT)
		put16(frame + IPV4_AT + 6, 0x00b9);
	if (line->place == UNFILLED)
		put16(frame + TCP_AT + 16, 0xdead);
	packet_read(LINK_ETHERNET, frame, snaplen && snaplen < size ? snaplen : size, length, ret);
}

/* @is_kept: of the @at-th of @count lines; NULL: all are. */
static void hear(const struct line *lines, size_t snaplen,
		 bool (*is_kept)(const struct line *line, int at, int part), int part,
		 struct gist *ret)
{
	struct conversations *all = conversations_open(CONVERSATIONS_MAX, 0, told, ret);
	int64_t now = 1000000000;
	uint64_t frame = 0;

	*ret = (struct gist){ 0 };
	assert_non_null(all);
	for (int i = 0; lines[i].from; i++) {
		struct decoded packet;
		now += (int64_t)lines[i].ms * 1000000 + 1000;
		if (is_kept && !is_kept(&lines[i], i, part))
			continue;
		read_line(&lines[i], (unsigned)(i + 1), snaplen, &packet);
		assert_int_equal(conversations_add(all, &packet, ++frame, now), 0);
	}
	conversations_end(all);
	ret->totals = *conversations_totals(all);
	conversations_close(all);
}

/* ---- Judged -------------------------------------------------------------------------------------
 */

static bool is_it(const char *named, const char *cause)
{
	return cause_is(cause_find(cause), named) || cause_is(cause_find(named), cause);
}

/* The true cause is named, or that it cannot be known; and no other is certain. */
static void check_causes(const struct story *story, const char *how, const struct gist *heard)
{
	bool is_named = false;

	if (heard->count == 0)
		fail_msg("%s, %s: no RST", story->name, how);
	for (int i = 0; i < heard->diagnosis.count; i++) {
		const struct candidate *each = &heard->diagnosis.candidate[i];
		is_named |= each->confidence == UNKNOWABLE || is_it(each->cause, story->cause);
		if (each->confidence == CERTAIN && !is_it(each->cause, story->cause))
			fail_msg("%s, %s: %s is certain", story->name, how, each->cause);
	}
	if (is_named || heard->diagnosis.count == 0)
		return;
	for (int i = 0; i < heard->diagnosis.count; i++)
		print_error("  %s\n", heard->diagnosis.candidate[i].cause);
	fail_msg("%s, %s: %s is not named", story->name, how, story->cause);
}

static void check_words(const struct story *story, const struct gist *heard)
{
	const struct diagnosis *diagnosis = &heard->diagnosis;

	for (int i = 0; i < SAYS && story->says[i]; i++) {
		bool forbids = *story->says[i] == '!', found = false;
		for (int k = 0; k < diagnosis->evidence_count; k++)
			found |= strstr(diagnosis->evidence[k], story->says[i] + forbids) != NULL;
		for (int k = 0; k < diagnosis->blind_count; k++)
			found |= strstr(diagnosis->blind[k], story->says[i] + forbids) != NULL;
		if (found != forbids)
			continue;
		for (int k = 0; k < diagnosis->evidence_count; k++)
			print_error("  %s\n", diagnosis->evidence[k]);
		for (int k = 0; k < diagnosis->blind_count; k++)
			print_error("  - %s\n", diagnosis->blind[k]);
		fail_msg("%s: %s '%s'", story->name, forbids ? "says" : "does not say",
			 story->says[i] + forbids);
	}
}

static void test_stories(void **state)
{
	static struct gist heard;

	(void)state;
	for (int i = 0; i < STORIES; i++) {
		hear(stories[i].line, 0, NULL, 0, &heard);
		check_causes(&stories[i], "whole", &heard);
		check_words(&stories[i], &heard);
		assert_int_equal(heard.count, 1);
		assert_int_equal(heard.totals.fragments, stories[i].fragments);
		assert_true(heard.diagnosis.count > 0);
	}
}

/* What was cut is not said to be missing. */
static void test_snaplens(void **state)
{
	static const size_t snaplens[] = { 64, 68 };
	static struct gist heard;

	(void)state;
	for (size_t k = 0; k < sizeof(snaplens) / sizeof(snaplens[0]); k++)
		for (int i = 0; i < STORIES; i++) {
			hear(stories[i].line, snaplens[k], NULL, 0, &heard);
			check_causes(&stories[i], "cut", &heard);
			for (int n = 0; n < heard.diagnosis.evidence_count; n++)
				assert_null(strstr(heard.diagnosis.evidence[n], "no timestamps"));
			for (int n = 0; n < heard.diagnosis.count; n++)
				assert_int_not_equal(heard.diagnosis.candidate[n].confidence,
						     CERTAIN);
		}
}

static bool is_of(const struct line *line, int at, int part)
{
	(void)at;
	return line->from == part || line->flags & RST;
}

static void test_one_direction(void **state)
{
	static struct gist heard;

	(void)state;
	for (int i = 0; i < STORIES; i++)
		for (int k = 0; k < 2; k++) {
			hear(stories[i].line, 0, is_of, k ? 'c' : 's', &heard);
			check_causes(&stories[i], k ? "of the client" : "of the server", &heard);
		}
}

static bool is_late(const struct line *line, int at, int part)
{
	(void)line;
	return at >= part;
}

/* It begins later and later, down to the RST alone. */
static void test_begins_late(void **state)
{
	static struct gist heard;

	(void)state;
	for (int i = 0; i < STORIES; i++) {
		int count = 0;
		while (stories[i].line[count].from)
			count++;
		for (int part = 1; part < count; part++) {
			hear(stories[i].line, 0, is_late, part, &heard);
			check_causes(&stories[i], "begun late", &heard);
			for (int n = 0; n < heard.diagnosis.count; n++)
				assert_true(heard.diagnosis.candidate[n].confidence != CERTAIN ||
					    part <= 1 || stories[i].line[part].flags & SYN);
		}
	}
}

/* It begins with the second probe of the third story: what they are shows in the RST. */
static void test_begins_with_probes(void **state)
{
	static struct gist heard;

	(void)state;
	hear(stories[2].line, 0, is_late, 6, &heard);
	assert_string_equal(heard.diagnosis.candidate[0].cause, "timeout-keepalive");
	assert_int_equal(heard.diagnosis.candidate[0].confidence, LIKELY);
	hear(stories[1].line, 0, is_late, 5, &heard);
	for (int i = 0; i < heard.diagnosis.count; i++)
		assert_true(heard.diagnosis.candidate[i].confidence > LIKELY ||
			    strcmp(heard.diagnosis.candidate[i].cause, "timeout-keepalive") != 0);
}

static bool is_early(const struct line *line, int at, int part)
{
	return at + part >= 0 && !(line->flags & RST);
}

/* It ends before the RST: there is nothing to say. */
static void test_ends_early(void **state)
{
	static struct gist heard;

	(void)state;
	for (int i = 0; i < STORIES; i++) {
		hear(stories[i].line, 0, is_early, 0, &heard);
		assert_int_equal(heard.count, 0);
		assert_int_equal(heard.totals.reset, 0);
	}
}

/* Clocks that run backwards: what the order decides is not certain. */
static void test_clock(void **state)
{
	static struct gist heard;

	(void)state;
	for (int i = 0; i < STORIES; i++) {
		struct line lines[LINES];
		memcpy(lines, stories[i].line, sizeof(lines));
		lines[1].ms = -7000;
		hear(lines, 0, NULL, 0, &heard);
		check_causes(&stories[i], "with a clock that ran back", &heard);
		for (int n = 0; n < heard.diagnosis.count; n++)
			assert_int_not_equal(heard.diagnosis.candidate[n].confidence, CERTAIN);
	}
}

static int learn(void **state)
{
	(void)state;
	return lessons_builtin(&lessons);
}

static int forget(void **state)
{
	(void)state;
	lessons_free(&lessons);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),       cmocka_unit_test(test_snaplens),
		cmocka_unit_test(test_one_direction), cmocka_unit_test(test_begins_late),
		cmocka_unit_test(test_ends_early),    cmocka_unit_test(test_begins_with_probes),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests_name("lab_traffic", tests, learn, forget);
}
