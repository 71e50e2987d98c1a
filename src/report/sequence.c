/* SPDX-License-Identifier: GPL-2.0-only */
#include "sequence.h"

#include "address.h"
#include "errno_name.h"
#include "mermaid.h"
#include "packet.h"
#include "resets.h"
#include "segment_text.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Limits for a long story. Its end matters most. One more step says what is left out. */
enum { FIRST_STEPS = 19, LAST_STEPS = MERMAID_STEPS - FIRST_STEPS - 1, WORDS_SIZE = 640 };

/* What is drawn of a moment, and when; a call is drawn where it returned. */
struct step {
	int64_t time_ns;
	int moment;
};

struct sequence {
	const struct reading *reading;
	int count;
	struct step *step;
	bool takes_part[HOSTS_MAX];
	int first, last; /* hosts of such moments */
};

static int compare_steps(const void *a, const void *b)
{
	const struct step *one = a, *two = b;

	if (one->time_ns != two->time_ns)
		return one->time_ns < two->time_ns ? -1 : 1;
	return one->moment - two->moment;
}

/* ---- What is drawn ------------------------------------------------------------------------------
 */

/* Only calls that failed, and only ends of processes. */
static bool event_is_drawn(const struct event *event)
{
	switch (event->kind) {
	case EVENT_CHAPTER:
		return true;
	case EVENT_LINK:
	case EVENT_NOTE:
		return event->host >= 0;
	case EVENT_PROCESS:
		return event->host >= 0 && strcmp(event->verb, "start") != 0;
	case EVENT_CALL:
		return event->host >= 0 && event->err != 0;
	case EVENT_LOOK:
		break;
	}
	return false;
}

/* Where an arrow ends: at the host that received the segment, else at the one it was for, else
 * where it was last seen. */
static int target_of(const struct reading *reading, const struct segment *segment)
{
	int owner = evidence_owner(reading->ev, &segment->tcp.dst.addr);

	if (segment->arrived)
		return segment->final;
	return owner >= 0 ? owner : segment->final;
}

static bool is_drawn(const struct reading *reading, const struct moment *moment)
{
	switch (moment->kind) {
	case MOMENT_EVENT:
		return event_is_drawn(&reading->ev->event[moment->index]);
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		return reading->resets.reset[moment->index].host >= 0;
	case MOMENT_SEGMENT:
		break;
	}
	return true;
}

static int64_t time_of(const struct reading *reading, const struct moment *moment)
{
	const struct event *event =
		moment->kind == MOMENT_EVENT ? &reading->ev->event[moment->index] : NULL;

	return event && event->kind == EVENT_CALL ? event->end_ns : moment->time_ns;
}

static void note_host(struct sequence *sequence, int host)
{
	if (host >= 0 && host < HOSTS_MAX)
		sequence->takes_part[host] = true;
}

static void note_hosts(struct sequence *sequence, const struct moment *moment)
{
	const struct reading *reading = sequence->reading;

	if (moment->kind == MOMENT_EVENT) {
		note_host(sequence, reading->ev->event[moment->index].host);
	} else if (moment->kind == MOMENT_SEGMENT) {
		const struct segment *segment = &reading->wire.segment[moment->index];
		note_host(sequence, segment->origin);
		note_host(sequence, target_of(reading, segment));
	} else {
		note_host(sequence, reading->resets.reset[moment->index].host);
	}
}

static int collect(struct sequence *sequence)
{
	const struct timeline *timeline = &sequence->reading->timeline;

	sequence->step = calloc((size_t)timeline->count + 1, sizeof(*sequence->step));
	if (!sequence->step)
		return -ENOMEM;
	for (int i = 0; i < timeline->count; i++) {
		const struct moment *moment = &timeline->moment[i];
		if (!is_drawn(sequence->reading, moment))
			continue;
		sequence->step[sequence->count++] =
			(struct step){ time_of(sequence->reading, moment), i };
		note_hosts(sequence, moment);
	}
	qsort(sequence->step, (size_t)sequence->count, sizeof(*sequence->step), compare_steps);
	return 0;
}

/* ---- How it is drawn ----------------------------------------------------------------------------
 */

static void draw_event(FILE *out, const struct sequence *sequence, const struct event *event)
{
	char words[WORDS_SIZE], returned[RETURN_TEXT_SIZE];

	if (event->kind == EVENT_CHAPTER) {
		mermaid_note(out, sequence->first, sequence->last, event->text);
		return;
	}
	text_set(words, sizeof(words), "%s%s%s", event->actor, *event->actor ? ": " : "",
		 event->text);
	if (event->kind == EVENT_CALL)
		text_append(words, sizeof(words), " = %s",
			    return_text(event->verb, event->ret, event->err, returned));
	mermaid_note(out, event->host, event->host, words);
}

static void draw_kernel(FILE *out, const struct reading *reading, const struct reset *reset)
{
	const struct reset_fact *fact = &reading->ev->reset[reset->fact];
	char words[WORDS_SIZE];

	text_set(words, sizeof(words), "kernel: %s%s%s%s%s%s",
		 fact->sent ? "tcp_send_reset" : "tcp_receive_reset",
		 *fact->reason ? " reason=" : "", fact->reason, *fact->state ? " state=" : "",
		 fact->state, reset->segment < 0 && fact->sent ? ", on no wire" : "");
	mermaid_note(out, reset->host, reset->host, words);
}

static void draw_segment(FILE *out, const struct reading *reading, const struct moment *moment)
{
	const struct segment *segment = &reading->wire.segment[moment->index];
	const struct decoded *tcp = &segment->tcp;
	char words[WORDS_SIZE], flags[48], info[INFO_SIZE];
	const char *last = host_name(reading->ev, segment->final);

	if (tcp->protocol == PROTO_TCP) {
		text_set(words, sizeof(words), "%d [%s] Seq=%" PRIu32, moment->number,
			 flags_list(tcp->flags, ", ", flags, sizeof(flags)), segment->rel_seq);
		if (tcp->flags & ACK)
			text_append(words, sizeof(words), " Ack=%" PRIu32, segment->rel_ack);
		text_append(words, sizeof(words), " Len=%" PRIu32, tcp->len);
	} else {
		text_set(words, sizeof(words), "%d %s %s", moment->number,
			 segment_protocol(segment), segment_info(segment, info, sizeof(info)));
	}
	if (!segment->arrived)
		text_append(words, sizeof(words), " (did not arrive, last seen at %s)",
			    last ? last : "no host");
	mermaid_arrow(out, segment->origin, target_of(reading, segment), !segment->arrived, words);
}

static void draw_step(FILE *out, const struct sequence *sequence, int number)
{
	const struct reading *reading = sequence->reading;
	const struct moment *moment = &reading->timeline.moment[sequence->step[number].moment];

	switch (moment->kind) {
	case MOMENT_EVENT:
		draw_event(out, sequence, &reading->ev->event[moment->index]);
		break;
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		draw_kernel(out, reading, &reading->resets.reset[moment->index]);
		break;
	case MOMENT_SEGMENT:
		draw_segment(out, reading, moment);
		break;
	}
}

static void draw(FILE *out, struct sequence *sequence)
{
	const struct evidence *ev = sequence->reading->ev;
	int left_out = sequence->count - FIRST_STEPS - LAST_STEPS;
	char words[64];

	mermaid_begin(out);
	sequence->first = -1;
	for (int i = 0; i < ev->host_count; i++) {
		if (!sequence->takes_part[i])
			continue;
		mermaid_participant(out, i, ev->host[i].name);
		sequence->last = i;
		if (sequence->first < 0)
			sequence->first = i;
	}
	for (int i = 0; i < sequence->count; i++) {
		if (i == FIRST_STEPS && left_out > 1) {
			text_set(words, sizeof(words), "%d more steps are left out here", left_out);
			mermaid_note(out, sequence->first, sequence->last, words);
			i += left_out;
		}
		draw_step(out, sequence, i);
	}
	mermaid_end(out);
}

int sequence_print(FILE *out, const struct result *result)
{
	struct sequence sequence = { .reading = &result->reading };
	int error = collect(&sequence);
	bool is_told = false;

	for (int i = 0; i < HOSTS_MAX; i++)
		is_told = is_told || sequence.takes_part[i];
	if (!error && is_told)
		draw(out, &sequence);
	free(sequence.step);
	return error;
}
