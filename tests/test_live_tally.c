/* SPDX-License-Identifier: GPL-2.0-only */
/* The resets of a live host are told once a story, counted, and put into words and counts. */
#include "formats.h"
#include "live_format.h"
#include "live_listeners.h"
#include "live_words.h"
#include "memory.h"
#include "text.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MS = 1000000 };

static struct endpoint at(uint8_t host, uint16_t port)
{
	return (struct endpoint){ { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 0, 0, host } },
				  port };
}

static void nobody(void *arg, const struct live_reset *reset)
{
	(void)reset;
	++*(uint64_t *)arg;
}

/* More than it keeps: each is told nevertheless, and it says that it was in a hurry. */
static void test_flood(void **state)
{
	enum { MANY = 20000 };
	struct lessons lessons = { 0 };
	uint64_t told = 0;

	(void)state;
	struct live *live = live_open(&lessons, (struct live_witnesses){ true, true, true, true },
				      nobody, &told);
	assert_non_null(live);
	for (int i = 0; i < MANY; i++) {
		struct heard_word heard = { .time_ns = 10 * MS,
					    .sent = true,
					    .local = at(2, 80),
					    .remote = at(1, (uint16_t)(1000 + i)),
					    .reason = "NO_SOCKET" };
		live_hear_word(live, &heard);
	}
	live_settle(live, INT64_MAX);
	assert_true(live_hurried(live) > 0 && told == MANY);
	assert_int_equal(live_due(live), -1);
	live_close(live);
	lessons_free(&lessons);
}

static struct live_story *add(struct live_tally *tally, uint16_t port, uint16_t peer,
			      const char *comm, bool *ret_new)
{
	static const struct diagnosis diagnosis = {
		.count = 1, .candidate = { { .cause = "no-such-cause", .confidence = LIKELY } }
	};
	struct heard_word word = { .time_ns = 10 * MS, .sent = true, .state = 0, .pid = 7 };
	const struct live_reset reset = { .fate = LIVE_SENT,
					  .time_ns = 10 * MS,
					  .local = at(2, port),
					  .remote = at(1, peer),
					  .word = &word,
					  .diagnosis = &diagnosis,
					  .local_serves = true };

	text_set(word.comm, sizeof(word.comm), "%s", comm);
	return live_tally_add(tally, &reset, ret_new);
}

/* Whatever its client: one story is of one service, by one program. */
static void test_stories(void **state)
{
	struct live_tally tally = { 0 };
	bool is_new;

	(void)state;
	struct live_story *story = add(&tally, 80, 1000, "a", &is_new);
	assert_true(is_new && story);
	live_tally_told(story, 10 * MS);
	assert_ptr_equal(add(&tally, 80, 1001, "a", &is_new), story);
	assert_false(is_new);
	assert_int_equal(story->count, 2);
	assert_int_equal(story->untold, 1);
	add(&tally, 81, 1000, "a", &is_new);
	assert_true(is_new);
	add(&tally, 80, 1000, "b", &is_new);
	assert_true(is_new);
	assert_int_equal(tally.count, 3);
	live_tally_sort(&tally);
	assert_ptr_equal(tally.story[0], story);
	for (int i = 0; i < LIVE_STORIES; i++)
		add(&tally, (uint16_t)(1000 + i), 1, "a", &is_new);
	assert_int_equal(tally.count, LIVE_STORIES);
	assert_int_equal(tally.further, 4);
	assert_int_equal(tally.resets, 4 + LIVE_STORIES);
	live_tally_free(&tally);
}

/* What a program is called is anybody's word. */
static void test_words(void **state)
{
	struct live_tally tally = { 0 };
	char text[LIVE_TEXT];
	bool is_new;

	(void)state;
	struct live_story *story = add(&tally, 80, 1000, "a", &is_new);
	assert_string_equal(live_who(&story->reset, text, sizeof(text)),
			    "10.0.0.2:80 reset 10.0.0.1:1000");
	assert_non_null(live_fact(story, 0, text, sizeof(text)));
	assert_string_equal(text, "in a system call of a (pid 7)");
	story->listeners = (struct heard_listeners){
		.is_known = true,
		.count = 1,
		.listener = { { .local = at(9, 80), .pid = 8, .comm = "web" } },
	};
	story->reset.answers_syn = true;
	assert_string_equal(live_fact(story, 0, text, sizeof(text)),
			    "nobody listens at 10.0.0.2:80; 10.0.0.9:80 does (web, pid 8)");
	story->listeners.listener[0].local = at(2, 80);
	assert_non_null(strstr(live_fact(story, 0, text, sizeof(text)),
			       "10.0.0.2:80 does listen now (web, pid 8)"));
	/* Not so one of another namespace, nor one that is for IPv6 only. */
	story->listeners.listener[0].is_away = true;
	assert_non_null(strstr(live_fact(story, 0, text, sizeof(text)),
			       "nobody listens at 10.0.0.2:80; 10.0.0.2:80 does (web, pid 8)"));
	story->listeners.listener[0] = (struct heard_listener){
		.local = { .port = 80 }, .is_ipv6_only = true, .pid = 8, .comm = "web"
	};
	assert_string_equal(
		live_fact(story, 0, text, sizeof(text)),
		"nobody listens at 10.0.0.2:80; [::]:80 does, for IPv6 only (web, pid 8)");
	story->listeners.listener[0].is_ipv6_only = false;
	assert_non_null(strstr(live_fact(story, 0, text, sizeof(text)),
			       "10.0.0.2:80 does listen now (web, pid 8)"));
	/* A firewall's RST: he who listens has not sent it. And what was dropped has its program.
	 */
	story->reset.fate = LIVE_ALIEN;
	assert_non_null(strstr(live_gist(story, text, sizeof(text)),
			       "though the port has a listener (web, pid 8): a firewall rule"));
	story->reset.fate = LIVE_UNSEEN;
	assert_non_null(strstr(live_gist(story, text, sizeof(text)), "it was not seen to leave"));
	assert_non_null(strstr(text, "; in a system call of a (pid 7)"));
	/* Where the kernel says that a rule has made it, and whose namespace it is. */
	story->reset.fate = LIVE_ALIEN;
	story->word.by_firewall = true;
	strcpy(story->word.place, "in container 3f2a81c0d9e7");
	assert_string_equal(live_gist(story, text, sizeof(text)),
			    "in container 3f2a81c0d9e7; a firewall rule sent it, not TCP, though "
			    "the port has a listener (web, pid 8); in a system call of a (pid 7)");
	live_tally_free(&tally);
}

static struct live_story *of_causes(struct live_tally *tally, const char *const *causes,
				    enum confidence first)
{
	bool is_new;
	struct live_story *story = add(tally, 80, 1000, "ss", &is_new);

	story->diagnosis.count = 0;
	for (int i = 0; causes[i]; i++)
		story->diagnosis.candidate[story->diagnosis.count++] =
			(struct candidate){ .cause = causes[i],
					    .confidence = i ? POSSIBLE : first };
	return story;
}

/* The service's program is who listens; who destroyed the connection is not. */
static void test_program(void **state)
{
	static const char *const unread[] = { "abort-unread", NULL }, *const destroyed[] = {
		"destroyed", NULL
	};
	struct live_tally tally = { 0 };

	(void)state;
	struct live_story *story = of_causes(&tally, unread, LIKELY);
	assert_string_equal(live_program(story), "ss");
	story = of_causes(&tally, destroyed, LIKELY);
	assert_string_equal(live_program(story), "");
	story->listeners = (struct heard_listeners){
		.is_known = true,
		.count = 1,
		.listener = { { .local = at(2, 80), .pid = 8, .comm = "web" } },
	};
	assert_string_equal(live_program(story), "web");
	story->reset.local_serves = false;
	assert_string_equal(live_program(story), "");
	live_tally_free(&tally);
}

/* A queue that is full tells causes apart. */
static void test_queue(void **state)
{
	static const struct {
		const char *cause[3];
		uint32_t waiting;
		int state;
		const char *first; /* NULL: it tells nothing */
		int count;
	} cases[] = {
		{ { "address-withdrawn", "backlog-full", "crafted" },
		  5,
		  TCP_LISTEN,
		  "backlog-full",
		  1 },
		{ { "address-withdrawn", "backlog-full", "crafted" }, 4, TCP_LISTEN, NULL, 0 },
		{ { "address-withdrawn", "backlog-full", "crafted" }, 5, TCP_ESTABLISHED, NULL, 0 },
		{ { "half-open", "crafted", "bad-syncookie" }, 5, TCP_LISTEN, "bad-syncookie", 3 },
		{ { "half-open", "crafted", "flow-moved" }, 5, TCP_LISTEN, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct heard_word word = { .sent = true, .state = cases[i].state };
		const struct heard_listeners found = {
			.is_known = true,
			.count = 1,
			.listener = { { .local = at(2, 80),
					.waiting = cases[i].waiting,
					.backlog = 4 } },
		};
		struct diagnosis diagnosis = { .count = 3 }, told;
		const struct live_reset reset = { .local = at(2, 80),
						  .remote = at(1, 1000),
						  .word = &word,
						  .diagnosis = &diagnosis,
						  .local_serves = true };
		for (int k = 0; k < 3; k++)
			diagnosis.candidate[k] = (struct candidate){ .cause = cases[i].cause[k],
								     .confidence = POSSIBLE };
		assert_int_equal(live_by_queue(&reset, &found, &told), cases[i].first != NULL);
		if (!cases[i].first)
			continue;
		assert_int_equal(told.count, cases[i].count);
		assert_string_equal(told.candidate[0].cause, cases[i].first);
		assert_int_equal(told.candidate[0].confidence,
				 cases[i].count == 1 ? LIKELY : POSSIBLE);
	}
}

/* What was left out is said, and by what. */
static void test_amiss(void **state)
{
	const struct live_tally tally = { 0 };
	struct live_ending ending = {
		.counted = -1, .left_out = 2, .left_by = "--host and --port", .elsewhere = 1
	};
	char text[LIVE_TEXT];

	(void)state;
	assert_string_equal(live_amiss(&ending, &tally, 0, text, sizeof(text)),
			    "2 resets were left out by --host and --port.");
	assert_non_null(strstr(live_amiss(&ending, &tally, 1, text, sizeof(text)),
			       "1 reset was in other network namespaces, which are not watched"));
	ending.is_all = true;
	assert_non_null(strstr(live_amiss(&ending, &tally, 1, text, sizeof(text)),
			       "that were not watched: they have neither a process nor a name"));
	assert_null(live_amiss(&ending, &tally, 2, text, sizeof(text)));
}

/* More of a story says how many more, and when: also if it is one. */
static void test_again(void **state)
{
	static const char *const unread[] = { "abort-unread", NULL };
	const struct print_options plain = { 0 };
	struct live_tally tally = { 0 };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	struct live_story *story = of_causes(&tally, unread, LIKELY);
	story->told_ns = 1000000000;
	story->last_ns = 1424600000;
	for (story->untold = 1; story->untold < 3; story->untold++)
		assert_int_equal(live_format_find("text")->again(out, &plain, story), 0);
	assert_int_equal(memory_close(&out, &text), 0);
	assert_non_null(strstr(text, "              1 more in 424.6 ms, at "));
	assert_non_null(strstr(text, ":01.424, like 10.0.0.2:80 reset 10.0.0.1:1000: abort-unread "
				     "(likely)\n              2 more in 424.6 ms, the last at "));
	free(text);
	live_tally_free(&tally);
}

static void test_metrics(void **state)
{
	const struct live_ending ending = { .lost_words = 5 };
	struct live_tally tally = { 0 };
	char *text;
	size_t size;
	bool is_new;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	add(&tally, 80, 1000, "a", &is_new);
	add(&tally, 81, 1000, "a", &is_new);
	live_metrics(out, &tally, &ending);
	assert_int_equal(memory_close(&out, &text), 0);
	/* Both stories are of one cause: one line, as a name and its labels may stand but once. */
	assert_non_null(strstr(text, "\nrstlab_ns_resets_total{cause=\"no-such-cause\","
				     "confidence=\"likely\",fate=\"sent\"} 2\n"));
	assert_null(strstr(strstr(text, "fate=\"sent\"") + 1, "fate=\"sent\""));
	assert_non_null(strstr(text, "\nrstlab_ns_lost_total{what=\"word\"} 5\n"));
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
	free(text);
	live_tally_free(&tally);
}

/* Of more causes than there is room for, the rest is counted together: none is lost in silence. */
static void test_totals(void **state)
{
	enum { MORE = 3 };
	static char cause[LIVE_TOTALS + MORE][16];
	struct live_tally *tally = calloc(1, sizeof(*tally));
	char *text, line[64];
	size_t size;
	bool is_new;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_true(tally && out);
	for (int i = 0; i < 2 * (LIVE_TOTALS + MORE); i++) {
		int which = i % (LIVE_TOTALS + MORE);
		text_set(cause[which], sizeof(cause[which]), "cause-%d", which);
		const struct diagnosis diagnosis = {
			.count = 1, .candidate = { { .cause = cause[which], .confidence = LIKELY } }
		};
		const struct live_reset reset = { .fate = LIVE_SENT,
						  .local = at(2, 80),
						  .remote = at(1, 1000),
						  .diagnosis = &diagnosis };
		live_tally_add(tally, &reset, &is_new);
	}
	assert_int_equal(tally->totals, LIVE_TOTALS);
	assert_int_equal(tally->unlisted, 2 * MORE);
	live_metrics(out, tally, &(struct live_ending){ 0 });
	assert_int_equal(memory_close(&out, &text), 0);
	text_set(line, sizeof(line), "\nrstlab_ns_lost_total{what=\"cause\"} %d\n", 2 * MORE);
	assert_non_null(strstr(text, line));
	free(text);
	live_tally_free(tally);
	free(tally);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flood),   cmocka_unit_test(test_stories),
		cmocka_unit_test(test_words),   cmocka_unit_test(test_queue),
		cmocka_unit_test(test_metrics), cmocka_unit_test(test_totals),
		cmocka_unit_test(test_program), cmocka_unit_test(test_amiss),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests_name("live_tally", tests, NULL, NULL);
}
