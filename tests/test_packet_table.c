/* SPDX-License-Identifier: GPL-2.0-only */
/* Of a drill, what only carries data is summed up where there is much of it; of a scenario it never
 * is. */
#include "frames.h"
#include "packet_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct promise none[] = { { 0 } };
static const struct scenario drill = { .name = "drill-test", .is_drill = true, .promises = none };
static const struct scenario scenario = { .name = "test", .promises = none };

enum { OTHER_PORT = 50032 };

struct story {
	const struct scenario *scenario;
	int data;         /* segments */
	int other;        /* this one is of another connection; 0: none is */
	int event;        /* something else happens before this one */
	int fin;          /* this one has a FIN */
	const char *sum;  /* what is printed of it; NULL: nothing */
	int shown;        /* packets */
	const char *more; /* a second sum, the same */
};

static void say(struct evidence *ev, const struct story *story, int nth, uint32_t *seq)
{
	bool from_server = nth % 4 == 3;
	struct frame_spec data = { .flags = nth == story->fin ? FIN | ACK : PSH | ACK,
				   .payload = from_server ? "answer" : "word" };
	bool is_other = nth == story->other;

	data.seq = seq[from_server];
	data.ack = seq[!from_server];
	if (is_other && from_server)
		data.dport = OTHER_PORT;
	else if (is_other)
		data.sport = OTHER_PORT;
	if (!is_other)
		seq[from_server] += (uint32_t)strlen(data.payload);
	if (nth == story->event) {
		struct event *event = &ev->event[ev->event_count++];
		*event = (struct event){ .kind = EVENT_NOTE,
					 .host = 0,
					 .begin_ns = nth * 1000000 - 500000,
					 .end_ns = nth * 1000000 - 500000,
					 .chapter = (int16_t)(ev->chapter_count - 1) };
		snprintf(event->text, sizeof(event->text), "something");
	}
	frames_pass(ev, from_server, nth * 1000000, &data);
}

/* To be freed. */
static char *print(const struct story *story)
{
	struct evidence *ev = frames_direct(AF_INET);
	uint32_t seq[2] = { 100, 500 };
	char *text = NULL;
	size_t size;

	frames_pass(ev, 0, 100, &(struct frame_spec){ .flags = SYN, .seq = 99 });
	frames_pass(ev, 1, 200000,
		    &(struct frame_spec){ .flags = SYN | ACK, .seq = 499, .ack = 100 });
	for (int i = 1; i <= story->data; i++)
		say(ev, story, i, seq);
	frames_pass(ev, 1, (story->data + 1) * (int64_t)1000000,
		    &(struct frame_spec){ .flags = RST, .seq = seq[1] });
	struct result *result = result_make(story->scenario, ev, 0, 0);
	FILE *out = open_memstream(&text, &size);
	assert_true(result && out);
	table_print(out, result, false);
	fclose(out);
	result_free(result);
	free(ev);
	return text;
}

static int count(const char *text, const char *word)
{
	int found = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		found++;
	return found;
}

static void test_sums(void **state)
{
	static const struct story stories[] = {
		/* The handshake and the RST are three. */
		{ &drill, 7, 0, 0, 0, NULL, 3 + 7, NULL },
		{ &drill, 8, 0, 0, 0, "(4 more segments: 12 bytes from client, 6 from server)", 7,
		  NULL },
		{ &drill, 40, 0, 0, 0, "(36 more segments: 108 bytes from client, 54 from server)",
		  7, NULL },
		{ &scenario, 40, 0, 0, 0, NULL, 3 + 40, NULL },
		/* What comes between parts them. */
		{ &drill, 14, 8, 0, 0, NULL, 3 + 14, NULL },
		{ &drill, 14, 0, 8, 0, NULL, 3 + 14, NULL },
		{ &drill, 14, 0, 0, 8, NULL, 3 + 14, NULL },
		{ &drill, 16, 0, 9, 0, "(4 more segments: 12 bytes from client, 6 from server)",
		  3 + 8, "(4 more segments: 12 bytes from client, 6 from server)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		char *text = print(&stories[i]);
		int sums = (stories[i].sum != NULL) + (stories[i].more != NULL);

		if (count(text, "more segments") != sums ||
		    count(text, " TCP ") != stories[i].shown ||
		    (stories[i].sum && !strstr(text, stories[i].sum)) ||
		    (stories[i].more && count(text, stories[i].more) != 2))
			fail_msg("story %zu:\n%s", i, text);
		free(text);
	}
}

/* What the kernel said at a RST is of the chapter in which that went; of one that was on no wire,
 * of the chapter in which it was said. */
static void test_chapters(void **state)
{
	static const struct {
		const char *chapter;
		int words; /* of the kernel */
		bool has_wireless, has_segment;
	} cases[] = { { "first", 0, false, false },
		      { "second", 1, true, false },
		      { "third", 1, false, true } };
	struct evidence *ev = frames_direct(AF_INET);
	const struct endpoint server = { .addr = ev->host[1].addr[0], .port = FRAMES_SERVER_PORT };
	const struct endpoint client = { .addr = ev->host[0].addr[0], .port = FRAMES_CLIENT_PORT };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct event *event = &ev->event[ev->event_count++];
		frames_chapter(ev, cases[i].chapter);
		*event = (struct event){ .kind = EVENT_CHAPTER,
					 .chapter = (int16_t)(ev->chapter_count - 1),
					 .begin_ns = i * 10000,
					 .end_ns = i * 10000 };
	}
	frames_pass(ev, 1, 25000, &(struct frame_spec){ .flags = RST, .seq = 1 });
	/* The first is of the one on the wire, though it was told of early. */
	for (int i = 0; i < 2; i++) {
		ev->reset[ev->reset_count++] = (struct reset_fact){ .sent = true,
								    .host = 1,
								    .time_ns = i ? 15000 : 19000,
								    .local = server,
								    .remote = client };
		if (i)
			ev->reset[i].remote.port = OTHER_PORT;
	}
	struct result *result = result_make(&scenario, ev, 0, 0);
	assert_non_null(result);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_non_null(out);
		table_print_chapter(out, result, cases[i].chapter, false);
		fclose(out);
		if (count(text, "tcp_send_reset") != cases[i].words ||
		    !strstr(text, "on no wire") == cases[i].has_wireless ||
		    !strstr(text, "[RST]") == cases[i].has_segment)
			fail_msg("%s:\n%s", cases[i].chapter, text);
		free(text);
	}
	result_free(result);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_chapters),
	};

	return cmocka_run_group_tests_name("packet_table", tests, NULL, NULL);
}
