/* SPDX-License-Identifier: GPL-2.0-only */
#include "timeline.h"

#include <errno.h>
#include <stdlib.h>

static int compare_moments(const void *a, const void *b)
{
	const struct moment *one = a, *two = b;

	if (one->time_ns != two->time_ns)
		return one->time_ns < two->time_ns ? -1 : 1;
	if (one->kind != two->kind)
		return one->kind < two->kind ? -1 : 1;
	return one->index - two->index;
}

static void add(struct timeline *timeline, int64_t time_ns, enum moment_kind kind, int index)
{
	timeline->moment[timeline->count++] =
		(struct moment){ .time_ns = time_ns, .kind = kind, .index = index };
}

int timeline_read(const struct evidence *ev, const struct wire *wire, const struct resets *resets,
		  struct timeline *ret)
{
	size_t room = (size_t)ev->event_count + (size_t)wire->count + (size_t)resets->count;
	struct timeline timeline = { .moment = calloc(room + 1, sizeof(*timeline.moment)) };
	int number = 0;

	if (!timeline.moment)
		return -ENOMEM;
	for (int i = 0; i < ev->event_count; i++)
		add(&timeline, ev->event[i].begin_ns, MOMENT_EVENT, i);
	for (int i = 0; i < wire->count; i++)
		if (segment_is_shown(&wire->segment[i]))
			add(&timeline, wire->segment[i].time_ns, MOMENT_SEGMENT, i);
	for (int i = 0; i < resets->count; i++) {
		const struct reset *reset = &resets->reset[i];
		if (reset->fact >= 0)
			add(&timeline, ev->reset[reset->fact].time_ns,
			    reset->sent ? MOMENT_SENDS : MOMENT_RECEIVED, i);
	}
	qsort(timeline.moment, (size_t)timeline.count, sizeof(*timeline.moment), compare_moments);
	for (int i = 0; i < timeline.count; i++)
		if (timeline.moment[i].kind == MOMENT_SEGMENT)
			timeline.moment[i].number = ++number;
	*ret = timeline;
	return 0;
}

void timeline_free(struct timeline *timeline)
{
	if (!timeline)
		return;
	free(timeline->moment);
	*timeline = (struct timeline){ 0 };
}
