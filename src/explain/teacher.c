/* SPDX-License-Identifier: GPL-2.0-only */
#include "teacher.h"

#include "causes.h"
#include "reading.h"
#include "registry.h"

#include <errno.h>
#include <stdlib.h>

struct teacher {
	const struct evidence *ev;
	const struct scenario *scenario;
	struct wire wire;
	int (*each)(void *arg, const struct conversation *, int nth, const struct cause *);
	void *arg;
	struct shown *shown; /* by one end */
	int count;
	uint64_t frame; /* of the RST at hand */
	int err;
};

/* The segment as it was put on the wire: of all with these numbers, which no NAT changes, the one
 * that was there when it was seen. */
static const struct segment *origin_of(const struct wire *wire, const struct decoded *packet,
				       int64_t time_ns)
{
	const struct segment *nearest = NULL;
	int64_t least = INT64_MAX;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *each = &wire->segment[i];
		int64_t apart = llabs(each->time_ns - time_ns);
		if (each->tcp.protocol != PROTO_TCP || each->tcp.flags != packet->flags ||
		    each->tcp.seq != packet->seq || each->tcp.ack != packet->ack || apart >= least)
			continue;
		nearest = each;
		least = apart;
	}
	return nearest;
}

static const struct cause *cause_of(const struct teacher *teacher, const struct segment *segment)
{
	if (!segment)
		return NULL;
	return scenario_cause(teacher->scenario, host_name(teacher->ev, segment->origin),
			      teacher->ev->chapter[segment->chapter]);
}

static void tell_conversation(void *arg, const struct conversation *conversation)
{
	struct teacher *teacher = arg;

	for (int i = 0; i < conversation->reset_count && !teacher->err; i++) {
		const struct rst *rst = conversation->reset[i];
		const struct cause *cause;
		if (rst->segment.frame != teacher->frame)
			continue;
		cause = cause_of(teacher,
				 origin_of(&teacher->wire, &rst->packet, rst->segment.time_ns));
		if (cause)
			teacher->err = teacher->each(teacher->arg, conversation, i, cause);
	}
}

/* For one RST of what was shown: it is kept, whatever came before. */
static int walk_to(struct teacher *teacher, uint64_t frame)
{
	struct conversations *all =
		conversations_open(CONVERSATIONS_MAX, frame, tell_conversation, teacher);
	int err = all ? 0 : -ENOMEM;

	teacher->frame = frame;
	for (int i = 0; i < teacher->count && err == 0; i++) {
		const struct shown *each = &teacher->shown[i];
		err = conversations_add(all, &each->packet, each->frame, each->time_ns);
	}
	if (err == 0)
		conversations_end(all);
	conversations_close(all);
	return err ? err : teacher->err;
}

/* Has nothing between these two been shown before? */
static bool is_alone(const struct teacher *teacher, const struct decoded *packet)
{
	for (int i = 0; i < teacher->count; i++) {
		const struct decoded *before = &teacher->shown[i].packet;
		if ((endpoint_equal(&before->src, &packet->src) &&
		     endpoint_equal(&before->dst, &packet->dst)) ||
		    (endpoint_equal(&before->src, &packet->dst) &&
		     endpoint_equal(&before->dst, &packet->src)))
			return false;
	}
	return true;
}

/* @end -1: all of them. */
static void show(struct teacher *teacher, int end)
{
	const struct evidence *ev = teacher->ev;

	teacher->count = 0;
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		struct shown *shown = &teacher->shown[teacher->count];
		if (end >= 0 && packet->end != end)
			continue;
		packet_decode(ev->frames + packet->frame, packet->caplen, &shown->packet);
		if (shown->packet.protocol != PROTO_TCP)
			continue;
		shown->is_alone = is_alone(teacher, &shown->packet);
		shown->frame = (uint64_t)++teacher->count;
		shown->time_ns = packet->time_ns;
		shown->end = packet->end;
		shown->origin = -1;
		shown->cause = NULL;
	}
}

static int walk_end(struct teacher *teacher, int end, void (*maim)(struct shown *, int *))
{
	int err = 0;

	show(teacher, end);
	if (maim)
		maim(teacher->shown, &teacher->count);
	for (int i = 0; i < teacher->count && err == 0; i++)
		if (teacher->shown[i].packet.flags & RST && !teacher->shown[i].is_alone)
			err = walk_to(teacher, teacher->shown[i].frame);
	return err;
}

/* NULL, 0: the story has not ended well. */
static int open_teacher(const struct evidence *ev, struct teacher *teacher)
{
	teacher->ev = ev;
	teacher->scenario = registry_scenario(ev->scenario);
	if (!teacher->scenario || ev->ending != ENDED_WELL)
		return 0;
	teacher->shown = calloc((size_t)ev->packet_count * 2 + 1, sizeof(*teacher->shown));
	if (teacher->shown && wire_read(ev, &teacher->wire) == 0)
		return 0;
	free(teacher->shown);
	teacher->shown = NULL;
	return -ENOMEM;
}

int teacher_walk(const struct evidence *ev, void (*maim)(struct shown *, int *),
		 int (*each)(void *arg, const struct conversation *, int nth, const struct cause *),
		 void *arg)
{
	struct teacher teacher = { .each = each, .arg = arg };
	int err = open_teacher(ev, &teacher);

	if (!teacher.shown)
		return err;
	for (int end = 0; end < ev->end_count && err == 0; end++)
		err = walk_end(&teacher, end, maim);
	wire_free(&teacher.wire);
	free(teacher.shown);
	return err;
}

static int in_time(const void *a, const void *b)
{
	const struct shown *one = a, *other = b;

	if (one->time_ns != other->time_ns)
		return one->time_ns < other->time_ns ? -1 : 1;
	return one->frame < other->frame ? -1 : 1;
}

int teacher_show(const struct evidence *ev, struct shown **ret, int *ret_count)
{
	struct teacher teacher = { .count = 0 };
	int err = open_teacher(ev, &teacher);

	*ret = teacher.shown;
	*ret_count = 0;
	if (!teacher.shown)
		return err;
	show(&teacher, -1);
	for (int i = 0; i < teacher.count; i++) {
		struct shown *each = &teacher.shown[i];
		const struct segment *segment =
			origin_of(&teacher.wire, &each->packet, each->time_ns);
		each->origin = segment ? segment->origin : -1;
		if (each->packet.flags & RST)
			each->cause = cause_of(&teacher, segment);
	}
	qsort(teacher.shown, (size_t)teacher.count, sizeof(*teacher.shown), in_time);
	*ret_count = teacher.count;
	wire_free(&teacher.wire);
	return 0;
}
