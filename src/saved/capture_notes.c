/* SPDX-License-Identifier: GPL-2.0-only */
#include "capture_notes.h"

#include "moment_text.h"
#include "tcp_state.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1, NOTE_SIZE = 2048 };

struct writer {
	const struct result *result;
	const struct reading *reading;
	struct capture_notes notes;
	int room;    /* for notes */
	int *place;  /* of each packet */
	bool *shown; /* is the packet at this place one of the story? */
	int error;
};

/* ---- The order ----------------------------------------------------------------------------------
 */

struct entry {
	int64_t time_ns;
	int rank, index;
};

static int in_order(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;

	if (one->time_ns != two->time_ns)
		return one->time_ns < two->time_ns ? -1 : 1;
	if (one->rank != two->rank)
		return one->rank < two->rank ? -1 : 1;
	return one->index - two->index;
}

static bool is_shown(const struct writer *writer, int packet)
{
	int segment = writer->reading->wire.sighted[packet].segment;

	return segment != NONE && segment_is_shown(&writer->reading->wire.segment[segment]);
}

/* What takes no part in the story comes after what does, at one time. */
static int order(struct writer *writer)
{
	const struct evidence *ev = writer->reading->ev;
	struct entry *entry = calloc((size_t)ev->packet_count + 1, sizeof(*entry));
	int count = 0;

	if (!entry)
		return -ENOMEM;
	for (int i = 0; i < ev->packet_count; i++) {
		int rank = writer->reading->wire.sighted[i].rank;
		if (ev->packet[i].end < 0 || ev->packet[i].end >= ev->end_count)
			continue;
		entry[count++] = (struct entry){ .time_ns = ev->packet[i].time_ns,
						 .rank = rank == NONE ? INT_MAX : rank,
						 .index = i };
	}
	qsort(entry, (size_t)count, sizeof(*entry), in_order);
	for (int i = 0; i < count; i++) {
		writer->notes.packet[i] = entry[i].index;
		writer->place[entry[i].index] = i;
		writer->shown[i] = is_shown(writer, entry[i].index);
	}
	writer->notes.packet_count = count;
	free(entry);
	return 0;
}

/* ---- Where it belongs ---------------------------------------------------------------------------
 */

static const struct packet *packet_at(const struct writer *writer, int place)
{
	return &writer->reading->ev->packet[writer->notes.packet[place]];
}

/* The first packet of the story from then on, or NONE. */
static int next_place(const struct writer *writer, int64_t time_ns)
{
	for (int i = 0; i < writer->notes.packet_count; i++)
		if (writer->shown[i] && packet_at(writer, i)->time_ns >= time_ns)
			return i;
	return NONE;
}

/* The last packet of the story that was seen until then: at @host, or with NONE anywhere. */
static int last_place(const struct writer *writer, int host, int64_t time_ns)
{
	const struct evidence *ev = writer->reading->ev;

	for (int i = writer->notes.packet_count - 1; i >= 0; i--)
		if (writer->shown[i] && packet_at(writer, i)->time_ns <= time_ns &&
		    (host == NONE || ev->end[packet_at(writer, i)->end].host == host))
			return i;
	return NONE;
}

static void add(struct writer *writer, int place, int64_t time_ns, const char *text)
{
	struct capture_notes *notes = &writer->notes;

	if (notes->count == writer->room) {
		int room = writer->room * 2 + 64;
		struct capture_note *note = realloc(notes->note, (size_t)room * sizeof(*note));
		if (!note) {
			writer->error = -ENOMEM;
			return;
		}
		notes->note = note;
		writer->room = room;
	}

	struct capture_note *note = &notes->note[notes->count];

	*note = (struct capture_note){
		.place = place, .time_ns = time_ns, .number = notes->count, .text = strdup(text)
	};
	if (note->text)
		notes->count++;
	else
		writer->error = -ENOMEM;
}

/* At the next packet; where none comes any more, behind the last. */
static void add_next(struct writer *writer, int64_t time_ns, const char *text)
{
	int place = next_place(writer, time_ns);
	char after[NOTE_SIZE];

	if (place != NONE) {
		add(writer, place, time_ns, text);
		return;
	}
	place = last_place(writer, NONE, time_ns);
	if (place != NONE)
		add(writer, place, time_ns, text_set(after, sizeof(after), "after this: %s", text));
}

/* ---- Events -------------------------------------------------------------------------------------
 */

static void append_sockets(const struct look *look, char *text, size_t size)
{
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE];

	if (look->count == 0)
		text_append(text, size, ": none");
	for (int i = 0; i < look->count && i < LOOK_SOCKETS_MAX; i++) {
		const struct socket_facts *sock = &look->socket[i];
		text_append(text, size, "%s%s %s → %s%s", i ? "; " : ": ",
			    tcp_state_name(sock->state), endpoint_text(&sock->local, local),
			    endpoint_text(&sock->remote, remote),
			    sock->orphan && sock->state != 0 ? " (no process)" : "");
	}
}

/* Did packets come while it waited? Then it is told where it began, and where it came back. */
static bool add_waiting_call(struct writer *writer, const struct event *event, const char *who,
			     const char *text)
{
	int begin = next_place(writer, event->begin_ns);
	int end = event->host < 0 ? NONE : last_place(writer, event->host, event->end_ns);
	char note[NOTE_SIZE];

	if (begin == NONE || end <= begin)
		return false;
	add(writer, begin, event->begin_ns,
	    text_set(note, sizeof(note), "%s calls %s", who, event->text));
	add(writer, end, event->end_ns, text_set(note, sizeof(note), "%s: %s", who, text));
	return true;
}

static void add_event(struct writer *writer, const struct event *event)
{
	const struct evidence *ev = writer->reading->ev;
	char who[EVENT_WHO_SIZE], text[EVENT_TEXT_SIZE], note[NOTE_SIZE];

	event_who(ev, event, who);
	event_text(event, text);
	if (event->kind == EVENT_CALL && add_waiting_call(writer, event, who, text))
		return;
	if (event->kind == EVENT_CHAPTER)
		text_set(note, sizeof(note), "chapter: %s", text);
	else
		text_set(note, sizeof(note), "%s%s%s", who, *who ? ": " : "", text);
	if (event->kind == EVENT_LOOK && event->ret >= 0 && event->ret < ev->look_count)
		append_sockets(&ev->look[event->ret], note, sizeof(note));
	add_next(writer, event->begin_ns, note);
}

static void add_kernel(struct writer *writer, const struct reset *reset)
{
	const struct reading *reading = writer->reading;
	char text[KERNEL_TEXT_SIZE];

	kernel_text(reading->ev, reset, text);
	if (reset->segment == NONE) {
		add_next(writer, reading->ev->reset[reset->fact].time_ns, text);
		return;
	}

	const struct segment *segment = &reading->wire.segment[reset->segment];

	add(writer, writer->place[reset->sent ? segment->first : segment->last],
	    reading->ev->reset[reset->fact].time_ns, text);
}

/* ---- Segments -----------------------------------------------------------------------------------
 */

/* Promises are numbered as reports list them. */
static void add_ruling(struct writer *writer, int number, const struct ruling *ruling,
		       const struct segment *segment)
{
	bool is_broken = ruling_broken_by(ruling, writer->reading, segment);
	char note[NOTE_SIZE];

	switch (ruling->status) {
	case PASS:
		text_set(note, sizeof(note), "promise %d kept: %s: %s: %s", number, ruling->who,
			 ruling->expected, ruling->because);
		break;
	case SKIP:
		text_set(note, sizeof(note), "promise %d not examined: %s: %s: %s", number,
			 ruling->who, ruling->expected, ruling->actual);
		break;
	case FAIL:
	case XFAIL:
	case BROKEN:
	case STATUS_COUNT:
		text_set(note, sizeof(note), "promise %d broken%s%s: %s: %s, actual: %s", number,
			 ruling->status == XFAIL ? ", a known issue" : "",
			 is_broken ? "" : ", not by this segment alone", ruling->who,
			 ruling->expected, ruling->actual);
		break;
	}
	add(writer, writer->place[segment->first], INT64_MAX, note);
}

static void add_segment(struct writer *writer, const struct segment *segment)
{
	const struct evidence *ev = writer->reading->ev;
	const struct verdict *verdict = &writer->result->verdict;
	const char *last = host_name(ev, segment->final);
	int hold = ev->packet[segment->first].hold;
	char note[NOTE_SIZE];

	if (hold > 0 && hold <= ev->hold_count)
		add(writer, writer->place[segment->first], segment->time_ns,
		    text_set(note, sizeof(note), "while it was held %s", ev->hold[hold - 1].where));
	if (!segment->arrived)
		add(writer, writer->place[segment->last], segment->time_ns,
		    text_set(note, sizeof(note), "did not arrive, last seen at %s",
			     last ? last : "no host"));
	for (int i = 0; i < verdict->ruling_count; i++)
		if (ruling_speaks_of(&verdict->ruling[i], writer->reading, segment))
			add_ruling(writer, i + 1, &verdict->ruling[i], segment);
}

static void add_moment(struct writer *writer, const struct moment *moment)
{
	const struct reading *reading = writer->reading;

	switch (moment->kind) {
	case MOMENT_EVENT:
		add_event(writer, &reading->ev->event[moment->index]);
		break;
	case MOMENT_SEGMENT:
		add_segment(writer, &reading->wire.segment[moment->index]);
		break;
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		add_kernel(writer, &reading->resets.reset[moment->index]);
		break;
	}
}

static int by_packet(const void *a, const void *b)
{
	const struct capture_note *one = a, *two = b;

	if (one->place != two->place)
		return one->place - two->place;
	if (one->time_ns != two->time_ns)
		return one->time_ns < two->time_ns ? -1 : 1;
	return one->number - two->number;
}

int capture_notes_make(const struct result *result, struct capture_notes *ret)
{
	const struct reading *reading = &result->reading;
	size_t room = (size_t)reading->ev->packet_count + 1;
	struct writer writer = { .result = result, .reading = reading };

	writer.notes.packet = calloc(room, sizeof(*writer.notes.packet));
	writer.place = calloc(room, sizeof(*writer.place));
	writer.shown = calloc(room, sizeof(*writer.shown));
	writer.error =
		writer.notes.packet && writer.place && writer.shown ? order(&writer) : -ENOMEM;
	for (int i = 0; i < reading->timeline.count && !writer.error; i++)
		add_moment(&writer, &reading->timeline.moment[i]);
	free(writer.place);
	free(writer.shown);
	if (writer.error) {
		capture_notes_free(&writer.notes);
		return writer.error;
	}
	if (writer.notes.count)
		qsort(writer.notes.note, (size_t)writer.notes.count, sizeof(*writer.notes.note),
		      by_packet);
	*ret = writer.notes;
	return 0;
}

void capture_notes_free(struct capture_notes *notes)
{
	for (int i = 0; i < notes->count; i++)
		free(notes->note[i].text);
	free(notes->note);
	free(notes->packet);
	*notes = (struct capture_notes){ 0 };
}
