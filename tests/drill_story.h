/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_story.h - the evidence of a drill made by hand, for the tests that include it. */
#ifndef DRILL_STORY_H
#define DRILL_STORY_H

#include "drill_told.h"
#include "frames.h"
#include "judge.h"
#include "text.h"
#include "trial.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { MS = 1000000, FAULT_MS = 10, NEXT_MS = 200, NEW_PORT = 50032 };

#define NO_MORE "; no new connection was established (0 attempts)"

static const struct frame_spec server_rst = { .flags = RST, .seq = 501 };
static const struct frame_spec server_fin = { .flags = FIN | ACK, .seq = 501, .ack = 106 };
static const __attribute__((
	unused)) struct frame_spec client_fin = { .flags = FIN | ACK, .seq = 106, .ack = 501 };
static const struct frame_spec client_rst = { .flags = RST, .seq = 106 };

/* An event of the drill, as its verbs record them. */
static void note(struct evidence *ev, int64_t ms, int host, const char *verb, const char *text,
		 int64_t ret)
{
	struct event *event = trial_call(ev, host, verb, ret, 0);

	event->kind = EVENT_NOTE;
	event->begin_ns = event->end_ns = ms * MS;
	text_set(event->text, sizeof(event->text), "%s", text);
}

static void open_chapter(struct evidence *ev, int64_t ms, const char *title)
{
	frames_chapter(ev, title);
	note(ev, ms, -1, "chapter", title, 0);
}

/* A connection on which the client has said "hello", up to the fault. */
static struct evidence *begin(void)
{
	struct evidence *ev = frames_direct(AF_INET);

	frames_pass(ev, 0, 1 * MS, &(struct frame_spec){ .flags = SYN, .seq = 100 });
	frames_pass(ev, 1, 2 * MS,
		    &(struct frame_spec){ .flags = SYN | ACK, .seq = 500, .ack = 101 });
	frames_pass(ev, 0, 3 * MS, &(struct frame_spec){ .flags = ACK, .seq = 101, .ack = 501 });
	frames_pass(ev, 0, 4 * MS,
		    &(struct frame_spec){
			    .flags = PSH | ACK, .seq = 101, .ack = 501, .payload = "hello" });
	frames_pass(ev, 1, 5 * MS, &(struct frame_spec){ .flags = ACK, .seq = 501, .ack = 106 });
	note(ev, 6, TRIAL_CLIENT, "connection", "the connection is that", FRAMES_CLIENT_PORT);
	open_chapter(ev, FAULT_MS, "the fault");
	ev->end_ns = (int64_t)1000 * MS;
	return ev;
}

/* It tries a new connection. */
static inline void try_again(struct evidence *ev, int64_t ms, uint16_t port, bool is_answered)
{
	frames_pass(ev, 0, ms * MS, &(struct frame_spec){ .flags = SYN, .seq = 7, .sport = port });
	frames_pass(ev, 1, (ms + 1) * MS,
		    &(struct frame_spec){ .flags = is_answered ? SYN | ACK : RST | ACK,
					  .seq = 9,
					  .ack = 8,
					  .dport = port });
}

/* The next connection of the client, on which it says "abc", and the fault that befalls it. */
static inline struct evidence *begin_again(void)
{
	struct evidence *ev = begin();

	try_again(ev, FAULT_MS + 20, NEW_PORT, true);
	frames_pass(ev, 0, (FAULT_MS + 30) * MS,
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = 8,
					  .ack = 10,
					  .payload = "abc",
					  .sport = NEW_PORT });
	note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "the connection is that", NEW_PORT);
	open_chapter(ev, NEXT_MS, "fault 2");
	return ev;
}

/* Frees @ev. What it returns holds until the next call. */
static inline const char *tell(struct evidence *ev)
{
	static char text[VERDICT_TEXT];
	struct drill_told told;
	struct reading reading;

	assert_int_equal(reading_open(ev, &reading), 0);
	drill_tell(&reading, &told);
	drill_text(&told, text, sizeof(text));
	reading_close(&reading);
	free(ev);
	return text;
}

#endif
