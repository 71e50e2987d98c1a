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
		      "the RST is the first packet of its connection here: what it answers, and "
		      "all before it, is not in the capture");
	else if (!facts->own->has_syn && !facts->peer->has_syn)
		hides(facts,
		      "the capture begins after the handshake: which TCP either side has, what "
		      "they agreed on and who opened the connection, is not in it");
}

static void hide_imitations(const struct remark_facts *facts)
{
	if (!facts->diagnosis->is_imitable)
		return;
	if (facts->rst->segment.flags & ACK)
		hides(facts, "an application of the %s may have ended its socket just then",
		      facts->own_name);
	else
		hides(facts,
		      "a firewall of the %s's own host can send the same packet: that it did not "
		      "is not to be seen",
		      facts->own_name);
}

static void hide_gaps(const struct remark_facts *facts, const struct conversation *conversation)
{
	const struct track *track = &facts->rst->track;
	uint32_t ahead = facts->rst->segment.seq - facts->own->snd_nxt;

	if (track->count > 0 && !facts->peer->segments)
		hides(facts,
		      "nothing that the %s sent is in the capture: what the RST answers, if "
		      "anything, is not seen",
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
	if (facts->own->has_seq && facts->rst->segment.seq && ahead > 0 && ahead < INT32_MAX)
		hides(facts,
		      "its Seq is %" PRIu32
		      " ahead of all that the capture has of the %s: segments "
		      "are missing, or who made it did not know the numbers",
		      ahead, facts->own_name);
	if (track->is_cut)
		hides(facts, "packets were cut within their TCP options when they were captured");
	if (conversation->track.duplicates)
		hides(facts, "the capture holds packets twice%s; each counts once here",
		      conversation->track.duplicates_differ ? ", as seen at two places of the way"
							    : "");
	if (facts->diagnosis->crossing == CROSSING_MADE ||
	    facts->diagnosis->crossing == CROSSING_LOST ||
	    facts->diagnosis->crossing == CROSSING_ONE)
		hides(facts,
		      "that the capture lost the other one of this very packet, or that it went "
		      "another way, is not to be seen");
	if (track->clock_ran_back)
		hides(facts,
		      "the clock of the capture ran backwards: the order may not be the true "
		      "one");
}

static void hide_stack(const struct remark_facts *facts)
{
	if (facts->diagnosis->stack == STACK_FOREIGN)
		hides(facts,
		      "the %s does not look like Linux (%s), and the lab's lessons are of Linux "
		      "alone",
		      facts->own_name, facts->diagnosis->stack_why);
	else if (facts->diagnosis->stack == STACK_UNKNOWN && facts->rst->track.count > 0)
		hides(facts,
		      "which TCP the %s has, the packets do not tell; the lab's lessons are of Linux "
		      "alone",
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
	[FEATURE_OWN] = "how far its sender had come",
	[FEATURE_OWN_DATA] = "whether its sender had sent data",
	[FEATURE_PEER] = "how far its receiver had come",
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
		hides(facts, "the lab has not shown this very situation; what it has differs in %s",
		      names);
	else if (!diagnosis->is_known && facts->rst->track.count > 0)
		hides(facts, "the lab has never shown such a RST");
	if (diagnosis->count > 1 && !*names && diagnosis->is_known)
		hides(facts,
		      "more than one cause sends these very packets: what decides is not on the "
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
	hide_gaps(&facts, conversation);
	hide_imitations(&facts);
	hide_stack(&facts);
	hide_cause(&facts);
}
