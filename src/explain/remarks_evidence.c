/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_evidence.c - what speaks for a diagnosis, with the numbers of frames. */
#include "remarks_parts.h"

#include "mptcp_reason.h"
#include "rst_diagnostic.h"
#include "span.h"
#include "stack.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t SECOND = 1000000000;

static bool may_be_linux(const struct remark_facts *facts)
{
	return facts->diagnosis->stack != STACK_FOREIGN;
}

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
	if (apart < 0)
		return;
	if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST &&
	    facts->rst->segment.seq == answered->ack && answered->flags & ACK)
		remark_speaks(facts, it,
			      "it answers %s, %s before it: its Seq is that segment's Ack", name,
			      span_text(apart, span));
	else if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
		 remark_is(facts, FEATURE_SEQ) == SEQ_0 &&
		 facts->rst->segment.ack == track_end(answered))
		remark_speaks(facts, it,
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
			facts,
			"its Seq and Ack are the next ones of the connection: its sender knew "
			"both and ended the connection; it answers no segment");
	if (remark_is(facts, FEATURE_SEQ) == SEQ_OTHER ||
	    remark_is(facts, FEATURE_ACK) == ACK_OTHER)
		remark_speaks_of_rst(
			facts,
			"its numbers match nothing in this connection: its maker did not know "
			"them");
	if (remark_is(facts, FEATURE_FLAGS) == FLAGS_ODD)
		remark_speaks_of_rst(facts, "no stack sends these flags");
}

/* ---- Its header ---------------------------------------------------------------------------------
 */

static void note_timestamps(const struct remark_facts *facts)
{
	if (remark_is(facts, FEATURE_TIMESTAMPS) == TIMESTAMPS_YES && may_be_linux(facts))
		remark_speaks_of_rst(
			facts, "it has timestamps: on Linux only a socket's own RST has them");
	if (remark_is(facts, FEATURE_TIMESTAMPS) == TIMESTAMPS_MISSING && may_be_linux(facts) &&
	    facts->own->has_ts)
		remark_speaks_of_rst(
			facts,
			"it has no timestamps, though the connection uses them: on Linux this is "
			"a reply, not an abort");
}

static void note_window(const struct remark_facts *facts)
{
	uint32_t window = facts->rst->segment.window, before = facts->own->window;

	switch (remark_is(facts, FEATURE_WINDOW)) {
	case WINDOW_0:
		if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
		    remark_is(facts, FEATURE_SEQ) == SEQ_0)
			break;
		remark_speaks_of_rst(facts, "its window is 0%s",
				     may_be_linux(facts) &&
						     remark_is(facts, FEATURE_FLAGS) == FLAGS_RST
					     ? ", as in a reply by Linux"
					     : "");
		break;
	case WINDOW_KEPT:
		remark_speaks_of_rst(facts, "its window is the one announced before, %" PRIu32,
				     window);
		break;
	case WINDOW_GROWN:
		remark_speaks_of_rst(facts,
				     "its window has grown by %" PRIu32 ", from %" PRIu32
				     " to %" PRIu32 "%s",
				     window - before, before, window,
				     remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
						     remark_is(facts, FEATURE_PEER_DATA) == YES &&
						     may_be_linux(facts)
					     ? ": this happens when unread data is thrown away"
					     : "");
		break;
	default:
		break;
	}
}

static void note_ttl(const struct remark_facts *facts)
{
	int ttl = facts->rst->segment.ttl, before = facts->own->ttl;

	if (facts->own->has_ttl && ttl != before && ttl_hops(ttl) == ttl_hops(before))
		remark_speaks_of_rst(
			facts,
			"TTL %d, the %s's others %d, as many hops away: another initial value, "
			"as when the service sets one",
			ttl, facts->own_name, before);
	else if (remark_is(facts, FEATURE_TTL) == TTL_OTHER)
		remark_speaks_of_rst(
			facts,
			"TTL %d, %d hop%s away, the %s's others %d, %d hop%s away: it may have "
			"been made on the way",
			ttl, ttl_hops(ttl), ttl_hops(ttl) == 1 ? "" : "s", facts->own_name, before,
			ttl_hops(before), ttl_hops(before) == 1 ? "" : "s");
}

static void note_ip_id(const struct remark_facts *facts)
{
	const struct track_side *own = facts->own;
	uint16_t id = facts->rst->segment.ip_id;

	if (!IN6_IS_ADDR_V4MAPPED(&own->endpoint.addr) || !own->has_ip_id || !own->segments)
		return;
	if (id == 0 && !own->ip_ids_are_0)
		remark_speaks_of_rst(
			facts, "IP ID 0, the %s's others count%s", facts->own_name,
			may_be_linux(facts) ? ": on Linux a reply without a socket has 0" : "");
	else if (id == (uint16_t)(own->ip_id + 1))
		remark_speaks_of_rst(facts, "IP ID %u is the next after the %s's last", id,
				     facts->own_name);
}

static void note_mptcp(const struct remark_facts *facts)
{
	const uint8_t *option = option_find(&facts->rst->packet, OPTION_MPTCP);

	if (mptcp_reason(option) >= 0)
		remark_speaks_of_rst(facts, "it has MP_TCPRST, reason %d: %s (RFC 8684, 3.6)",
				     mptcp_reason(option), mptcp_reason_text(mptcp_reason(option)));
	if (remark_is(facts, FEATURE_MPTCP) == MPTCP_FASTCLOSED)
		remark_speaks_of_rst(
			facts, "MP_FASTCLOSE of the %s ended all of the Multipath TCP connection",
			option || facts->own->has_fastclose ? facts->own_name : facts->peer_name);
}

/* It says itself why. False: nothing that is known. */
static bool note_diagnostic(const struct remark_facts *facts)
{
	const struct rst *rst = facts->rst;
	struct rst_diagnostic diagnostic;

	if (rst->segment.len != rst->payload_size ||
	    !rst_diagnostic_read(rst->payload, rst->payload_size, &diagnostic))
		return false;
	const char *text = diagnostic.vendor ? NULL : rst_diagnostic_text(diagnostic.code);
	if (diagnostic.vendor)
		remark_speaks_of_rst(facts, "its payload says why: code %u of enterprise %" PRIu32,
				     diagnostic.code, diagnostic.vendor);
	else
		remark_speaks_of_rst(facts, "its payload says why: code %u%s%s", diagnostic.code,
				     text ? ", " : "", text ? text : "");
	return true;
}

/* Printable ASCII is itself, and nothing else is. */
static void note_payload(const struct remark_facts *facts)
{
	const struct rst *rst = facts->rst;
	char said[4 * RST_PAYLOAD + 1] = "";

	if (!rst->segment.len || note_diagnostic(facts))
		return;
	for (int i = 0; i < rst->payload_size; i++) {
		uint8_t byte = rst->payload[i];
		bool is_plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
		text_append(said, sizeof(said), is_plain ? "%c" : "\\x%02x", byte);
	}
	remark_speaks_of_rst(facts, "it bears %" PRIu32 " byte%s%s%s%s%s", rst->segment.len,
			     rst->segment.len == 1 ? "" : "s", *said ? ": \"" : "", said,
			     *said ? "\"" : "",
			     rst->payload_size < rst->segment.len && *said ? " and more" : "");
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
		remark_speaks(facts, FRAMES(probe->frame),
			      "%" PRIu64
			      " probe%s before it had no answer, the last in frame %" PRIu64
			      ", %s before it",
			      probes, probes == 1 ? "" : "s", probe->frame,
			      span_text(facts->rst->segment.time_ns - probe->time_ns, span));
	if (resends && resent)
		remark_speaks(facts, FRAMES(resent->frame),
			      "%" PRIu64
			      " segment%s sent again before it had no answer, the last in "
			      "frame %" PRIu64 ", %s before it",
			      resends, resends == 1 ? "" : "s", resent->frame,
			      span_text(facts->rst->segment.time_ns - resent->time_ns, span));
}

static void note_idle(const struct remark_facts *facts)
{
	const struct track_segment *last = track_back(&facts->rst->track, 0);
	char span[SPAN_SIZE];

	if (last && facts->rst->segment.time_ns - last->time_ns >= SECOND)
		remark_speaks(facts, FRAMES(last->frame, facts->rst->segment.frame),
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
		remark_speaks(facts, FRAMES(fin ? fin->frame : 0, data->frame),
			      "the %s had sent its FIN%s, and the %s sent data after that (frame "
			      "%" PRIu64 ")",
			      facts->own_name, where, facts->peer_name, data->frame);
	else
		remark_speaks(facts, FRAMES(fin ? fin->frame : 0), "the %s had sent its FIN%s",
			      facts->own_name, where);
}

/* Nobody can tell from the packets what an application has read; but what it has answered. */
static void note_unread(const struct remark_facts *facts)
{
	const struct track_segment *data = last_of(facts, false, has_data);
	const struct track_segment *said = last_of(facts, true, has_data);

	if (remark_is(facts, FEATURE_FLAGS) != FLAGS_RST_ACK ||
	    remark_is(facts, FEATURE_PEER_DATA) != YES || !data ||
	    (said && said->frame > data->frame))
		return;
	remark_speaks(facts, FRAMES(data->frame),
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
		remark_speaks(facts, FRAMES(0), "the %s had already reset the connection",
			      remark_is(facts, FEATURE_BEFORE) == BEFORE_OWN ? facts->own_name
									     : facts->peer_name);
	if (echoes)
		remark_speaks(facts, FRAMES(0),
			      "%" PRIu64 " more RST%s of the same kind followed, in reply to what "
			      "was still on its way",
			      echoes, echoes == 1 ? "" : "s");
	if (facts->rst->sender_went_on)
		remark_speaks(
			facts, FRAMES(0),
			"the %s went on as if it had not sent it: another host may have forged it",
			facts->own_name);
	if (facts->rst->receiver_went_on)
		remark_speaks(facts, FRAMES(0),
			      "the %s went on after it: it ignored the RST, or did not receive it",
			      facts->peer_name);
}

void remark_evidence(const struct remark_facts *facts)
{
	remark_points(facts);
	note_numbers(facts);
	note_mptcp(facts);
	note_payload(facts);
	note_window(facts);
	note_timestamps(facts);
	note_fin(facts);
	note_timers(facts);
	note_unread(facts);
	note_ttl(facts);
	note_ip_id(facts);
	note_idle(facts);
	note_resets(facts);
}
