/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_taking.h - asks the host whether a RST may have been taken of which its kernel has not
 * told: its counters, and whether the connection is still there. */
#ifndef RSTLAB_WATCH_TAKING_H
#define RSTLAB_WATCH_TAKING_H

#include "live.h"
#include "live_growth.h"
#include "watch.h"

struct watch_taking {
	struct watch *watch;
	struct live_growth growth;
	bool is_news;        /* something was heard since the counters were read */
	int64_t next_ns;     /* when they may be read again, CLOCK_MONOTONIC */
	int64_t next_one_ns; /* the same, when it need not be asked for a connection */
};

void watch_taking_begin(struct watch_taking *taking, struct watch *watch);

/* @word has been heard. */
void watch_taking_hear(struct watch_taking *taking, const struct heard_word *word);

/* Nothing waits: what was counted until now is of what has been told. */
void watch_taking_rest(struct watch_taking *taking);

/* For live_ask(). */
enum live_taking watch_taking_ask(struct watch_taking *taking, const struct live_arrival *arrival,
				  int *ret_state);

#endif
