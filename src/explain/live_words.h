/* SPDX-License-Identifier: GPL-2.0-only */
/* live_words.h - a reset of a live host in words, for all formats. Pure. Functions return @buffer
 * unless stated otherwise. */
#ifndef RSTLAB_LIVE_WORDS_H
#define RSTLAB_LIVE_WORDS_H

#include "live_tally.h"

enum { LIVE_TEXT = 512 };

/* "10.0.0.5:8080 reset 10.0.0.7:40112", "a RST from ... to ... passed through" */
const char *live_who(const struct live_reset *reset, char *buffer, size_t size);

/* "no-listener (likely): nobody listened at that address and port" */
const char *live_why(const struct live_story *story, char *buffer, size_t size);

/* What else its witnesses say, the most telling first: the @nth, from 0; NULL: no more. */
const char *live_fact(const struct live_story *story, int nth, char *buffer, size_t size);

/* The facts that go into the one line; NULL: none. */
const char *live_gist(const struct live_story *story, char *buffer, size_t size);

/* The program whose socket it was, or that listens there; "": not known. */
const char *live_program(const struct live_story *story);

/* What to do about it; NULL: not known. A string that stays. */
const char *live_advice(const struct live_story *story);

/* "12:01:02.123", in local time. */
enum { LIVE_TIME_SIZE = 16 };
const char *live_time(int64_t time_ns, char buffer[LIVE_TIME_SIZE]);

/* The tracepoint or function of the kernel that reported it. A string that stays. */
const char *live_event(const struct heard_word *word);

#endif
