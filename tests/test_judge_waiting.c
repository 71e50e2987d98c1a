/* SPDX-License-Identifier: GPL-2.0-only */
/* A story that ended waiting: which promises are broken by that, and which were not reached. */
#include "trial.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The story ended waiting in its last chapter. */
static struct evidence *waiting(enum missed what, int host, const char *word, int64_t number)
{
	struct evidence *ev = trial_story();

	ev->ending = ENDED_WAITING;
	ev->missed = (struct missed_fact){ .what = what,
					   .host = (int16_t)host,
					   .chapter = (int16_t)(ev->chapter_count - 1),
					   .number = number,
					   .packets = ev->packet_count };
	snprintf(ev->missed.word, sizeof(ev->missed.word), "%s", word);
	snprintf(ev->why, sizeof(ev->why), "waited 15000 ms for it");
	return ev;
}

/* What a promise comes to: broken, not reached (and then the story is BROKEN), or kept. */
enum fate { BREAKS, UNREACHED, KEPT };

#define SEGMENT(word)     MISSED_SEGMENT, TRIAL_CLIENT, word, 0
#define SENT(word)        MISSED_SENT, TRIAL_SERVER, word, 0
#define GONE(word)        MISSED_GONE, TRIAL_SERVER, word, 0
#define STATE(host, word) MISSED_STATE, host, word, 0
#define RECV              MISSED_CALL, TRIAL_CLIENT, "recv", 0

#define WHILE_CLOSING  .chapter = "close"
#define NONE_OF(which) .look = CLAIM(look, HERE, .state = which)

static const struct {
	const char *name;
	enum missed what;
	int host;
	const char *word;
	int64_t number;
	struct promise promise;
	enum fate fate;
} cases[] = {
	{ "the RST that was to arrive",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "RST,ACK", .count = IS(1)), WHILE_CLOSING },
	  BREAKS },
	{ "in whatever chapter",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~RST") },
	  BREAKS },
	{ "of anybody",
	  SEGMENT("RST"),
	  { ANY_HOST, .wire = CLAIM(wire, .flags = "~RST") },
	  BREAKS },
	{ "not of whom it was to reach",
	  SEGMENT("RST"),
	  { "client", .wire = CLAIM(wire, .flags = "~RST") },
	  UNREACHED },
	{ "in a chapter to come",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~RST"), .chapter = "later" },
	  UNREACHED },
	{ "another segment",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "FIN,ACK"), WHILE_CLOSING },
	  UNREACHED },
	{ "one with more flags than are claimed",
	  SEGMENT("RST,ACK"),
	  { "server", .wire = CLAIM(wire, .flags = "RST") },
	  UNREACHED },
	{ "one that was to be lost",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~RST", .lost = true) },
	  UNREACHED },
	{ "none",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~FIN", .count = IS(0)) },
	  UNREACHED },
	{ "none, in a chapter that is over",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~FIN", .count = IS(0)), .chapter = "data" },
	  KEPT },
	{ "some, in a chapter that is over",
	  SEGMENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "~FIN"), .chapter = "data" },
	  BREAKS },
	{ "one, of two that came before",
	  SEGMENT("RST"),
	  { "client", .wire = CLAIM(wire, .flags = "~PSH", .count = IS(1)) },
	  BREAKS },
	{ "two, as came before",
	  SEGMENT("RST"),
	  { "client", .wire = CLAIM(wire, .flags = "~PSH", .count = IS(2)) },
	  KEPT },
	{ "the kernel's word of it",
	  SEGMENT("RST"),
	  { "server", .reason = CLAIM(reason, "TCP_STATE") },
	  BREAKS },
	{ "of no RST",
	  SEGMENT("FIN"),
	  { "server", .reason = CLAIM(reason, "TCP_STATE") },
	  UNREACHED },
	{ "that there is none",
	  SEGMENT("RST"),
	  { "server", .reason = CLAIM(reason, NULL, .count = IS(0)) },
	  UNREACHED },
	{ "a counter, which nobody waits for",
	  SEGMENT("RST"),
	  { "server", .counter = CLAIM(counter, "TcpOutRsts", 1) },
	  UNREACHED },
	{ "a counter that has not moved, so far",
	  SEGMENT("RST"),
	  { "server", .counter = CLAIM(counter, "TcpOutRsts", 0) },
	  UNREACHED },

	{ "exactly what was to be sent",
	  SENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "RST") },
	  BREAKS },
	{ "more than was to be sent",
	  SENT("RST"),
	  { "server", .wire = CLAIM(wire, .flags = "RST,ACK") },
	  UNREACHED },
	{ "that, and maybe more",
	  SENT("~RST"),
	  { "server", .wire = CLAIM(wire, .flags = "RST,ACK") },
	  BREAKS },
	{ "of another", SENT("RST"), { "client", .wire = CLAIM(wire, .flags = "RST") }, UNREACHED },

	{ "the call that was to return",
	  RECV,
	  { "client", .call = CLAIM(call, "recv", .err = ECONNRESET) },
	  BREAKS },
	{ "the second of its name",
	  RECV,
	  { "client", .call = CLAIM(call, "recv", .nth = 2, .err = ECONNRESET) },
	  UNREACHED },
	{ "another call", RECV, { "client", .call = CLAIM(call, "send") }, UNREACHED },
	{ "another's", RECV, { "server", .call = CLAIM(call, "recv") }, UNREACHED },

	{ "the state that was to come",
	  STATE(TRIAL_SERVER, "CLOSE-WAIT"),
	  { "server", .look = CLAIM(look, "at the end", .state = "CLOSE-WAIT", .count = 1) },
	  BREAKS },
	{ "another state",
	  STATE(TRIAL_SERVER, "CLOSE-WAIT"),
	  { "server", .look = CLAIM(look, "at the end", .state = "LISTEN", .count = 1) },
	  UNREACHED },
	{ "none in it",
	  STATE(TRIAL_SERVER, "CLOSE-WAIT"),
	  { "server", .look = CLAIM(look, "at the end", .state = "CLOSE-WAIT", .count = 0) },
	  UNREACHED },
	{ "that it is gone",
	  GONE("FIN-WAIT-2"),
	  { "server", .look = CLAIM(look, "at the end", .state = "FIN-WAIT-2", .count = 0) },
	  BREAKS },
	{ "that another is gone",
	  GONE("FIN-WAIT-2"),
	  { "client", .look = CLAIM(look, "at the end", .state = "FIN-WAIT-2", .count = 0) },
	  UNREACHED },
	{ "that it is gone, whatever it is but a listener",
	  GONE("FIN-WAIT-2"),
	  { "server", NONE_OF(BUT_LISTENERS), WHILE_CLOSING },
	  BREAKS },
	{ "that another is gone, which is no listener",
	  GONE("LISTEN"),
	  { "server", NONE_OF(BUT_LISTENERS), WHILE_CLOSING },
	  UNREACHED },
	{ "that it is gone, in a chapter to come",
	  GONE("FIN-WAIT-2"),
	  { "server", NONE_OF("FIN-WAIT-2"), .chapter = "later" },
	  UNREACHED },
	{ "as many, at the other end",
	  MISSED_COUNT,
	  TRIAL_SERVER,
	  "ESTABLISHED",
	  2,
	  { "client", .look = CLAIM(look, "at the end", .state = "ESTABLISHED", .count = 2) },
	  BREAKS },
	{ "not as many",
	  MISSED_COUNT,
	  TRIAL_SERVER,
	  "ESTABLISHED",
	  2,
	  { "server", .look = CLAIM(look, "at the end", .state = "ESTABLISHED", .count = 1) },
	  UNREACHED },
	{ "data that were to be read",
	  MISSED_UNREAD,
	  TRIAL_SERVER,
	  "",
	  5,
	  { "server", .call = CLAIM(call, "recv", .ret = IS(5)) },
	  BREAKS },
	{ "an end, which is no data",
	  MISSED_UNREAD,
	  TRIAL_SERVER,
	  "",
	  5,
	  { "server", .call = CLAIM(call, "recv", .ret = IS(0)) },
	  UNREACHED },

	{ "nothing that the file would know",
	  MISSED_NOTHING,
	  -1,
	  "",
	  0,
	  { "server", .wire = CLAIM(wire, .flags = "~RST") },
	  UNREACHED },
};

static void test_fates(void **state)
{
	static const enum status status[] = {
		[BREAKS] = FAIL, [UNREACHED] = BROKEN, [KEPT] = BROKEN
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* Beside it one that is broken in any case, so that the rulings are to be seen. */
		const struct promise promises[] = {
			cases[i].promise,
			{ "client", .wire = CLAIM(wire, .flags = "~URG"), .chapter = "open" },
			{ .who = NULL },
		};
		const struct promise alone[] = { cases[i].promise, { .who = NULL } };
		const struct scenario both = { .name = "test", .promises = promises };
		const struct scenario one = { .name = "test", .promises = alone };
		const struct verdict *verdict =
			trial_judge(&both, waiting(cases[i].what, cases[i].host, cases[i].word,
						   cases[i].number));
		const struct ruling *ruling = &verdict->ruling[0];
		enum fate fate = ruling->status == FAIL ? BREAKS
				 : ruling->unreached    ? UNREACHED
							: KEPT;
		assert_int_equal(verdict->status, FAIL);
		if (fate != cases[i].fate || ruling->unsound ||
		    (ruling->status == SKIP) != (fate == UNREACHED))
			fail_msg("%s: %s: %s", cases[i].name, status_name[ruling->status],
				 ruling->actual);
		verdict = trial_judge(&one, waiting(cases[i].what, cases[i].host, cases[i].word,
						    cases[i].number));
		if (verdict->status != status[cases[i].fate])
			fail_msg("%s: %s", cases[i].name, status_name[verdict->status]);
		assert_string_equal(verdict->why, "waited 15000 ms for it");
		assert_int_equal(verdict->ruling_count > 0, verdict->status == FAIL);
	}
}

/* What comes while the story waits in vain comes of the wait: a SYN that nobody answers is sent
 * again. */
static void test_sent_again(void **state)
{
	const struct promise promises[] = {
		{ "client", .wire = CLAIM(wire, .flags = "PSH,ACK", .count = IS(2)) },
		{ "server", .wire = CLAIM(wire, .flags = "~RST") },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct evidence *ev = waiting(SEGMENT("RST"));

	(void)state;
	frames_pass(ev, 0, 40000,
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = TRIAL_SEG_END - 5,
					  .ack = TRIAL_SEG_ACK,
					  .payload = "later" });
	const struct verdict *verdict = trial_judge(&scenario, ev);
	assert_int_equal(verdict->status, FAIL);
	assert_true(verdict->ruling[0].unreached);
	assert_int_equal(verdict->ruling[1].status, FAIL);
}

/* A call that a RST was to end waits for that RST. */
static void test_reset_of_call(void **state)
{
	const int errors[] = { ECONNRESET, ECONNREFUSED, ETIMEDOUT };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		const struct promise promises[] = {
			{ "client", .call = CLAIM(call, "recv", .err = errors[i]) },
			{ "server", .wire = CLAIM(wire, .flags = "RST,ACK") },
			{ .who = NULL },
		};
		const struct scenario scenario = { .name = "test", .promises = promises };
		const struct verdict *verdict = trial_judge(&scenario, waiting(RECV));
		assert_int_equal(verdict->ruling[0].status, FAIL);
		assert_int_equal(verdict->ruling[1].status, errors[i] == ETIMEDOUT ? SKIP : FAIL);
	}
}

/* A chapter that comes again is not over. */
static void test_chapter_again(void **state)
{
	const struct promise promises[] = {
		{ "server", .wire = CLAIM(wire, .flags = "~FIN"), .chapter = "data" },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct evidence *ev = waiting(SEGMENT("RST"));

	(void)state;
	assert_int_equal(trial_judge(&scenario, ev)->status, FAIL);
	ev = waiting(SEGMENT("RST"));
	frames_chapter(ev, "data");
	ev->missed.chapter++;
	assert_int_equal(trial_judge(&scenario, ev)->status, BROKEN);
}

/* A look that was taken stands. */
static void test_looked(void **state)
{
	const struct promise promises[] = {
		{ "server", .look = CLAIM(look, "then", .state = "ESTABLISHED", .count = 1) },
		{ "server", .look = CLAIM(look, "then", .state = "LISTEN", .count = 1) },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	struct evidence *ev = waiting(SEGMENT("RST"));

	(void)state;
	trial_socket(trial_look(ev, TRIAL_SERVER, "then"), TCP_ESTABLISHED, 80, 4000);
	const struct verdict *verdict = trial_judge(&scenario, ev);
	assert_int_equal(verdict->status, FAIL);
	assert_int_equal(verdict->ruling[0].status, PASS);
	assert_int_equal(verdict->ruling[1].status, FAIL);
}

/* Where a story may end in several ways, one alone proves nothing against the others. */
static void test_endings(void **state)
{
	static const struct outcome outcomes[] = { { "a", "" }, { "b", "" }, { 0 } };
	const struct promise one[] = {
		{ "server", .wire = CLAIM(wire, .flags = "RST"), .outcome = "a" },
		{ "server", .wire = CLAIM(wire, .flags = "FIN,ACK"), .outcome = "b" },
		{ .who = NULL },
	};
	const struct promise both[] = {
		{ "server", .wire = CLAIM(wire, .flags = "RST"), .outcome = "a" },
		{ "server", .wire = CLAIM(wire, .flags = "RST,ACK"), .outcome = "b" },
		{ .who = NULL },
	};
	const struct scenario scenarios[] = {
		{ .name = "test", .promises = one, .outcomes = outcomes },
		{ .name = "test", .promises = both, .outcomes = outcomes },
	};

	(void)state;
	assert_int_equal(trial_judge(&scenarios[0], waiting(SEGMENT("RST")))->status, BROKEN);
	assert_int_equal(trial_judge(&scenarios[1], waiting(SEGMENT("RST")))->status, FAIL);
}

/* Of what else there may be no FAIL there is none here either. */
static void test_excuses(void **state)
{
	const struct promise promises[] = {
		{ "server", .wire = CLAIM(wire, .flags = "~RST") },
		{ .who = NULL },
	};
	const struct scenario scenario = { .name = "test", .promises = promises };
	const struct scenario drill = { .name = "test", .promises = promises, .is_drill = true };
	struct evidence *ev = waiting(SEGMENT("RST"));

	(void)state;
	ev->end[1].drops = 1;
	assert_int_equal(trial_judge(&scenario, ev)->status, BROKEN);
	ev = waiting(SEGMENT("RST"));
	ev->visits = 1;
	assert_int_equal(trial_judge(&scenario, ev)->status, BROKEN);
	ev = waiting(SEGMENT("RST"));
	trial_call(ev, TRIAL_SERVER, "listen", -1, ENOMEM);
	assert_int_equal(trial_judge(&scenario, ev)->status, BROKEN);
	assert_int_equal(trial_judge(&drill, waiting(SEGMENT("RST")))->status, BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fates),         cmocka_unit_test(test_sent_again),
		cmocka_unit_test(test_reset_of_call), cmocka_unit_test(test_looked),
		cmocka_unit_test(test_chapter_again), cmocka_unit_test(test_endings),
		cmocka_unit_test(test_excuses),
	};

	return cmocka_run_group_tests_name("judge_waiting", tests, NULL, NULL);
}
