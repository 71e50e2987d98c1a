/* SPDX-License-Identifier: GPL-2.0-only */
#include "reading_ladder.h"

#include "data_run.h"
#include "moment_text.h"
#include "segment_text.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* ---- The hosts ----------------------------------------------------------------------------------
 */

struct making {
	const struct reading *reading;
	struct ladder *ladder;
	bool sums;
	int lane[HOSTS_MAX]; /* of each host; -1: not yet */
};

/* Adds @host, and what is linked with it next to it: a switch comes to stand between two ends. */
static void add_host(struct making *making, int host)
{
	const struct evidence *ev = making->reading->ev;
	const struct host_facts *facts = &ev->host[host];
	char address[INET6_ADDRSTRLEN];

	if (making->lane[host] >= 0)
		return;
	making->lane[host] = ladder_lane(making->ladder, facts->name, facts->forwards);
	for (int i = 0; i < facts->addr_count; i++)
		ladder_caption(making->ladder, making->lane[host],
			       address_text(&facts->addr[i], address, sizeof(address)));
	for (int end = 0; end < ev->end_count; end++)
		if (ev->end[end].host == host && (end ^ 1) < ev->end_count)
			add_host(making, ev->end[end ^ 1].host);
}

static void add_hosts(struct making *making)
{
	const struct evidence *ev = making->reading->ev;

	for (int i = 0; i < HOSTS_MAX; i++)
		making->lane[i] = -1;
	for (int i = 0; i < ev->host_count; i++)
		if (!ev->host[i].forwards)
			add_host(making, i);
	for (int i = 0; i < ev->host_count; i++)
		add_host(making, i);
	for (int end = 0; end + 1 < ev->end_count; end += 2)
		ladder_link(making->ladder, making->lane[ev->end[end].host], ev->end[end].ifname,
			    making->lane[ev->end[end + 1].host], ev->end[end + 1].ifname);
}

static int lane_of(const struct making *making, int host)
{
	return host < 0 || host >= HOSTS_MAX ? -1 : making->lane[host];
}

/* ---- The story ----------------------------------------------------------------------------------
 */

static double time_of(const struct making *making, const struct moment *moment)
{
	return story_time(making->reading->ev, moment->time_ns);
}

static void add_segment(struct making *making, const struct moment *moment, int at)
{
	const struct segment *segment = &making->reading->wire.segment[moment->index];
	struct rung rung = { .kind = RUNG_SEGMENT,
			     .from = lane_of(making, segment->origin),
			     .to = lane_of(making, segment->final),
			     .is_lost = !segment->arrived,
			     .is_reset = segment_is_reset(segment),
			     .has_time = true,
			     .time = time_of(making, moment),
			     .number = moment->number,
			     .anchor = at };
	char info[INFO_SIZE], flags[48];

	if (segment->tcp.protocol != PROTO_TCP) {
		ladder_add(making->ladder, &rung, "%s", segment_info(segment, info, sizeof(info)));
		return;
	}
	text_set(info, sizeof(info), "%s Seq=%u",
		 flags_list(segment->tcp.flags, ", ", flags, sizeof(flags)), segment->rel_seq);
	if (segment->tcp.flags & ACK)
		text_append(info, sizeof(info), " Ack=%u", segment->rel_ack);
	if (segment->tcp.len)
		text_append(info, sizeof(info), " Len=%u", segment->tcp.len);
	ladder_add(making->ladder, &rung, "%s", info);
}

static void add_word(struct making *making, const struct moment *moment, int at)
{
	const struct reading *reading = making->reading;
	const struct reset *reset = &reading->resets.reset[moment->index];
	const struct reset_fact *fact = &reading->ev->reset[reset->fact];
	struct rung rung = { .kind = RUNG_WORD,
			     .from = lane_of(making, fact->host),
			     .to = -1,
			     .is_reset = true,
			     .has_time = true,
			     .time = time_of(making, moment),
			     .anchor = at };

	ladder_add(making->ladder, &rung, "%s%s%s%s%s%s",
		   fact->sent ? "tcp_send_reset" : "tcp_receive_reset", *fact->reason ? " " : "",
		   fact->reason, *fact->state ? " in " : "", fact->state,
		   reset->segment < 0 && fact->sent ? ", on no wire" : "");
}

/* What the text of an event of links says becomes of its host: play/verbs_ground.c. */
static enum lane_turn turn_of(const struct event *event)
{
	const char *word = strrchr(event->text, ' ');

	if (event->kind != EVENT_LINK || !word)
		return LANE_STAYS;
	if (strcmp(word, " down") == 0 || strcmp(word, " gone") == 0)
		return LANE_GOES_DOWN;
	return strcmp(word, " up") == 0 ? LANE_COMES_UP : LANE_STAYS;
}

static void add_event(struct making *making, const struct moment *moment, int at)
{
	const struct evidence *ev = making->reading->ev;
	const struct event *event = &ev->event[moment->index];
	const char *host = host_name(ev, event->host);
	bool is_own = !host || strcmp(host, event->actor) == 0;
	char text[EVENT_TEXT_SIZE];
	struct rung rung = { .kind = event->kind == EVENT_CHAPTER ? RUNG_BAND
				     : event->kind == EVENT_LINK || event->kind == EVENT_PROCESS
					     ? RUNG_FAULT
					     : RUNG_NOTE,
			     .from = event->kind == EVENT_CHAPTER ? -1
								  : lane_of(making, event->host),
			     .to = -1,
			     .turn = turn_of(event),
			     .has_time = event->kind != EVENT_CHAPTER,
			     .time = time_of(making, moment),
			     .anchor = event->kind == EVENT_LOOK ? at : -1 };

	ladder_add(making->ladder, &rung, "%s%s%s", is_own ? "" : event->actor,
		   is_own || !*event->actor ? "" : ": ", event_text(event, text));
}

static void add_moment(struct making *making, int at)
{
	const struct moment *moment = &making->reading->timeline.moment[at];

	switch (moment->kind) {
	case MOMENT_EVENT:
		add_event(making, moment, at);
		break;
	case MOMENT_SEGMENT:
		add_segment(making, moment, at);
		break;
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		add_word(making, moment, at);
		break;
	}
}

/* Adds what is summed up from @at on; how many moments that were. */
static int add_run(struct making *making, int at)
{
	const struct reading *reading = making->reading;
	int count = making->sums ? data_run(reading, at) : 0;
	struct rung gap = { .kind = RUNG_GAP, .from = -1, .to = -1, .anchor = -1 };
	char text[200];

	if (count < RUN_LEAST)
		return 0;
	for (int i = 0; i < count; i++) {
		if (i == RUN_FIRST)
			ladder_add(making->ladder, &gap, "%s",
				   data_run_text(reading, at + i, count - RUN_FIRST - RUN_LAST,
						 text, sizeof(text)));
		if (i < RUN_FIRST || i >= count - RUN_LAST)
			add_moment(making, at + i);
	}
	return count;
}

int reading_ladder(const struct reading *reading, bool sums, struct ladder *ret)
{
	struct making making = { .reading = reading, .ladder = ret, .sums = sums };

	*ret = (struct ladder){ 0 };
	add_hosts(&making);
	for (int i = 0; i < reading->timeline.count; i++) {
		int summed = add_run(&making, i);
		if (summed)
			i += summed - 1;
		else
			add_moment(&making, i);
	}
	int err = ladder_check(ret);
	if (err < 0)
		ladder_free(ret);
	return err;
}
