/* SPDX-License-Identifier: GPL-2.0-only */
#include "remarks.h"

#include "remarks_parts.h"
#include "text.h"

#include <inttypes.h>
#include <stdarg.h>

static void __attribute__((format(printf, 2, 3)))
hides(const struct remark_facts *facts, const char *format, ...)
{
	struct diagnosis *diagnosis = facts->diagnosis;
	va_list args;

	if (diagnosis->blind_count == REMARKS_MAX)
		return;
	va_start(args, format);
	text_vset(diagnosis->blind[diagnosis->blind_count++], REMARK_SIZE, format, args);
	va_end(args);
}

static void hide_begin(const struct remark_facts *facts)
{
	const struct track *track = &facts->rst->track;

	if (track->count == 0)
		hides(facts,
		      "the RST is the first packet of its connection: the capture does not have "
		      "what it answers, or anything before it");
	else if (!facts->own->has_syn && !facts->peer->has_syn)
		hides(facts,
		      "the capture begins after the handshake: it does not show which TCP each "
		      "side has, what they agreed on, or who opened the connection");
}

static void hide_imitations(const struct remark_facts *facts)
{
	if (!facts->diagnosis->is_imitable)
		return;
	if (facts->rst->segment.flags & ACK)
		hides(facts, "an application on the %s may have aborted its socket just then",
		      facts->own_name);
	else
		hides(facts,
		      "a firewall on the %s's own host can send the same packet; the capture "
		      "cannot rule it out",
		      facts->own_name);
}

static void hide_ahead(const struct remark_facts *facts, const char *number, uint32_t ahead,
		       const char *whose)
{
	if (ahead > 0 && ahead < INT32_MAX)
		hides(facts,
		      "its %s is %" PRIu32 " ahead of all that the capture has of the %s: segments "
		      "are missing, or who made it did not know the numbers",
		      number, ahead, whose);
}

/* What passed right before it, and is not there. */
static void hide_unseen(const struct remark_facts *facts)
{
	const struct track_segment *segment = &facts->rst->segment;

	if (rst_is_filtered(facts->rst))
		hides(facts, "the capture holds no ACK but with SYN, FIN or RST: what else passed "
			     "may have been filtered out");
	if (facts->own->has_seq && segment->seq)
		hide_ahead(facts, "Seq", segment->seq - facts->own->snd_nxt, facts->own_name);
	if (facts->peer->has_seq && segment->flags & ACK)
		hide_ahead(facts, "Ack", segment->ack - facts->peer->snd_nxt, facts->peer_name);
}

static void hide_gaps(const struct remark_facts *facts, const struct conversation *conversation)
{
	const struct track *track = &facts->rst->track;

	if (track->count > 0 && !facts->peer->segments)
		hides(facts,
		      "the capture has nothing that the %s sent, so not what the RST answers, if "
		      "anything",
		      facts->peer_name);
	if (track_lacks(facts->own))
		hides(facts,
		      "the %s acknowledged what is not in the capture: segments of the %s are "
		      "missing",
		      facts->peer_name, facts->own_name);
	if (track_lacks(facts->peer))
		hides(facts,
		      "the %s acknowledged what is not in the capture: segments of the %s are "
		      "missing",
		      facts->own_name, facts->peer_name);
	if (track->is_cut)
		hides(facts, "packets were truncated within their TCP options when captured");
	if (conversation->track.duplicates)
		hides(facts, "the capture holds packets twice%s; each counts once here",
		      conversation->track.duplicates_differ ? ", as seen at two places of the way"
							    : "");
	if (facts->diagnosis->crossing == CROSSING_MADE ||
	    facts->diagnosis->crossing == CROSSING_LOST ||
	    facts->diagnosis->crossing == CROSSING_ONE)
		hides(facts, "the capture may have lost the other copy of this packet, or it took "
			     "another way; packets cannot show which");
	if (track->clock_ran_back)
		hides(facts, "the capture's clock ran backwards: the order may not be the true "
			     "one");
}

static void hide_stack(const struct remark_facts *facts)
{
	if (facts->diagnosis->stack == STACK_FOREIGN)
		hides(facts,
		      "the %s does not look like Linux (%s), and the lab's lessons cover only "
		      "Linux",
		      facts->own_name, facts->diagnosis->stack_why);
	else if (facts->diagnosis->stack == STACK_UNKNOWN && facts->rst->track.count > 0)
		hides(facts,
		      "the packets do not show which TCP the %s has; the lab's lessons cover "
		      "only Linux",
		      facts->own_name);
}

/* In words for people; without one, leaving it out says nothing to them. */
static const char *const feature_words[FEATURES] = {
	[FEATURE_FLAGS] = "its flags",
	[FEATURE_SEQ] = "its Seq",
	[FEATURE_ACK] = "its Ack",
	[FEATURE_WINDOW] = "its window",
	[FEATURE_TIMESTAMPS] = "its timestamps",
	[FEATURE_PAYLOAD] = "its payload",
	[FEATURE_MPTCP] = "Multipath TCP",
	[FEATURE_TTL] = "its TTL",
	[FEATURE_ANSWERS] = "what it answers",
	[FEATURE_OWN] = "its sender's state",
	[FEATURE_OWN_DATA] = "whether its sender had sent data",
	[FEATURE_PEER] = "its receiver's state",
	[FEATURE_PEER_DATA] = "whether its receiver had sent data",
	[FEATURE_FLIGHT] = "what was unacknowledged",
	[FEATURE_TIMER] = "what was sent again",
	[FEATURE_LATE] = "data after the FIN",
	[FEATURE_BEFORE] = "a RST before it",
};

static void hide_cause(const struct remark_facts *facts)
{
	const struct diagnosis *diagnosis = facts->diagnosis;
	char names[REMARK_SIZE] = "";
	bool is_shown = false;

	for (int i = 0; i < FEATURES; i++)
		if (diagnosis->dropped & UINT64_C(1) << i)
			text_append(names, sizeof(names), "%s%s", *names ? ", " : "",
				    feature_words[i]);
	for (int i = 0; i < diagnosis->count; i++)
		is_shown |= diagnosis->candidate[i].scenario != NULL;
	if (*names && is_shown)
		hides(facts,
		      "the lab has not seen exactly this situation; the closest differs in %s",
		      names);
	else if (!diagnosis->is_known && facts->rst->track.count > 0)
		hides(facts, "the lab has never seen such a RST");
	if (diagnosis->count > 1 && !*names && diagnosis->is_known)
		hides(facts,
		      "several causes send exactly these packets: what decides is not on the "
		      "wire");
}

void remarks_make(struct diagnosis *diagnosis, const struct conversation *conversation)
{
	const struct rst *rst = diagnosis->rst;
	int from = rst->segment.from;
	struct remark_facts facts = {
		.diagnosis = diagnosis,
		.rst = rst,
		.own = &rst->track.side[from],
		.peer = &rst->track.side[!from],
		.answered = rst_answered(rst),
		.own_name = from == diagnosis->client ? "client" : "server",
		.peer_name = from == diagnosis->client ? "server" : "client",
	};

	remark_evidence(&facts);
	hide_begin(&facts);
	hide_unseen(&facts);
	hide_gaps(&facts, conversation);
	hide_imitations(&facts);
	hide_stack(&facts);
	hide_cause(&facts);
}
