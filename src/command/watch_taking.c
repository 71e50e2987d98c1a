/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_taking.h"

#include "clock.h"

/* To read the counters takes a small part of what watch may cost. */
enum { SHARE = 500 };

/* How often a connection is asked for where its state is but one fact more. */
#define FACT_NS INT64_C(10000000)

void watch_taking_begin(struct watch_taking *taking, struct watch *watch)
{
	struct heard_endings ended;

	*taking = (struct watch_taking){ .watch = watch };
	watch_endings(watch, &ended);
	live_growth_begin(&taking->growth, now_ns(CLOCK_REALTIME), &ended);
}

static void read_counters(struct watch_taking *taking)
{
	int64_t begin_ns = now_ns(CLOCK_MONOTONIC), time_ns = now_ns(CLOCK_REALTIME);
	struct heard_endings ended;

	if (begin_ns < taking->next_ns)
		return;
	watch_endings(taking->watch, &ended);
	live_growth_read(&taking->growth, time_ns, &ended);
	int64_t end_ns = now_ns(CLOCK_MONOTONIC);
	taking->next_ns = end_ns + SHARE * (end_ns - begin_ns);
	taking->is_news = false;
}

void watch_taking_hear(struct watch_taking *taking, const struct heard_word *word)
{
	taking->is_news = true;
	if (word->where == WHERE_HERE)
		live_growth_hear(&taking->growth, word);
}

void watch_taking_rest(struct watch_taking *taking)
{
	if (taking->is_news)
		read_counters(taking);
}

enum live_taking watch_taking_ask(struct watch_taking *taking, const struct live_arrival *arrival,
				  int *ret_state)
{
	int64_t now = now_ns(CLOCK_MONOTONIC);
	int state = 0;

	if (!live_growth_is_after(&taking->growth, arrival->time_ns))
		read_counters(taking);
	bool is_open_out = live_growth_rules_out(&taking->growth, arrival->time_ns);
	if (!arrival->may_be_anew && (!is_open_out || now >= taking->next_one_ns)) {
		state = watch_connection(taking->watch, arrival->packet);
		taking->next_one_ns = now + FACT_NS;
	}
	if (state > 0) {
		*ret_state = state;
		return TAKING_KEPT;
	}
	return is_open_out ? TAKING_NOT_OPEN : TAKING_UNKNOWN;
}
