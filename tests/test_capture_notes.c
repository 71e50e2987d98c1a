/* SPDX-License-Identifier: GPL-2.0-only */
/* The capture of all ends: which word stands at which packet, and that no word breaks the file. */
#include "captures_save.h"
#include "comments.h"
#include "folder.h"
#include "trial.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct promise promises[] = {
	{ "server", "it says so", .wire = CLAIM(wire, .flags = "~RST", .count = IS(1)) },
	{ "client", "it may not", .wire = CLAIM(wire, .flags = "~PSH", .win = IS(9)) },
	{ "server", "nobody knows", .reason = CLAIM(reason, "NO_SOCKET") },
	{ .who = NULL },
};
static const struct scenario calm = { .name = "calm", .title = "a title", .promises = promises };

/* Saves what @ev, which it frees, is judged to be in a folder of its own. */
static void save(const struct scenario *scenario, struct evidence *ev, int iteration,
		 struct commented *ret)
{
	struct result *result = result_make(scenario, ev, iteration, 0);
	int dir, captures;

	assert_non_null(result);
	folder_remove("captures");
	dir = open(".", O_RDONLY | O_DIRECTORY);
	captures = captures_make(dir);
	assert_true(captures >= 0);
	assert_int_equal(captures_save(captures, "1.2.3", result), 0);
	close(captures);
	close(dir);
	result_free(result);
	free(ev);
	const char *fault = comments_read(
		iteration ? "captures/calm.ipv4.7.pcapng" : "captures/calm.ipv4.pcapng", ret);
	if (fault)
		fail_msg("%s", fault);
}

static struct event *add_event(struct evidence *ev, enum event_kind kind, int host,
			       const char *text, int64_t begin_ns, int64_t end_ns)
{
	struct event *event = &ev->event[ev->event_count++];

	*event = (struct event){
		.kind = kind, .host = (int16_t)host, .begin_ns = begin_ns, .end_ns = end_ns
	};
	snprintf(event->text, sizeof(event->text), "%s", text);
	snprintf(event->actor, sizeof(event->actor), "%s", host < 0 ? "" : ev->host[host].name);
	snprintf(event->verb, sizeof(event->verb), "recv");
	return event;
}

static void check_at(const struct commented *file, int at, const char *comment, bool is_there)
{
	int found = comments_find(file, at, comment);

	if ((found >= 0) != is_there)
		fail_msg("'%s' is%s at packet %d", comment, is_there ? " not" : "", at + 1);
	if (is_there && strcmp(file->packet[at].comment[found], comment) != 0)
		fail_msg("'%s', not '%s'", file->packet[at].comment[found], comment);
}

/* By @time_ns: a word before it, one at it, and the call that it ends. */
static void test_places(void **state)
{
	struct evidence *ev = trial_reset();
	struct commented file;
	int last = ev->packet_count - 1, rst = last - 1;
	int64_t sent_ns = ev->packet[rst].time_ns, arrived_ns = ev->packet[last].time_ns;

	(void)state;
	add_event(ev, EVENT_CALL, TRIAL_CLIENT, "recv()", sent_ns, arrived_ns + 5)->ret = 9;
	add_event(ev, EVENT_LINK, TRIAL_SERVER, "eth0 down", arrived_ns + 1, arrived_ns + 1);
	add_event(ev, EVENT_NOTE, -1, "all saw it", sent_ns - 1, sent_ns - 1);
	add_event(ev, EVENT_CALL, TRIAL_SERVER, "recv()", sent_ns - 2, sent_ns - 1)->ret = 5;
	add_event(ev, EVENT_CHAPTER, -1, "the end", sent_ns, sent_ns);
	save(&calm, ev, 0, &file);
	assert_int_equal(file.count, last + 1);
	check_at(&file, rst, "client calls recv()", true);
	check_at(&file, rst, "all saw it", true);
	check_at(&file, rst, "server: recv() = 5", true);
	check_at(&file, rst, "chapter: the end", true);
	check_at(&file, last, "client: recv() = 9", true);
	check_at(&file, rst, "client: recv()", false);
	check_at(&file, last, "after this: server: eth0 down", true);
	assert_int_equal(comments_find(&file, rst, "server: recv()"), 0); /* in their order */
	check_at(&file, rst, "promise 1 kept: server: 1 [~RST]: it says so", true);
	check_at(&file, last, "promise 1", false);
	assert_int_equal(file.interface_count, 2);
	assert_string_equal(file.interface[0], "client eth0");
	assert_string_equal(file.interface[1], "server eth0");
	assert_string_equal(file.program, "rstlab-ns 1.2.3");
	assert_string_equal(file.system, "Linux 6.1.0");
	assert_non_null(strstr(file.section, "calm/ipv4: FAIL, on Linux 6.1.0\na title\n"));
	comments_free(&file);
}

static const struct promise strict[] = {
	{ "server", "it says so", .wire = CLAIM(wire, .flags = "~RST", .count = IS(2)) },
	{ "server", "it says so", .wire = CLAIM(wire, .flags = "~RST", .win = IS(9)) },
	{ .who = NULL },
};
static const struct scenario harsh = { .name = "calm", .promises = strict };

/* What a promise that is not kept has to say, and to which segments. */
static void test_broken(void **state)
{
	struct evidence *ev = trial_reset();
	struct commented file;
	int rst = ev->packet_count - 2;

	(void)state;
	ev->packet_count--; /* it did not arrive */
	save(&harsh, ev, 7, &file);
	check_at(&file, rst, "did not arrive, last seen at server", true);
	assert_int_equal(comments_find(&file, rst, "promise"), -1); /* they are of what arrives */
	assert_non_null(strstr(file.section, "calm/ipv4#7: FAIL"));
	comments_free(&file);
	save(&harsh, trial_reset(), 7, &file);
	assert_true(comments_find(&file, rst,
				  "promise 1 broken, not by this segment alone: server: 2 "
				  "[~RST], actual: 1 of them: [RST,ACK] ") >= 0);
	assert_true(comments_find(&file, rst, "promise 2 broken: server: ") >= 0);
	comments_free(&file);
}

/* Words of anybody's: more than one option holds, at one packet, and none of it text. */
static void test_hostile(void **state)
{
	struct evidence *ev = trial_reset();
	struct commented file;
	char text[TEXT_SIZE];
	int rst = ev->packet_count - 2;

	(void)state;
	memset(text, 0xff, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	while (ev->event_count < EVENTS_MAX)
		add_event(ev, ev->event_count % 2 ? EVENT_NOTE : EVENT_LOOK, 0,
			  ev->event_count % 3 ? text : "\033]0;\xe2\x80\xae\n",
			  ev->packet[rst].time_ns, INT64_MIN)
			->ret = ev->event_count % 5 - 1;
	memset(ev->host[0].name, '\xc3', sizeof(ev->host[0].name) - 1);
	memset(ev->kernel, '\x1b', sizeof(ev->kernel) - 1);
	memset(ev->end[1].ifname, '\t', sizeof(ev->end[1].ifname) - 1);
	save(&calm, ev, 0, &file);
	assert_true(file.packet[rst].count >= EVENTS_MAX / 2);
	comments_free(&file);
}

/* The same evidence makes the same bytes. */
static void test_same(void **state)
{
	struct commented file[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		save(&calm, trial_reset(), 0, &file[i]);
	assert_int_equal(file[0].size, file[1].size);
	assert_memory_equal(file[0].file, file[1].file, file[0].size);
	for (int i = 0; i < 2; i++)
		comments_free(&file[i]);
}

/* Of what had no link there is nothing; of a link without packets, the file. */
static void test_nothing(void **state)
{
	struct evidence *ev = trial_reset();
	struct commented file;
	struct result *result;

	(void)state;
	ev->packet_count = 0;
	save(&calm, ev, 0, &file);
	assert_int_equal(file.count, 0);
	assert_int_equal(file.interface_count, 2);
	comments_free(&file);
	folder_remove("captures");
	ev = trial_reset();
	ev->packet_count = ev->end_count = 0;
	result = result_make(&calm, ev, 0, 0);
	assert_non_null(result);
	int dir = open(".", O_RDONLY | O_DIRECTORY), captures = captures_make(dir);
	assert_int_equal(captures_save(captures, "1", result), 0);
	assert_int_equal(unlinkat(dir, "captures", AT_REMOVEDIR), 0);
	close(captures);
	close(dir);
	result_free(result);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),  cmocka_unit_test(test_broken),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_same),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("capture_notes", tests, folder_enter, folder_leave);
}
