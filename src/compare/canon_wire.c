/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_wire.c - what of the packets stays. */
#include "canon_parts.h"

#include "numbers.h"
#include "segment_text.h"

#include <stdio.h>
#include <string.h>

/* ---- Resets -------------------------------------------------------------------------------------
 */

/* The relation of a number; "other": it has none. */
static const char *relation_name(enum number relation)
{
	return relation == ANY_NUMBER ? "other" : number_name(relation);
}

static const char *ack_name(const struct wire *wire, const struct segment *s)
{
	enum number relation = ack_relation(wire, s);

	return relation == ZERO && !(s->tcp.flags & ACK) ? "none" : relation_name(relation);
}

/*
 * What crosses a RST on its way to the peer is answered by one more RST, for there is no connection
 * any more. Whether something crosses is the clocks' to say, so this echo says nothing.
 */
static bool is_echo(const struct canon_reader *reader, int index)
{
	const struct segment *segment = reader->reading->wire.segment, *s = &segment[index];

	for (int i = index - 1; i >= 0 && s->answers >= 0; i--)
		if (segment[i].stream == s->stream && segment[i].origin == s->origin &&
		    segment_is_reset(&segment[i]))
			return segment[i].arrived && segment[s->answers].answers < i &&
			       s->tcp.flags == RST;
	return false;
}

/* What an option with a value is called without it; "" where another word calls it already. */
static const char *option_name(const char *word)
{
	static const char *const names[][2] = {
		{ "TSval=", "TS" }, { "TSecr=", "" }, { "SLE=", "SACK" }, { "SRE=", "" }
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(word, names[i][0], strlen(names[i][0])) == 0)
			return names[i][1];
	return word;
}

static void options_trait(const struct segment *s, struct canon_item *item)
{
	char text[256], *at = item->trait[TRAIT_OPTIONS];
	size_t used = 0;

	options_text(&s->tcp, 0, text, sizeof(text));
	for (const char *word = strtok(text, " "); word && used < TRAIT_SIZE;
	     word = strtok(NULL, " ")) {
		const char *name = option_name(word);
		if (*name)
			used += (size_t)snprintf(at + used, TRAIT_SIZE - used, "%s%s",
						 used ? " " : "", name);
	}
	if (used == 0)
		trait_set(item, TRAIT_OPTIONS, "none");
}

static void add_reset(struct canon_reader *reader, int index, struct canon_item *item)
{
	const struct wire *wire = &reader->reading->wire;
	const struct segment *s = &wire->segment[index];
	char flags[40];

	item->chapter = s->chapter;
	trait_set(item, TRAIT_FLAGS, "%s", flags_text(s->tcp.flags, flags, sizeof(flags)));
	trait_set(item, TRAIT_SEQ, "%s", relation_name(seq_relation(wire, s)));
	trait_set(item, TRAIT_ACK, "%s", ack_name(wire, s));
	trait_set(item, TRAIT_WINDOW, "%s", s->tcp.window ? "open" : "0");
	trait_set(item, TRAIT_ARRIVAL, "%s", s->arrived ? "yes" : "no");
	options_trait(s, item);
	for (int i = 0; i < reader->reading->resets.count; i++) {
		const struct reset *reset = &reader->reading->resets.reset[i];
		if (reset->sent && reset->segment == index)
			canon_word(reader, reset->fact, item);
	}
}

/* ---- What else there is -------------------------------------------------------------------------
 */

static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* Does it carry what its sender had not sent before? If not, a timer has sent it once more. */
static bool is_news(const struct segment *s)
{
	uint32_t end = s->tcp.seq + segment_length(&s->tcp);

	return segment_length(&s->tcp) > 0 && (!s->has_snd_nxt || seq_before(s->snd_nxt, end));
}

/*
 * A bare acknowledgement stays only where it answers what must not be obeyed: a SYN or a RST
 * (RFC 5961, 3 and 4). All others may be delayed, or ride on data, or be sent for a probe. What
 * bears another's address was put on the wire by the story, and answers nothing.
 */
static const char *challenge_name(const struct canon_reader *reader, const struct segment *s)
{
	const struct decoded *before = segment_answered(&reader->reading->wire, s);

	if ((s->tcp.flags & (SYN | FIN | ACK)) != ACK || s->tcp.len > 0 || !before ||
	    evidence_owner(reader->reading->ev, &s->tcp.src.addr) != s->origin)
		return NULL;
	if (before->flags & RST)
		return "ACK in answer to a RST";
	return (before->flags & (SYN | ACK)) == SYN ? "ACK in answer to a SYN" : NULL;
}

/* What may be sent by a timer has its place in its connection, and not in the story. */
static struct canon_item *add(struct canon_reader *reader, const struct segment *s,
			      const char *name)
{
	struct canon_item *item = canon_add(reader, WIRE, s->origin);

	item->stream = s->stream + 1;
	snprintf(item->name, sizeof(item->name), "%s", name);
	return item;
}

/* Is the last item of that host and connection such a one? Then it is told already: bytes of a
 * stream may come in any number of segments, and a retransmission may be refused each time. */
static bool is_told(const struct canon_reader *reader, const struct segment *s, const char *name)
{
	const char *host = host_name(reader->reading->ev, s->origin);

	for (int i = reader->canon->count - 1; i >= 0; i--) {
		const struct canon_item *item = &reader->canon->item[i];
		if (item->stream == s->stream + 1 && host && strcmp(item->who, host) == 0)
			return strcmp(item->name, name) == 0;
	}
	return false;
}

/* SYN, bytes and FIN, in the order of their numbers, whatever segments they came in. */
static void add_news(struct canon_reader *reader, const struct segment *s)
{
	if (s->tcp.flags & SYN)
		add(reader, s, s->tcp.flags & ACK ? "SYN,ACK" : "SYN");
	if (s->tcp.len > 0 && !is_told(reader, s, "data"))
		add(reader, s, "data");
	if (s->tcp.flags & FIN)
		add(reader, s, "FIN");
}

static void add_icmp(struct canon_reader *reader, const struct segment *s)
{
	char name[CANON_NAME] = "";
	size_t used = (size_t)snprintf(name, sizeof(name), "%s ", segment_protocol(s));

	segment_info(s, name + used, sizeof(name) - used);
	if (!is_told(reader, s, name))
		add(reader, s, name);
}

void canon_wire(struct canon_reader *reader)
{
	for (int i = 0; i < reader->reading->wire.count; i++) {
		const struct segment *s = &reader->reading->wire.segment[i];
		const char *challenge;

		if (!segment_is_shown(s))
			continue;
		if (s->tcp.protocol != PROTO_TCP)
			add_icmp(reader, s);
		else if (s->tcp.flags & RST && is_echo(reader, i))
			continue;
		else if (s->tcp.flags & RST)
			add_reset(reader, i, add(reader, s, "RST"));
		else if (is_news(s))
			add_news(reader, s);
		else if ((challenge = challenge_name(reader, s)))
			add(reader, s, challenge)->chapter = s->chapter;
	}
}
