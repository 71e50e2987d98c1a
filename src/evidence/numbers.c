/* SPDX-License-Identifier: GPL-2.0-only */
#include "numbers.h"

const struct decoded *segment_answered(const struct wire *wire, const struct segment *s)
{
	return s->answers < 0 ? NULL : &wire->segment[s->answers].tcp;
}

bool number_of(const struct wire *wire, const struct segment *s, enum number rule, uint32_t *ret)
{
	const struct decoded *before = segment_answered(wire, s);

	switch (rule) {
	case ANY_NUMBER:
		return false;
	case ZERO:
		*ret = 0;
		return true;
	case SEG_ACK:
		*ret = before ? before->ack : 0;
		return before && before->flags & ACK;
	case SEG_SEQ:
		*ret = before ? before->seq : 0;
		return before != NULL;
	case SEG_END:
		*ret = before ? before->seq + segment_length(before) : 0;
		return before != NULL;
	case SND_NXT:
		*ret = s->snd_nxt;
		return s->has_snd_nxt;
	case RCV_NXT:
		*ret = s->rcv_nxt;
		return s->has_rcv_nxt;
	}
	return false;
}

/* The first of @rules that says @actual. */
static enum number relation(const struct wire *wire, const struct segment *s,
			    const enum number rules[3], uint32_t actual)
{
	uint32_t number;

	for (int i = 0; i < 3; i++)
		if (number_of(wire, s, rules[i], &number) && number == actual)
			return rules[i];
	return ANY_NUMBER;
}

enum number seq_relation(const struct wire *wire, const struct segment *s)
{
	static const enum number of_abort[] = { ZERO, SND_NXT, SEG_ACK };
	static const enum number of_reply[] = { ZERO, SEG_ACK, SND_NXT };

	return relation(wire, s, s->tcp.flags & ACK ? of_abort : of_reply, s->tcp.seq);
}

enum number ack_relation(const struct wire *wire, const struct segment *s)
{
	static const enum number rules[] = { RCV_NXT, SEG_END, ZERO };

	if (!(s->tcp.flags & ACK)) /* the field means nothing */
		return s->tcp.ack == 0 ? ZERO : ANY_NUMBER;
	return relation(wire, s, rules, s->tcp.ack);
}
