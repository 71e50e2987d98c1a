/* SPDX-License-Identifier: GPL-2.0-only */
/* closed_loop_merged.c - captures that were merged: of one story, and of all of them. */
#include "closed_loop.h"
#include "results_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Packets of several captures, in the order of time. */
struct merged {
	struct loop *loop;
	struct shown *shown;
	int count;
	int err;
};

/* In shown.end, once it is known at which it was seen: who put it on the wire. */
enum { OF_THE_WAY, OF_ITS_END };

/* Was it put on the wire by the host in whose name it came? */
static bool is_of_end(const struct evidence *ev, const struct shown *shown)
{
	const struct host_facts *host = shown->origin < 0 ? NULL : &ev->host[shown->origin];

	for (int i = 0; host && i < host->addr_count; i++)
		if (memcmp(&host->addr[i], &shown->packet.src.addr, sizeof(host->addr[i])) == 0)
			return true;
	return false;
}

static void note_crossing(const struct merged *merged, const struct rst *rst,
			  const struct shown *shown)
{
	struct loop *loop = merged->loop;
	struct loop_crossing *score = &loop->crossing[loop->maiming - LOOP_ENDS];
	enum crossing crossing = rst_crossing(rst);
	bool is_wrong = crossing == CROSSING_MADE && shown->end == OF_ITS_END;

	score->of[crossing]++;
	score->wrong += is_wrong;
	if (is_wrong && loop->faults)
		fprintf(loop->faults, "%s, %s: frame %llu is of an end\n", loop->scenario,
			maiming_name[loop->maiming], (unsigned long long)shown->frame);
}

static void told(void *arg, const struct conversation *conversation)
{
	struct merged *merged = arg;

	for (int i = 0; i < conversation->reset_count && !merged->err; i++) {
		const struct rst *rst = conversation->reset[i];
		const struct shown *shown = &merged->shown[rst->segment.frame - 1];
		if (!shown->cause)
			continue;
		note_crossing(merged, rst, shown);
		merged->err = loop_judge(merged->loop, conversation, i, shown->cause);
	}
}

static int explain(struct merged *merged)
{
	struct conversations *all = conversations_open(CONVERSATIONS_MAX, 0, told, merged);

	if (!all)
		return -ENOMEM;
	for (int i = 0; i < merged->count && !merged->err; i++) {
		struct shown *each = &merged->shown[i];
		each->frame = (uint64_t)i + 1;
		merged->err = conversations_add(all, &each->packet, each->frame, each->time_ns);
	}
	conversations_end(all);
	merged->loop->connections = conversations_totals(all)->connections;
	conversations_close(all);
	return merged->err;
}

/* The ends of hosts that forward, or of those that do not. */
static int explain_story(struct loop *loop, const struct evidence *ev, const struct shown *shown,
			 int count, bool forwards)
{
	struct merged merged = { .loop = loop };
	int err;

	merged.shown = calloc((size_t)count + 1, sizeof(*shown));
	if (!merged.shown)
		return -ENOMEM;
	for (int i = 0; i < count; i++)
		if (ev->host[ev->end[shown[i].end].host].forwards == forwards)
			merged.shown[merged.count++] = shown[i];
	for (int i = 0; i < merged.count; i++)
		merged.shown[i].end = is_of_end(ev, &merged.shown[i]) ? OF_ITS_END : OF_THE_WAY;
	loop->maiming = forwards ? LOOP_BETWEEN : LOOP_ENDS;
	err = explain(&merged);
	free(merged.shown);
	return err;
}

static int append(struct merged *all, const struct shown *shown, int count)
{
	struct shown *more =
		realloc(all->shown, ((size_t)all->count + (size_t)count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	memcpy(more + all->count, shown, (size_t)count * sizeof(*more));
	all->shown = more;
	all->count += count;
	return 0;
}

static int in_time(const void *a, const void *b)
{
	const struct shown *one = a, *other = b;

	if (one->time_ns != other->time_ns)
		return one->time_ns < other->time_ns ? -1 : 1;
	return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static int add_story(struct merged *all, const struct evidence *ev)
{
	struct shown *shown;
	int count, err = teacher_show(ev, &shown, &count);

	all->loop->scenario = ev->scenario;
	for (int forwards = 0; forwards < 2 && err == 0 && count; forwards++)
		err = explain_story(all->loop, ev, shown, count, forwards);
	for (int i = 0; i < count; i++)
		shown[i].end = is_of_end(ev, &shown[i]) ? OF_ITS_END : OF_THE_WAY;
	if (err == 0 && count)
		err = append(all, shown, count);
	free(shown);
	return err;
}

int loop_merged_run(struct loop *loop, const char *path, struct why *ret_why)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct merged all = { .loop = loop };
	struct saved_run *saved = NULL;
	int iteration, err = ev ? saved_open(path, &saved, ret_why) : -ENOMEM;
	double duration;

	for (int i = 0; err == 0 && i < saved_count(saved); i++) {
		err = saved_evidence(saved, i, ev, &iteration, &duration, ret_why);
		if (err == 0)
			err = add_story(&all, ev);
	}
	if (err == 0 && all.count) {
		qsort(all.shown, (size_t)all.count, sizeof(*all.shown), in_time);
		loop->maiming = LOOP_ALL;
		loop->scenario = "all";
		err = explain(&all);
		loop->packets += (uint64_t)all.count;
	}
	if (saved)
		saved_close(saved);
	free(all.shown);
	free(ev);
	return err;
}
