/* SPDX-License-Identifier: GPL-2.0-only */
#include "reading.h"

#include <string.h>

int reading_open(const struct evidence *ev, struct reading *ret)
{
	struct reading reading = { .ev = ev };
	int err = wire_read(ev, &reading.wire);

	if (err == 0)
		err = resets_join(ev, &reading.wire, &reading.resets);
	if (err == 0)
		err = timeline_read(ev, &reading.wire, &reading.resets, &reading.timeline);
	if (err == 0)
		*ret = reading;
	else
		reading_close(&reading);
	return err;
}

void reading_close(struct reading *reading)
{
	if (!reading)
		return;
	timeline_free(&reading->timeline);
	resets_free(&reading->resets);
	wire_free(&reading->wire);
	*reading = (struct reading){ 0 };
}

const char *reading_version(const struct reading *reading)
{
	return reading->ev->version[0] ? reading->ev->version : reading->ev->kernel;
}

int reading_chapter(const struct reading *reading, int fact)
{
	const struct evidence *ev = reading->ev;
	int chapter = -1;

	for (int i = 0; i < reading->resets.count; i++) {
		const struct reset *reset = &reading->resets.reset[i];
		if (reset->fact == fact && reset->segment >= 0)
			return reading->wire.segment[reset->segment].chapter;
	}
	for (int i = 0; i < ev->event_count; i++)
		if (ev->event[i].kind == EVENT_CHAPTER &&
		    ev->event[i].begin_ns <= ev->reset[fact].time_ns)
			chapter = ev->event[i].chapter;
	return chapter;
}

const char *host_name(const struct evidence *ev, int host)
{
	return host < 0 || host >= ev->host_count ? NULL : ev->host[host].name;
}

int segment_owner(const struct evidence *ev, const struct segment *segment)
{
	const struct host_facts *origin = segment->origin < 0 ? NULL : &ev->host[segment->origin];

	for (int i = 0; origin && i < origin->addr_count; i++)
		if (memcmp(&origin->addr[i], &segment->tcp.src.addr, sizeof(origin->addr[i])) == 0)
			return segment->origin;
	return evidence_owner(ev, &segment->tcp.src.addr);
}

double story_time(const struct evidence *ev, int64_t time_ns)
{
	return (double)(time_ns - ev->begin_ns) / 1e9;
}
