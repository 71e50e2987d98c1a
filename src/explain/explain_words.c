/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_words.h"

#include "address.h"
#include "recent_text.h"
#include "span.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

enum { LABEL_CAUSES = 3 };

static bool seq_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

const char *diagnosis_label(const struct diagnosis *diagnosis, char *buffer, size_t size)
{
	int alike = 0;

	if (diagnosis->count == 0 || diagnosis->candidate[0].confidence == UNKNOWABLE)
		return text_set(buffer, size, "unknowable");
	while (alike < diagnosis->count &&
	       diagnosis->candidate[alike].confidence == diagnosis->candidate[0].confidence)
		alike++;
	int shown = alike > LABEL_CAUSES + 1 ? LABEL_CAUSES : alike;
	*buffer = '\0';
	for (int i = 0; i < shown; i++)
		text_append(buffer, size, "%s%s", text_between(i, alike, " or "),
			    diagnosis->candidate[i].cause);
	if (shown < alike)
		text_append(buffer, size, " or %d others", alike - shown);
	text_append(buffer, size, " (%s)", confidence_name[diagnosis->candidate[0].confidence]);
	return buffer;
}

static bool by_client(const struct diagnosis *diagnosis)
{
	return diagnosis->rst->segment.from == diagnosis->client;
}

const char *sender_name(const struct diagnosis *diagnosis)
{
	return by_client(diagnosis) ? "client" : "server";
}

const char *receiver_name(const struct diagnosis *diagnosis)
{
	return by_client(diagnosis) ? "server" : "client";
}

const char *who_text(const struct diagnosis *diagnosis, char *buffer, size_t size)
{
	const struct track *track = &diagnosis->rst->track;
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];

	endpoint_text(&track->side[diagnosis->client].endpoint, client);
	endpoint_text(&track->side[!diagnosis->client].endpoint, server);
	return text_set(buffer, size, "the %s %s reset its connection %s the %s %s%s",
			sender_name(diagnosis), by_client(diagnosis) ? client : server,
			by_client(diagnosis) ? "to" : "with", receiver_name(diagnosis),
			by_client(diagnosis) ? server : client,
			diagnosis->client_sure ? ""
					       : " (the client by the ports: no SYN was captured)");
}

/* ---- What, and when -----------------------------------------------------------------------------
 */

static const char *shape_text(const struct diagnosis *diagnosis)
{
	const uint8_t *is = diagnosis->situation.value;

	if (is[FEATURE_FLAGS] == FLAGS_ODD)
		return "no stack sends these flags together";
	if (is[FEATURE_FLAGS] == FLAGS_RST_ACK && is[FEATURE_ANSWERS] == ANSWERS_SYN &&
	    is[FEATURE_OWN] == PHASE_NONE)
		return "it refuses the SYN";
	if (is[FEATURE_SEQ] == SEQ_OTHER || is[FEATURE_ACK] == ACK_OTHER)
		return "its numbers do not fit the connection";
	if (is[FEATURE_FLAGS] == FLAGS_RST_ACK && is[FEATURE_SEQ] == SEQ_SND_NXT)
		return "an abort: its sender ended the connection";
	if (is[FEATURE_FLAGS] == FLAGS_RST && is[FEATURE_SEQ] == SEQ_SEG_ACK)
		return "a reply: it takes its Seq from the segment it answers";
	if (is[FEATURE_FLAGS] == FLAGS_RST && is[FEATURE_SEQ] == SEQ_SND_NXT)
		return "it has its sender's next Seq and answers nothing that was captured";
	if (is[FEATURE_SEQ] == SEQ_OLD)
		return "it has a Seq that its sender had used before";
	return "the capture does not show what it answers, if anything";
}

const char *what_text(const struct diagnosis *diagnosis, char *buffer, size_t size)
{
	char info[EXPLAIN_TEXT];
	const char *flags = strchr(rst_info(diagnosis->rst, info, sizeof(info)), '[');

	return text_set(buffer, size, "%s: %s", flags ? flags : info, shape_text(diagnosis));
}

/* Not: that its end was not seen. */
static bool is_in_handshake(const struct diagnosis *diagnosis)
{
	const uint8_t *is = diagnosis->situation.value;
	const uint8_t phase[] = { is[FEATURE_OWN], is[FEATURE_PEER] };

	for (int i = 0; i < 2; i++)
		if (phase[i] == PHASE_NONE || phase[i] == PHASE_SYN || phase[i] == PHASE_SYN_ACK)
			return true;
	return false;
}

const char *when_text(const struct diagnosis *diagnosis, char *buffer, size_t size)
{
	const struct track *track = &diagnosis->rst->track;
	const struct track_segment *last = track_back(track, 0);
	int64_t time_ns = diagnosis->rst->segment.time_ns;
	char span[SPAN_SIZE];

	*buffer = '\0';
	if (last && track->count == 1 && track->begin_ns)
		return text_set(buffer, size, "%s after the SYN (frame %" PRIu64 ")",
				span_text(time_ns - last->time_ns, span), last->frame);
	if (track->established_ns)
		text_append(buffer, size, "%s after the handshake",
			    span_text(time_ns - track->established_ns, span));
	else if (track->begin_ns)
		text_append(buffer, size, "%s after the SYN, %s",
			    span_text(time_ns - track->begin_ns, span),
			    is_in_handshake(diagnosis)
				    ? "before the handshake was complete"
				    : "and the capture does not show the end of the handshake");
	else
		text_append(buffer, size, "the capture does not show when the connection began");
	if (last)
		text_append(buffer, size, ", %s after the packet before it (frame %" PRIu64 ")",
			    span_text(time_ns - last->time_ns, span), last->frame);
	return buffer;
}

const char *settles_text(const struct diagnosis *diagnosis, const struct cause *cause, char *buffer,
			 size_t size)
{
	static const char word[] = "PORT";
	unsigned port = diagnosis->rst->track.side[!diagnosis->client].endpoint.port;
	const char *at = cause->settles, *next;

	*buffer = '\0';
	for (; (next = strstr(at, word)); at = next + strlen(word))
		text_append(buffer, size, "%.*s%u", (int)(next - at), at, port);
	text_append(buffer, size, "%s", at);
	return buffer;
}

/* ---- Either side --------------------------------------------------------------------------------
 */

uint64_t side_sent(const struct track_side *side)
{
	if (!side->has_seq || !side->data_segments)
		return 0;
	return side->has_fin && side->fin == side->snd_nxt ? side->sent - 1 : side->sent;
}

uint64_t side_unacked(const struct track_side *side, const struct track_side *other)
{
	uint64_t sent = side_sent(side);
	uint32_t end = side->snd_nxt - (side->has_fin && side->fin == side->snd_nxt ? 1 : 0);

	if (!sent || !other->has_ack)
		return sent;
	if (!seq_before(other->ack, end))
		return 0;
	return end - other->ack < sent ? end - other->ack : sent;
}

const char *phase_text(uint8_t phase)
{
	switch (phase) {
	case PHASE_NONE:
		return "had sent nothing";
	case PHASE_SYN:
		return "SYN sent";
	case PHASE_SYN_ACK:
		return "SYN,ACK sent";
	case PHASE_OPEN:
		return "open";
	case PHASE_FIN:
		return "closed by a FIN that is not acknowledged";
	case PHASE_FIN_ACKED:
		return "closed by a FIN that is acknowledged";
	default:
		return "its state is not known";
	}
}

const char *side_text(const struct diagnosis *diagnosis, bool client, char *buffer, size_t size)
{
	int side = client ? diagnosis->client : !diagnosis->client;
	const struct track_side *own = &diagnosis->rst->track.side[side],
				*other = &diagnosis->rst->track.side[!side];
	const uint8_t *is = diagnosis->situation.value;
	bool is_own = side == diagnosis->rst->segment.from;
	uint8_t phase = is[is_own ? FEATURE_OWN : FEATURE_PEER];
	bool is_seen = is[is_own ? FEATURE_OWN_DATA : FEATURE_PEER_DATA] != FEATURE_UNKNOWN;
	uint64_t sent = side_sent(own), unacked = side_unacked(own, other);

	text_set(buffer, size, "%s: %s", client ? "client" : "server", phase_text(phase));
	if (!own->segments && phase != PHASE_NONE)
		return text_set(buffer, size, "%s: nothing captured before",
				client ? "client" : "server");
	if (phase == PHASE_NONE)
		return buffer;
	if (!sent) {
		text_append(buffer, size, ", no data sent%s", is_seen ? "" : " that was seen");
		return buffer;
	}
	text_append(buffer, size, ", %s%" PRIu64 " byte%s sent, ", own->has_syn ? "" : "at least ",
		    sent, sent == 1 ? "" : "s");
	if (unacked)
		text_append(buffer, size, "%" PRIu64 " of them not acknowledged", unacked);
	else
		text_append(buffer, size, "all acknowledged");
	return buffer;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

const char *frames_text(const struct story *story, char *buffer, size_t size)
{
	uint64_t more = story->connections - (uint64_t)story->frame_count;

	text_set(buffer, size, "frame%s ", story->frame_count == 1 ? "" : "s");
	for (int i = 0; i < story->frame_count; i++)
		text_append(buffer, size, "%s%" PRIu64,
			    text_between(i, story->frame_count + (more ? 1 : 0), " and "),
			    story->frame[i]);
	if (more)
		text_append(buffer, size, " and %" PRIu64 " more", more);
	return buffer;
}

/* How many of the connections the label of story @at is of; 0: an earlier story has the same. */
static uint64_t labelled(const struct explanation *explanation, int at, const char *label)
{
	uint64_t connections = 0;
	char other[DIAGNOSIS_LABEL];

	for (int i = 0; i < explanation->count; i++) {
		const struct story *story = explanation->story[i];
		if (story->diagnosis.is_harmless ||
		    strcmp(diagnosis_label(&story->diagnosis, other, sizeof(other)), label) != 0)
			continue;
		if (i < at)
			return 0;
		connections += story->connections;
	}
	return connections;
}

const char *summary_text(const struct explanation *explanation, char *buffer, size_t size)
{
	const struct conversation_totals *totals = &explanation->totals;
	uint64_t harmless = 0;
	const char *between = ": ";
	char label[DIAGNOSIS_LABEL];

	text_set(buffer, size, "%" PRIu64 " of %" PRIu64 " connection%s %s reset", totals->reset,
		 totals->connections, totals->connections == 1 ? "" : "s",
		 totals->reset == 1 ? "was" : "were");
	if (totals->reset == 0)
		text_set(buffer, size, "none of %" PRIu64 " connection%s was reset",
			 totals->connections, totals->connections == 1 ? "" : "s");
	if (explanation->told < totals->reset)
		text_append(buffer, size, ", %" PRIu64 " of these shown here", explanation->told);
	for (int i = 0; i < explanation->count; i++) {
		const struct story *story = explanation->story[i];
		if (story->diagnosis.is_harmless) {
			harmless += story->connections;
			continue;
		}
		diagnosis_label(&story->diagnosis, label, sizeof(label));
		uint64_t connections = labelled(explanation, i, label);
		if (connections)
			text_append(buffer, size, "%s%" PRIu64 " x %s", between, connections,
				    label);
		between = connections ? ", " : between;
	}
	if (harmless)
		text_append(buffer, size, "%s%" PRIu64 " x harmless (both sides had closed it)",
			    between, harmless);
	return buffer;
}

const char *capture_remark(const struct explanation *explanation, int nth, char *buffer,
			   size_t size)
{
	const struct conversation_totals *totals = &explanation->totals;
	const struct {
		uint64_t count;
		const char *format, *of_one;
	} remarks[] = {
		{ totals->fragments, "%" PRIu64 " IP fragments were not reassembled",
		  "%" PRIu64 " IP fragment was not reassembled" },
		{ totals->forgotten,
		  "%" PRIu64
		  " connections were dropped before their end: too many were open at once",
		  "%" PRIu64 " connection was dropped before its end: too many were open at once" },
		{ explanation->untold,
		  "%" PRIu64
		  " connections have more stories that are not shown: there are too many "
		  "different ones",
		  "%" PRIu64 " connection has one more story that is not shown: there are too many "
		  "different ones" },
		{ explanation->is_cut,
		  "the file ends within a packet; everything before it was read" },
		{ explanation->incomplete != NULL,
		  "the file could not be read to its end: this covers the packets before" },
		{ totals->packets && !totals->tcp, "none of its packets is TCP" },
	};

	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
		if (remarks[i].count && nth-- == 0)
			return text_set(buffer, size,
					remarks[i].count == 1 && remarks[i].of_one
						? remarks[i].of_one
						: remarks[i].format,
					remarks[i].count);
	return NULL;
}
