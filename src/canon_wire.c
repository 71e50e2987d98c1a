/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_wire.c - what of the packets stays. */
#include "canon_parts.h"

#include "report_parts.h"

#include <string.h>

/* ---- Resets -------------------------------------------------------------------------------------
 */

static const struct decoded *answered(const struct reading *reading, const struct segment *s)
{
	return s->answers < 0 ? NULL : &reading->wire->segment[s->answers].tcp;
}

/*
 * The relation that a RST's number has to the segments before it, the one that TCP means first: of
 * a reply <SEQ=SEG.ACK>, of an abort <SEQ=SND.NXT>. A number without relation is made up by
 * someone who is no TCP, or relative to an initial number that nobody has seen.
 */
static const char *seq_relation(const struct reading *reading, const struct segment *s)
{
	const struct decoded *before = answered(reading, s);
	bool is_ack = before && before->flags & ACK && before->ack == s->tcp.seq;
	bool is_next = s->has_snd_nxt && s->snd_nxt == s->tcp.seq;

	if (s->tcp.seq == 0)
		return "0";
	if (s->tcp.flags & ACK)
		return is_next ? "SND.NXT" : is_ack ? "SEG.ACK" : "other";
	return is_ack ? "SEG.ACK" : is_next ? "SND.NXT" : "other";
}

static const char *ack_relation(const struct reading *reading, const struct segment *s)
{
	const struct decoded *before = answered(reading, s);

	if (!(s->tcp.flags & ACK))
		return s->tcp.ack == 0 ? "none" : "other";
	if (s->has_rcv_nxt && s->rcv_nxt == s->tcp.ack)
		return "RCV.NXT";
	if (before && before->seq + segment_length(before) == s->tcp.ack)
		return "SEG.SEQ+SEG.LEN";
	return s->tcp.ack == 0 ? "0" : "other";
}

/*
 * What crosses a RST on its way to the peer is answered by one more RST, for there is no connection
 * any more. Whether something crosses is the clocks' to say, so this echo says nothing.
 */
static bool is_echo(const struct reading *reading, int index)
{
	const struct segment *segment = reading->wire->segment, *s = &segment[index];

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

static void add_reset(struct reading *reading, int index, struct canon_item *item)
{
	const struct segment *s = &reading->wire->segment[index];
	char flags[40];

	item->chapter = s->chapter;
	trait_set(item, TRAIT_FLAGS, "%s", flags_text(s->tcp.flags, flags, sizeof(flags)));
	trait_set(item, TRAIT_SEQ, "%s", seq_relation(reading, s));
	trait_set(item, TRAIT_ACK, "%s", ack_relation(reading, s));
	trait_set(item, TRAIT_WINDOW, "%s", s->tcp.window ? "open" : "0");
	trait_set(item, TRAIT_ARRIVAL, "%s", s->arrived ? "yes" : "no");
	options_trait(s, item);
	for (int i = 0; i < reading->resets->count; i++) {
		const struct reset *reset = &reading->resets->reset[i];
		if (reset->sent && reset->segment == index)
			canon_word(reading, reset->fact, item);
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
static const char *challenge_name(const struct reading *reading, const struct segment *s)
{
	const struct decoded *before = answered(reading, s);

	if ((s->tcp.flags & (SYN | FIN | ACK)) != ACK || s->tcp.len > 0 || !before ||
	    evidence_owner(reading->ev, &s->tcp.src.addr) != s->origin)
		return NULL;
	if (before->flags & RST)
		return "ACK in answer to a RST";
	return (before->flags & (SYN | ACK)) == SYN ? "ACK in answer to a SYN" : NULL;
}

/* What may be sent by a timer has its place in its connection, and not in the story. */
static struct canon_item *add(struct reading *reading, const struct segment *s, const char *name)
{
	struct canon_item *item = canon_add(reading, WIRE, s->origin);

	item->stream = s->stream + 1;
	snprintf(item->name, sizeof(item->name), "%s", name);
	return item;
}

/* Is the last item of that host and connection such a one? Then it is told already: bytes of a
 * stream may come in any number of segments, and a retransmission may be refused each time. */
static bool is_told(const struct reading *reading, const struct segment *s, const char *name)
{
	const char *host = host_name(reading->ev, s->origin);

	for (int i = reading->canon->count - 1; i >= 0; i--) {
		const struct canon_item *item = &reading->canon->item[i];
		if (item->stream == s->stream + 1 && host && strcmp(item->who, host) == 0)
			return strcmp(item->name, name) == 0;
	}
	return false;
}

/* SYN, bytes and FIN, in the order of their numbers, whatever segments they came in. */
static void add_news(struct reading *reading, const struct segment *s)
{
	if (s->tcp.flags & SYN)
		add(reading, s, s->tcp.flags & ACK ? "SYN,ACK" : "SYN");
	if (s->tcp.len > 0 && !is_told(reading, s, "data"))
		add(reading, s, "data");
	if (s->tcp.flags & FIN)
		add(reading, s, "FIN");
}

static void add_icmp(struct reading *reading, const struct segment *s)
{
	char name[CANON_NAME] = "";
	size_t used = (size_t)snprintf(name, sizeof(name), "%s ", segment_protocol(s));

	segment_info(s, name + used, sizeof(name) - used);
	if (!is_told(reading, s, name))
		add(reading, s, name);
}

void canon_wire(struct reading *reading)
{
	for (int i = 0; i < reading->wire->count; i++) {
		const struct segment *s = &reading->wire->segment[i];
		const char *challenge;

		if (!segment_is_shown(s))
			continue;
		if (s->tcp.protocol != PROTO_TCP)
			add_icmp(reading, s);
		else if (s->tcp.flags & RST && is_echo(reading, i))
			continue;
		else if (s->tcp.flags & RST)
			add_reset(reading, i, add(reading, s, "RST"));
		else if (is_news(s))
			add_news(reading, s);
		else if ((challenge = challenge_name(reading, s)))
			add(reading, s, challenge)->chapter = s->chapter;
	}
}
