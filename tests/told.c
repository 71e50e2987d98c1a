/* SPDX-License-Identifier: GPL-2.0-only */
#include "told.h"

#include "moment_text.h"
#include "packet.h"
#include "tcp_state.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { OUT = 2, IN = 1, NONE = -1, TEXT = 2048 };

struct telling {
	const struct result *result;
	const struct evidence *ev;
	const struct commented *file;
	struct told_count *count;
};

static char fault[TEXT];

/* ---- The packets --------------------------------------------------------------------------------
 */

static bool is_packet(const struct telling *telling, const struct packet *packet,
		      const struct commented_packet *commented)
{
	return commented->interface == (uint32_t)packet->end &&
	       commented->time_ns == packet->time_ns && commented->size == packet->caplen &&
	       commented->length == packet->length &&
	       commented->flags == (packet->sent ? OUT : IN) &&
	       memcmp(commented->bytes, telling->ev->frames + packet->frame, packet->caplen) == 0;
}

/* Its index in the evidence, or NONE. */
static int packet_of(const struct telling *telling, int at)
{
	for (int i = 0; i < telling->ev->packet_count; i++)
		if (is_packet(telling, &telling->ev->packet[i], &telling->file->packet[at]))
			return i;
	return NONE;
}

static bool has_packet(const struct telling *telling, const struct packet *packet)
{
	for (int at = 0; at < telling->file->count; at++)
		if (is_packet(telling, packet, &telling->file->packet[at]))
			return true;
	return false;
}

static const char *packets_fault(const struct telling *telling)
{
	const struct commented *file = telling->file;
	const struct evidence *ev = telling->ev;

	if (file->count != ev->packet_count)
		return "not all packets are there";
	for (int i = 0; i < ev->packet_count; i++)
		if (!has_packet(telling, &ev->packet[i]))
			return "a packet is not there";
	for (int at = 1; at < file->count; at++)
		if (file->packet[at].time_ns < file->packet[at - 1].time_ns)
			return "the packets are not in the order of time";
	for (int end = 0; end < ev->end_count; end++) {
		snprintf(fault, sizeof(fault), "%s %s", ev->host[ev->end[end].host].name,
			 ev->end[end].ifname);
		if (end >= file->interface_count || strcmp(file->interface[end], fault) != 0)
			return "the name of an interface";
	}
	return NULL;
}

/* ---- Where things are ---------------------------------------------------------------------------
 */

/* Is it of the story? */
static bool is_shown(const struct commented_packet *packet)
{
	struct segment segment = { 0 };

	packet_decode(packet->bytes, packet->size, &segment.tcp);
	return segment_is_shown(&segment);
}

static bool is_reset(const struct commented_packet *packet)
{
	struct decoded tcp;

	packet_decode(packet->bytes, packet->size, &tcp);
	return tcp.protocol == PROTO_TCP && tcp.flags & RST;
}

static int host_at(const struct telling *telling, int at)
{
	return telling->ev->end[telling->file->packet[at].interface].host;
}

/* Is the packet @at the first of the story that came then or later? */
static bool is_next(const struct telling *telling, int at, int64_t time_ns)
{
	const struct commented_packet *packet = telling->file->packet;

	if (!is_shown(&packet[at]) || packet[at].time_ns < time_ns)
		return false;
	for (int i = 0; i < at; i++)
		if (is_shown(&packet[i]) && packet[i].time_ns >= time_ns)
			return false;
	return true;
}

/* Is it the last of the story, and before that? */
static bool is_last(const struct telling *telling, int at, int64_t time_ns)
{
	const struct commented_packet *packet = telling->file->packet;

	for (int i = at + 1; i < telling->file->count; i++)
		if (is_shown(&packet[i]))
			return false;
	return is_shown(&packet[at]) && packet[at].time_ns < time_ns;
}

/* Is it the last that @host saw until the call came back? */
static bool is_before_return(const struct telling *telling, int at, const struct event *event)
{
	const struct commented_packet *packet = telling->file->packet;

	for (int i = at + 1; i < telling->file->count; i++)
		if (is_shown(&packet[i]) && packet[i].time_ns <= event->end_ns &&
		    host_at(telling, i) == event->host)
			return false;
	return packet[at].time_ns >= event->begin_ns && packet[at].time_ns <= event->end_ns &&
	       host_at(telling, at) == event->host;
}

/* Are these the sockets of the look of @event? */
static bool has_sockets(const struct telling *telling, const struct event *event, const char *rest)
{
	const struct look *look = &telling->ev->look[event->ret];
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE], text[TEXT] = "";

	for (int i = 0; i < look->count; i++)
		text_append(text, sizeof(text), "%s %s %s → %s%s", i ? ";" : ":",
			    tcp_state_name(look->socket[i].state),
			    endpoint_text(&look->socket[i].local, local),
			    endpoint_text(&look->socket[i].remote, remote),
			    look->socket[i].orphan && look->socket[i].state ? " (no process)" : "");
	return strcmp(rest, look->count ? text : ": none") == 0;
}

/* Is it @word, and of a look what it found? */
static bool is_word(const struct telling *telling, const struct event *event, const char *word,
		    const char *comment)
{
	size_t length = strlen(word);

	if (event->kind != EVENT_LOOK)
		return strcmp(word, comment) == 0;
	return strncmp(word, comment, length) == 0 && has_sockets(telling, event, comment + length);
}

/* ---- Comments -----------------------------------------------------------------------------------
 */

/* The kind of which @comment is right at packet @at, as a word of @event; else NONE. */
static int kind_of_event(const struct telling *telling, int at, const char *comment,
			 const struct event *event)
{
	char who[EVENT_WHO_SIZE], text[EVENT_TEXT_SIZE], word[TEXT];

	event_who(telling->ev, event, who);
	event_text(event, text);
	if (event->kind == EVENT_CALL) {
		text_set(word, sizeof(word), "%s calls %s", who, event->text);
		if (strcmp(word, comment) == 0 && is_next(telling, at, event->begin_ns))
			return TOLD_CALLED;
	}
	if (event->kind == EVENT_CHAPTER)
		text_set(word, sizeof(word), "chapter: %s", text);
	else
		text_set(word, sizeof(word), "%s%s%s", who, *who ? ": " : "", text);
	if (!is_word(telling, event, word, comment))
		return NONE;
	if (is_next(telling, at, event->begin_ns))
		return event->kind == EVENT_CHAPTER ? TOLD_CHAPTER : TOLD_EVENT;
	return event->kind == EVENT_CALL && is_before_return(telling, at, event) ? TOLD_RETURNED
										 : NONE;
}

static int kind_of_kernel(const struct telling *telling, int at, const char *comment)
{
	const struct commented_packet *packet = &telling->file->packet[at];
	const struct resets *resets = &telling->result->reading.resets;
	char text[KERNEL_TEXT_SIZE];

	for (int i = 0; i < resets->count; i++) {
		const struct reset *reset = &resets->reset[i];
		if (reset->fact < 0 || strcmp(kernel_text(telling->ev, reset, text), comment) != 0)
			continue;
		const struct reset_fact *fact = &telling->ev->reset[reset->fact];
		if (reset->segment < 0 && is_next(telling, at, fact->time_ns))
			return TOLD_NO_WIRE;
		if (reset->segment < 0 || !is_reset(packet) || host_at(telling, at) != fact->host ||
		    packet->flags != (fact->sent ? OUT : IN))
			continue;
		return fact->sent ? TOLD_SENDS : TOLD_RECEIVED;
	}
	return NONE;
}

static int kind_of_segment(const struct telling *telling, int at, const char *comment)
{
	const struct reading *reading = &telling->result->reading;
	const struct verdict *verdict = &telling->result->verdict;
	int index = packet_of(telling, at), number, used = 0;
	char word[TEXT];

	for (int i = 0; i < reading->wire.count; i++)
		if (!reading->wire.segment[i].arrived && reading->wire.segment[i].last == index &&
		    strncmp(comment, "did not arrive, last seen at ", 29) == 0 &&
		    strcmp(comment + 29, host_name(telling->ev, reading->wire.segment[i].final)) ==
			    0)
			return TOLD_LOST;
	if (sscanf(comment, "promise %d %n", &number, &used) != 1 || number < 1 ||
	    number > verdict->ruling_count)
		return NONE;
	const struct ruling *ruling = &verdict->ruling[number - 1];
	int segment = reading->wire.sighted[index].segment;
	if (segment < 0 || reading->wire.segment[segment].first != index ||
	    !ruling_speaks_of(ruling, reading, &reading->wire.segment[segment]))
		return NONE;
	text_set(word, sizeof(word), "kept: %s: %s: %s", ruling->who, ruling->expected,
		 ruling->because);
	if (ruling->status == PASS && strcmp(comment + used, word) == 0)
		return TOLD_KEPT;
	text_set(word, sizeof(word), ": %s: %s, actual: %s", ruling->who, ruling->expected,
		 ruling->actual);
	const char *rest = strchr(comment, ':');
	return ruling->status == XFAIL && rest && strcmp(rest, word) == 0 &&
			       strncmp(comment + used, "broken, a known issue", 19) == 0
		       ? TOLD_BROKEN
		       : NONE;
}

static int kind_of_after(const struct telling *telling, int at, const char *comment)
{
	static const char begin[] = "after this: ";
	char who[EVENT_WHO_SIZE], text[EVENT_TEXT_SIZE], word[TEXT];

	if (strncmp(comment, begin, strlen(begin)) != 0)
		return NONE;
	comment += strlen(begin);
	for (int i = 0; i < telling->ev->event_count; i++) {
		const struct event *event = &telling->ev->event[i];
		text_set(word, sizeof(word), "%s: %s",
			 event->kind == EVENT_CHAPTER ? "chapter"
						      : event_who(telling->ev, event, who),
			 event_text(event, text));
		if (is_last(telling, at, event->begin_ns) &&
		    is_word(telling, event, *word == ':' ? word + 2 : word, comment))
			return TOLD_AFTER;
	}
	const struct resets *resets = &telling->result->reading.resets;
	char kernel[KERNEL_TEXT_SIZE];
	for (int i = 0; i < resets->count; i++)
		if (resets->reset[i].fact >= 0 && resets->reset[i].segment < 0 &&
		    is_last(telling, at, telling->ev->reset[resets->reset[i].fact].time_ns) &&
		    strcmp(kernel_text(telling->ev, &resets->reset[i], kernel), comment) == 0)
			return TOLD_AFTER;
	return NONE;
}

static int kind_of(const struct telling *telling, int at, const char *comment)
{
	int kind = kind_of_after(telling, at, comment);

	if (kind == NONE)
		kind = kind_of_kernel(telling, at, comment);
	if (kind == NONE)
		kind = kind_of_segment(telling, at, comment);
	for (int i = 0; i < telling->ev->event_count && kind == NONE; i++)
		kind = kind_of_event(telling, at, comment, &telling->ev->event[i]);
	return kind;
}

/* Each event is told once; and each word of the kernel. */
static int words_owed(const struct telling *telling)
{
	const struct resets *resets = &telling->result->reading.resets;
	int owed = telling->ev->event_count;

	for (int i = 0; i < resets->count; i++)
		owed += resets->reset[i].fact >= 0;
	return owed;
}

const char *told_fault(const struct result *result, const struct commented *file,
		       struct told_count *ret)
{
	const struct telling telling = { result, result->reading.ev, file, ret };
	const char *packets = packets_fault(&telling);
	int told = 0;
	bool has_story = false;

	if (packets)
		return packets;
	for (int at = 0; at < file->count; at++) {
		has_story |= is_shown(&file->packet[at]);
		for (int i = 0; i < file->packet[at].count; i++) {
			const char *comment = file->packet[at].comment[i];
			int kind = kind_of(&telling, at, comment);
			if (kind == NONE)
				return text_set(fault, sizeof(fault),
						"packet %d: the evidence has no '%s' there", at + 1,
						comment);
			ret->of[kind]++;
			told += kind != TOLD_CALLED && kind != TOLD_LOST && kind != TOLD_KEPT &&
				kind != TOLD_BROKEN;
		}
	}
	if (has_story && told != words_owed(&telling))
		return text_set(fault, sizeof(fault), "%d words are told, and %d are owed", told,
				words_owed(&telling));
	return NULL;
}
