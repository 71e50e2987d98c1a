/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_evidence.c - what speaks for a diagnosis, with the numbers of frames. */
#include "remarks_parts.h"

#include "span.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t SECOND = 1000000000;

/* RFC 9293, 3.10.7.1: the reply to a segment with ACK, and to one without. */
static const struct tells is_reply = { {
	[FEATURE_FLAGS] = VALUE(FLAGS_RST),
	[FEATURE_SEQ] = VALUE(SEQ_SEG_ACK),
} };
static const struct tells is_reply_without_ack = { {
	[FEATURE_FLAGS] = VALUE(FLAGS_RST_ACK),
	[FEATURE_SEQ] = VALUE(SEQ_0),
	[FEATURE_ACK] = VALUE(ACK_SEG_END),
} };
static const struct tells is_abort = { {
	[FEATURE_FLAGS] = VALUE(FLAGS_RST_ACK),
	[FEATURE_SEQ] = VALUE(SEQ_SND_NXT),
	[FEATURE_ACK] = VALUE(ACK_RCV_NXT),
} };
static const struct tells has_closed_late = { {
	[FEATURE_OWN] = VALUE(PHASE_FIN) | VALUE(PHASE_FIN_ACKED),
	[FEATURE_LATE] = VALUE(LATE_YES) | VALUE(LATE_READ),
} };

/* ---- What it answers ----------------------------------------------------------------------------
 */

/* "frame 12 (14 bytes of data)" */
static const char *segment_name(const struct track_segment *segment, char *buffer, size_t size)
{
	static const char *const noun[SEGMENT_KINDS] = {
		[SEGMENT_SYN] = "SYN", [SEGMENT_SYN_ACK] = "SYN,ACK",
		[SEGMENT_ACK] = "ACK", [SEGMENT_PROBE] = "a probe",
		[SEGMENT_FIN] = "FIN", [SEGMENT_ODD] = "no stack sends these flags together",
	};

	if (segment->kind == SEGMENT_DATA || segment->kind == SEGMENT_DATA_FIN)
		return text_set(buffer, size, "frame %" PRIu64 " (%" PRIu32 " byte%s of data%s)",
				segment->frame, segment->len, segment->len == 1 ? "" : "s",
				segment->kind == SEGMENT_DATA_FIN ? " and FIN" : "");
	return text_set(buffer, size, "frame %" PRIu64 " (%s)", segment->frame,
			noun[segment->kind] ? noun[segment->kind] : "?");
}

static void note_reply(const struct remark_facts *facts)
{
	const struct track_segment *answered = facts->answered;
	char name[96], span[SPAN_SIZE];
	const uint64_t *it = FRAMES(facts->rst->segment.frame, answered->frame);
	int64_t apart = facts->rst->segment.time_ns - answered->time_ns;

	segment_name(answered, name, sizeof(name));
	/* It may as well answer one that was not captured. */
	if (apart < 0 || rst_is_filtered(facts->rst))
		return;
	if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST &&
	    facts->rst->segment.seq == answered->ack && answered->flags & ACK)
		remark_speaks(facts, &is_reply, it,
			      "it answers %s, %s before it: its Seq is that segment's Ack", name,
			      span_text(apart, span));
	else if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
		 remark_is(facts, FEATURE_SEQ) == SEQ_0 &&
		 facts->rst->segment.ack == track_end(answered))
		remark_speaks(facts, &is_reply_without_ack, it,
			      "it answers %s, %s before it: Seq 0, and its Ack is the end of that "
			      "segment",
			      name, span_text(apart, span));
}

static void note_numbers(const struct remark_facts *facts)
{
	if (facts->answered)
		note_reply(facts);
	if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
	    remark_is(facts, FEATURE_SEQ) == SEQ_SND_NXT &&
	    remark_is(facts, FEATURE_ACK) == ACK_RCV_NXT)
		remark_speaks_of_rst(
			facts, &is_abort,
			"its Seq and Ack are the next ones of the connection: its sender knew "
			"both and ended the connection; it answers no segment");
	if (remark_is(facts, FEATURE_SEQ) == SEQ_OTHER ||
	    remark_is(facts, FEATURE_ACK) == ACK_OTHER)
		remark_speaks_of_rst(
			facts,
			remark_is(facts, FEATURE_SEQ) == SEQ_OTHER
				? TELLS([FEATURE_SEQ] = VALUE(SEQ_OTHER))
				: TELLS([FEATURE_ACK] = VALUE(ACK_OTHER)),
			"its numbers match nothing in this connection: its maker did not know "
			"them");
	if (remark_is(facts, FEATURE_FLAGS) == FLAGS_ODD)
		remark_speaks_of_rst(facts, TELLS([FEATURE_FLAGS] = VALUE(FLAGS_ODD)),
				     "no stack sends these flags");
}

/* ---- What came before, and after ----------------------------------------------------------------
 */

static const struct track_segment *last_of(const struct remark_facts *facts, bool own,
					   bool (*test)(const struct track_segment *, uint32_t))
{
	int from = facts->rst->segment.from;

	return track_recent(&facts->rst->track, own ? from : !from, test, 0);
}

static bool is_probe(const struct track_segment *segment, uint32_t unused)
{
	(void)unused;
	return segment->kind == SEGMENT_PROBE;
}

static bool is_resent(const struct track_segment *segment, uint32_t unused)
{
	(void)unused;
	return segment->is_resent && segment->kind != SEGMENT_PROBE;
}

static bool has_data(const struct track_segment *segment, uint32_t unused)
{
	(void)unused;
	return segment->len > 0 && segment->kind != SEGMENT_PROBE;
}

static bool has_fin(const struct track_segment *segment, uint32_t unused)
{
	(void)unused;
	return segment->flags & FIN;
}

static void note_timers(const struct remark_facts *facts)
{
	const struct track_segment *probe = last_of(facts, true, is_probe);
	const struct track_segment *resent = last_of(facts, true, is_resent);
	uint64_t probes = facts->own->probes, resends = facts->own->resends;
	char span[SPAN_SIZE];

	if (probes && probe)
		remark_speaks(
			facts, TELLS([FEATURE_TIMER] = VALUE(TIMER_PROBED)), FRAMES(probe->frame),
			"%" PRIu64 " probe%s before it had no answer, the last in frame %" PRIu64
			", %s before it",
			probes, probes == 1 ? "" : "s", probe->frame,
			span_text(facts->rst->segment.time_ns - probe->time_ns, span));
	if (resends && resent)
		remark_speaks(
			facts, TELLS([FEATURE_TIMER] = VALUE(TIMER_RESENT)), FRAMES(resent->frame),
			"%" PRIu64 " segment%s sent again before it had no answer, the last in "
			"frame %" PRIu64 ", %s before it",
			resends, resends == 1 ? "" : "s", resent->frame,
			span_text(facts->rst->segment.time_ns - resent->time_ns, span));
}

static void note_idle(const struct remark_facts *facts)
{
	const struct track_segment *last = track_back(&facts->rst->track, 0);
	char span[SPAN_SIZE];

	if (last && facts->rst->segment.time_ns - last->time_ns >= SECOND &&
	    !rst_follows_unseen(facts->rst))
		remark_speaks(facts, TELLS_NOTHING, FRAMES(last->frame, facts->rst->segment.frame),
			      "the connection had been idle for %s, since frame %" PRIu64,
			      span_text(facts->rst->segment.time_ns - last->time_ns, span),
			      last->frame);
}

static void note_fin(const struct remark_facts *facts)
{
	const struct track_segment *fin = last_of(facts, true, has_fin);
	const struct track_segment *data = last_of(facts, false, has_data);
	char where[48] = "";

	if (!facts->own->has_fin)
		return;
	if (fin)
		text_set(where, sizeof(where), " in frame %" PRIu64, fin->frame);
	if (remark_is(facts, FEATURE_LATE) == YES && data)
		remark_speaks(facts, &has_closed_late, FRAMES(fin ? fin->frame : 0, data->frame),
			      "the %s had sent its FIN%s, and the %s sent data after that (frame "
			      "%" PRIu64 ")",
			      facts->own_name, where, facts->peer_name, data->frame);
	else
		remark_speaks(facts,
			      TELLS([FEATURE_OWN] = VALUE(PHASE_FIN) | VALUE(PHASE_FIN_ACKED)),
			      FRAMES(fin ? fin->frame : 0), "the %s had sent its FIN%s",
			      facts->own_name, where);
}

/* Nobody can tell from the packets what an application has read; but what it has answered. */
static void note_unread(const struct remark_facts *facts)
{
	const struct track_segment *data = last_of(facts, false, has_data);
	const struct track_segment *said = last_of(facts, true, has_data);

	if (remark_is(facts, FEATURE_FLAGS) != FLAGS_RST_ACK ||
	    remark_is(facts, FEATURE_PEER_DATA) != YES || !data ||
	    (said && said->frame > data->frame) || track_lacks(facts->own) ||
	    rst_follows_unseen(facts->rst))
		return;
	remark_speaks(facts, TELLS([FEATURE_PEER_DATA] = VALUE(YES)), FRAMES(data->frame),
		      "the last data were the %s's (frame %" PRIu64
		      "), and the %s's application has "
		      "answered nothing to them",
		      facts->peer_name, data->frame, facts->own_name);
}

static void note_resets(const struct remark_facts *facts)
{
	uint64_t echoes = facts->rst->echoes;

	if (remark_is(facts, FEATURE_BEFORE) == BEFORE_OWN ||
	    remark_is(facts, FEATURE_BEFORE) == BEFORE_PEER)
		remark_speaks(facts,
			      remark_is(facts, FEATURE_BEFORE) == BEFORE_OWN
				      ? TELLS([FEATURE_BEFORE] = VALUE(BEFORE_OWN))
				      : TELLS([FEATURE_BEFORE] = VALUE(BEFORE_PEER)),
			      FRAMES(0), "the %s had already reset the connection",
			      remark_is(facts, FEATURE_BEFORE) == BEFORE_OWN ? facts->own_name
									     : facts->peer_name);
	if (echoes)
		remark_speaks(facts, TELLS_NOTHING, FRAMES(0),
			      "%" PRIu64 " more RST%s of the same kind followed, in reply to what "
			      "was still on its way",
			      echoes, echoes == 1 ? "" : "s");
	if (facts->rst->sender_went_on)
		remark_speaks(
			facts, TELLS_NOTHING, FRAMES(0),
			"the %s went on as if it had not sent it: another host may have forged it",
			facts->own_name);
	if (facts->rst->receiver_went_on)
		remark_speaks(facts, TELLS_NOTHING, FRAMES(0),
			      "the %s went on after it: it ignored the RST, or did not receive it",
			      facts->peer_name);
}

void remark_evidence(const struct remark_facts *facts)
{
	remark_points(facts);
	note_numbers(facts);
	remark_header(facts);
	note_fin(facts);
	note_timers(facts);
	note_unread(facts);
	remark_maker(facts);
	note_idle(facts);
	note_resets(facts);
}
