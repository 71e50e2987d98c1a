/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_wire.c - promises about segments. */
#include "judge_parts.h"
#include "mptcp_reason.h"
#include "numbers.h"

#include <string.h>

static bool number_holds(const struct wire *wire, const struct segment *s, enum number rule,
			 uint32_t actual)
{
	uint32_t expected;
	return rule == ANY_NUMBER || (number_of(wire, s, rule, &expected) && expected == actual);
}

static bool want_holds(struct want want, int64_t actual)
{
	return !want.is_set || want.value == actual;
}

/* Its TSecr is a TSval that its sender had received before, in this connection. */
static bool echoes(const struct wire *wire, const struct segment *s)
{
	for (const struct segment *heard = s; s->tcp.has_ts && heard-- > wire->segment;)
		if (heard->stream == s->stream && heard->final == s->origin && heard->tcp.has_ts &&
		    heard->origin != s->origin && heard->tcp.ts_val == s->tcp.ts_ecr)
			return true;
	return false;
}

/* RFC 9293, 3.6.1: a new incarnation's initial number is to be above the old one's last. */
static bool is_newer(const struct wire *wire, const struct segment *s)
{
	uint32_t past = 0;
	int stream = -1;
	for (const struct segment *before = wire->segment; before < s; before++) {
		if (before->tcp.protocol != PROTO_TCP || before->stream == s->stream ||
		    before->origin != s->origin || before->tcp.flags & RST ||
		    !endpoint_equal(&before->tcp.src, &s->tcp.src) ||
		    !endpoint_equal(&before->tcp.dst, &s->tcp.dst))
			continue;
		uint32_t end = before->tcp.seq + segment_length(&before->tcp);
		if (before->stream != stream || (int32_t)(end - past) > 0)
			past = end;
		stream = before->stream;
	}
	return stream >= 0 && (int32_t)(s->tcp.seq - past) >= 0;
}

static int tcprst(const struct segment *s)
{
	int reason = -1;
	size_t at = 0;
	for (const uint8_t *option; reason < 0 && (option = option_next(&s->tcp, &at));)
		reason = option[0] == OPTION_MPTCP ? mptcp_reason(option) : -1;
	return reason < 0 ? NO_TCPRST : reason;
}

static bool is_signed(const struct segment *s, uint8_t option)
{
	return option_find(&s->tcp, option) != NULL;
}

static bool segment_holds(const struct reading *reading, const struct wire_claim *claim,
			  const struct segment *s)
{
	return number_holds(&reading->wire, s, claim->seq, s->tcp.seq) &&
	       number_holds(&reading->wire, s, claim->ack, s->tcp.ack) &&
	       want_holds(claim->win, s->tcp.window) && want_holds(claim->len, s->tcp.len) &&
	       want_holds(claim->rel_seq, s->rel_seq) && want_holds(claim->rel_ack, s->rel_ack) &&
	       want_holds(claim->open, s->tcp.window > 0) &&
	       want_holds(claim->timestamps, s->tcp.has_ts) &&
	       (!claim->echo.is_set || want_holds(claim->echo, echoes(&reading->wire, s))) &&
	       want_holds(claim->md5, is_signed(s, OPTION_MD5)) &&
	       want_holds(claim->ao, is_signed(s, OPTION_AO)) &&
	       want_holds(claim->tcprst, tcprst(s)) && want_holds(claim->ttl, s->ttl) &&
	       want_holds(claim->tos, s->tcp.tos) && want_holds(claim->df, s->tcp.df) &&
	       (!claim->newer.is_set || want_holds(claim->newer, is_newer(&reading->wire, s)));
}

static bool flags_hold(const char *claim, uint8_t flags)
{
	bool at_least = claim[0] == '~';
	int wanted = flags_parse(claim + at_least);
	return at_least ? (flags & wanted) == wanted : flags == wanted;
}

/* What occupies sequence space and has been sent before: a timer, or a third duplicate ACK, has
 * sent it again. */
static bool is_repeated(const struct wire *wire, const struct segment *s)
{
	for (const struct segment *before = wire->segment; before < s; before++)
		if (before->stream == s->stream && before->origin == s->origin &&
		    before->tcp.src.port == s->tcp.src.port && before->tcp.seq == s->tcp.seq &&
		    segment_length(&s->tcp) > 0 &&
		    !((before->tcp.flags ^ s->tcp.flags) & (SYN | ACK | FIN)) &&
		    segment_length(&before->tcp) == segment_length(&s->tcp))
			return true;
	return false;
}

bool wire_counts(const struct reading *reading, const struct promise *promise,
		 const struct segment *s)
{
	const struct wire_claim *claim = promise->wire;
	bool none = claim->count.is_set && claim->count.value == 0;
	return s->tcp.protocol == PROTO_TCP && is_meant(reading->ev, promise, s->origin) &&
	       (!claim->flags || flags_hold(claim->flags, s->tcp.flags)) &&
	       in_chapter(reading->ev, s->chapter, promise->chapter) &&
	       (none || s->arrived == !claim->lost) &&
	       !(claim->anew && is_repeated(&reading->wire, s)) &&
	       !(claim->again && !is_repeated(&reading->wire, s));
}

bool wire_fits(const struct reading *reading, const struct promise *promise,
	       const struct segment *s)
{
	return wire_counts(reading, promise, s) && segment_holds(reading, promise->wire, s);
}

/* What is misspelt would claim nothing, and "no such segment" would hold for ever. */
static bool is_sound(const struct reading *reading, const struct promise *promise,
		     struct ruling *ret)
{
	const struct wire_claim *claim = promise->wire;
	const struct evidence *ev = reading->ev;
	int chapter = 0;
	if (claim->flags && flags_parse(claim->flags + (claim->flags[0] == '~')) < 0) {
		text_append(ret->actual, sizeof(ret->actual), "'%s' are not TCP flags",
			    claim->flags);
		return false;
	}
	while (chapter < ev->chapter_count && !in_chapter(ev, chapter, promise->chapter))
		chapter++;
	if (promise->chapter && chapter == ev->chapter_count) {
		text_append(ret->actual, sizeof(ret->actual), "no such chapter");
		return false;
	}
	return true;
}

static void say_segment(const struct reading *reading, const struct wire_claim *claim,
			const struct segment *s, struct ruling *ret)
{
	char flags[40];
	uint32_t number;
	char *text = ret->actual;
	size_t size = sizeof(ret->actual);

	text_append(text, size, "[%s] Seq=%u Ack=%u Win=%u Len=%u",
		    flags_text(s->tcp.flags, flags, sizeof(flags)), s->rel_seq, s->rel_ack,
		    s->tcp.window, s->tcp.len);
	if (claim->seq != ANY_NUMBER) {
		text_append(text, size, " seq=%u", s->tcp.seq);
		if (number_of(&reading->wire, s, claim->seq, &number) && number != s->tcp.seq)
			text_append(text, size, " (%s is %u)", number_name(claim->seq), number);
	}
	if (claim->ack != ANY_NUMBER) {
		text_append(text, size, " ack=%u", s->tcp.ack);
		if (number_of(&reading->wire, s, claim->ack, &number) && number != s->tcp.ack)
			text_append(text, size, " (%s is %u)", number_name(claim->ack), number);
	}
	if (claim->timestamps.is_set)
		text_append(text, size, " TS=%d", s->tcp.has_ts);
	if (claim->echo.is_set && s->tcp.has_ts)
		text_append(text, size, " TSecr=%u, which %s", s->tcp.ts_ecr,
			    echoes(&reading->wire, s) ? "it received" : "it never received");
	if (claim->md5.is_set)
		text_append(text, size, " MD5=%d", is_signed(s, OPTION_MD5));
	if (claim->ao.is_set)
		text_append(text, size, " AO=%d", is_signed(s, OPTION_AO));
	if (claim->tcprst.is_set && tcprst(s) != NO_TCPRST)
		text_append(text, size, " MP_TCPRST=%d", tcprst(s));
	if (claim->ttl.is_set)
		text_append(text, size, " TTL=%u", s->ttl);
	if (claim->tos.is_set)
		text_append(text, size, " TOS=0x%02x", s->tcp.tos);
	if (claim->df.is_set)
		text_append(text, size, " DF=%d", s->tcp.df);
	if (claim->newer.is_set)
		text_append(text, size, ", %s the connection before",
			    is_newer(&reading->wire, s) ? "above" : "not above");
}

void judge_wire(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct wire_claim *claim = promise->wire;
	const struct segment *shown = NULL;
	int count = 0;
	bool all_hold = true;

	ret->unsound = !is_sound(reading, promise, ret);
	if (ret->unsound)
		return;
	for (int i = 0; i < reading->wire.count; i++) {
		const struct segment *s = &reading->wire.segment[i];
		if (!wire_counts(reading, promise, s))
			continue;
		bool holds = segment_holds(reading, claim, s);
		/* The one to show: the first that breaks the promise, else the first. */
		if (!shown || (all_hold && !holds))
			shown = s;
		all_hold = all_hold && holds;
		count++;
	}
	bool counted = claim->count.is_set ? count == claim->count.value : count > 0;
	ret->status = counted && all_hold ? PASS : FAIL;
	if (!counted || count != 1)
		text_append(ret->actual, sizeof(ret->actual), "%d of them", count);
	if (shown) {
		text_append(ret->actual, sizeof(ret->actual), "%s", ret->actual[0] ? ": " : "");
		say_segment(reading, claim, shown, ret);
		show_moment(ret, MOMENT_SEGMENT, (int)(shown - reading->wire.segment));
	}
}

/* Its promise, as far as segments are concerned. */
static struct promise promise_of(const struct ruling *ruling)
{
	return (struct promise){ .who = ruling->who,
				 .wire = ruling->wire,
				 .chapter = ruling->chapter };
}

bool ruling_speaks_of(const struct ruling *ruling, const struct reading *reading,
		      const struct segment *segment)
{
	const struct promise promise = promise_of(ruling);

	return ruling->wire && !ruling->unsound && wire_counts(reading, &promise, segment);
}

bool ruling_broken_by(const struct ruling *ruling, const struct reading *reading,
		      const struct segment *segment)
{
	const struct want count = ruling->wire->count;

	return (count.is_set && count.value == 0) || !segment_holds(reading, ruling->wire, segment);
}
