/* SPDX-License-Identifier: GPL-2.0-only */
#include "by_reading.h"

#include "candidate.h"
#include "causes.h"
#include "signs.h"
#include "text.h"

#include <string.h>

/* ---- The rules ----------------------------------------------------------------------------------
 */

static const char made_because[] =
	"it was made between two points of the way, one of which saw all of its sender but this";

static const char made_doubt[] =
	"it was made between two points of the way, where this cause is unlikely";

static const struct rule {
	bool (*holds)(const struct facts *facts);
	const char *cause;
	enum confidence confidence;
	const char *because;
	bool is_generic;
	bool leads; /* it is named before others that are as sure */
} rules[] = {
	{ sign_first_packet, "unknowable", UNKNOWABLE,
	  "nothing of its connection is in the capture" },
	{ sign_odd, "crafted", LIKELY, "no stack sends these flags together" },
	{ sign_subflow, "mptcp-subflow", LIKELY,
	  "one path of a Multipath TCP connection was ended, and not the whole of it" },
	{ sign_closed_a_minute_ago, "mptcp-close-timeout", LIKELY,
	  "the connection had been idle for the minute that a kernel waits for its peer to close "
	  "as well" },
	{ sign_by_hand, "crafted", LIKELY, "neither its SYN nor this is as a stack makes it" },
	{ sign_begins_late, "segment-after-forgotten", POSSIBLE,
	  "its host no longer knows the connection; the capture does not show whether it closed it",
	  .leads = true },
	{ sign_words, "middlebox-inject", LIKELY,
	  "it carries text, as those of some devices do; the kernel's RSTs carry no bytes" },
	{ sign_words, "middlebox-reply", LIKELY,
	  "it carries text, as those of some devices do; the kernel's RSTs carry no bytes" },
	{ sign_bytes, "middlebox-inject", POSSIBLE,
	  "it carries bytes; the kernel's RSTs carry none" },
	{ sign_bytes, "middlebox-reply", POSSIBLE,
	  "it carries bytes; the kernel's RSTs carry none" },
	{ sign_other_box, "middlebox-reply", LIKELY,
	  "its TTL is not that of its sender's other segments: it was made elsewhere on the way" },
	{ sign_other_box, "middlebox-inject", LIKELY,
	  "its TTL is not that of its sender's other segments: it was made elsewhere on the way" },
	{ sign_other_box_late, "middlebox-idle", LIKELY,
	  "it came after a silence, and from elsewhere on the way" },
	{ sign_numbers_of_nobody, "middlebox-inject", POSSIBLE,
	  "its numbers are neither its sender's next nor those of a segment that it could answer" },
	{ sign_numbers_of_nobody, "forged", POSSIBLE,
	  "its numbers are neither its sender's next nor those of a segment that it could answer" },
	{ sign_one_point, "middlebox-inject", POSSIBLE, "it was made or lost on the way" },
	{ sign_one_point, "middlebox-reply", POSSIBLE, "it was made or lost on the way" },
	{ sign_made_on_the_way, "middlebox-inject", LIKELY, made_because },
	{ sign_made_on_the_way, "middlebox-reply", POSSIBLE, made_because },
	{ sign_sender_went_on, "middlebox-inject", LIKELY,
	  "its sender went on as if it had not sent it" },
	{ sign_sender_went_on, "forged", POSSIBLE, "its sender went on as if it had not sent it" },
	{ sign_before_the_answer, "crafted", POSSIBLE, "its side had not sent anything before" },
	{ sign_reply_to_handshake, "crafted", POSSIBLE, "a reply has the number that it answers" },
	{ sign_refusal, "no-listener", POSSIBLE, "a SYN was refused" },
	{ sign_refusal, "firewall-reject", POSSIBLE, "a SYN was refused" },
	{ sign_join_refused, "mptcp-join-refused", POSSIBLE,
	  "a SYN that wanted to join a Multipath TCP connection was refused; not each stack says "
	  "so in the RST" },
	{ sign_foreign_after_close, "data-after-close", LIKELY,
	  "it had sent its FIN before these data came; stacks other than Linux answer them so" },
	{ sign_reply_after_close, "data-after-close", LIKELY,
	  "it had sent its FIN, and nobody was left to read what came then" },
	{ sign_may_be_after_close, "data-after-close", POSSIBLE,
	  "its FIN may have been sent and lost before the capture", true },
	{ sign_after_own_reset, "segment-after-forgotten", LIKELY,
	  "its sender had reset the connection before, and this was still under way" },
	{ sign_after_any_reset, "segment-after-forgotten", LIKELY,
	  "the connection was reset before, and this was still under way" },
	{ sign_late_reply, "segment-after-forgotten", POSSIBLE,
	  "its host does not know the connection, or no longer does", true },
	{ sign_late_reply, "firewall-reject-established", POSSIBLE,
	  "a firewall of that very host answers with the same packet", true },
	{ sign_both_closed, "segment-after-forgotten", POSSIBLE,
	  "both sides had closed it; what came then is late" },
	{ sign_scanner, "unwanted-syn-ack", LIKELY,
	  "the SYN had no options: a raw socket sent it, and its own kernel knew nothing of it",
	  .leads = true },
	{ sign_may_be_vanished, "vanished-connector", POSSIBLE,
	  "the sender of the SYN was gone when the answer came", .leads = true },
	{ sign_begins_with_probes, "timeout-keepalive", LIKELY,
	  "its sender had probed, and nobody answered" },
	{ sign_may_be_probed, "timeout-keepalive", POSSIBLE,
	  "its sender's probes may not be in the capture", true },
	{ sign_plain_abort, "abort-linger", POSSIBLE,
	  "an application may end its socket at any time by SO_LINGER {1, 0}" },
	{ sign_plain_abort, "abort-other", POSSIBLE,
	  "a socket may be destroyed or disconnected at any time" },
	{ sign_may_be_unread, "abort-unread", POSSIBLE,
	  "what the peer had sent may not have been read when it was closed" },
	{ sign_purged, "abort-unread", LIKELY,
	  "its window jumped back up, as where a queue of unread data is thrown away" },
	{ sign_other_abort, "abort-linger", POSSIBLE,
	  "an application may end its socket at any time by SO_LINGER {1, 0}", true },
	{ sign_other_abort, "abort-other", POSSIBLE,
	  "a socket may be destroyed or disconnected at any time", true },
	{ sign_connect_scan, "connect-scan", POSSIBLE,
	  "it connected, and ended at once, without data" },
	{ sign_timer_of_application, "timeout-app", LIKELY,
	  "it was sent unprompted, after a round number of idle seconds and without a probe" },
	{ sign_idle, "timeout-app", POSSIBLE, "it was sent unprompted, after a silence" },
	{ sign_resent, "timeout-retransmission", LIKELY,
	  "its sender had sent the same again and again, unanswered" },
};
enum { RULES = sizeof(rules) / sizeof(rules[0]) };

/* What cannot be, though a lesson that is like it shows it. */
static const struct {
	bool (*holds)(const struct facts *facts);
	const char *cause;
} denials[] = {
	{ sign_cannot_be_unread, "abort-unread" },
	{ sign_good_echo, "unacceptable-timestamp" },
};

/* What is not more than possible, and why. */
static const struct {
	bool (*holds)(const struct facts *facts);
	const char *cause, *doubt;
} doubts[] = {
	{ sign_half_closed, "data-after-close",
	  "its sender acknowledged data after its own FIN: it had shut down only one direction" },
	{ sign_good_ack, "unacceptable-ack", "the SYN,ACK acknowledges the SYN, and nothing else" },
	{ sign_good_ack, "port-pair-known", "the SYN,ACK acknowledges the SYN, and nothing else" },
	{ sign_not_due, "timeout-keepalive", "it did not come when the next probe was due" },
	{ sign_nobody, "half-open", "no packet shows why its host does not know the connection" },
};
enum { DOUBTS = sizeof(doubts) / sizeof(doubts[0]) };

enum { DENIALS = sizeof(denials) / sizeof(denials[0]) };

const char *by_reading_cause(int nth)
{
	return nth < RULES ? rules[nth].cause : NULL;
}

/* A client has no listener, for instance. */
static void deny_by_role(struct diagnosis *diagnosis)
{
	const char *role = diagnosis->rst->segment.from == diagnosis->client ? "client" : "server";

	for (int i = diagnosis->count - 1; i >= 0 && diagnosis->client_sure; i--) {
		const struct cause *cause = cause_find(diagnosis->candidate[i].cause);
		if (cause && cause->sender && !text_has_word(cause->sender, role))
			candidate_remove(diagnosis, cause->name);
	}
}

/* What was made on the way is of something there, and hardly of an end. */
static void weigh_crossing(struct diagnosis *diagnosis)
{
	for (int i = 0; i < diagnosis->count && diagnosis->crossing == CROSSING_MADE; i++) {
		struct candidate *each = &diagnosis->candidate[i];
		bool suits = crossing_suits(each->cause, diagnosis->rst);
		if (!suits)
			candidate_doubt(diagnosis, each->cause, made_doubt);
		if (!crossing_explains(each->cause))
			continue;
		each->is_first = true;
		each->is_generic = false;
		each->confidence = suits ? LIKELY : POSSIBLE;
		each->because = made_because;
	}
}

void by_reading(struct diagnosis *diagnosis)
{
	const struct rst *rst = diagnosis->rst;
	const struct track_segment *last = track_back(&rst->track, 0);
	struct facts facts = {
		.rst = rst,
		.track = &rst->track,
		.situation = &diagnosis->situation,
		.own = &rst->track.side[rst->segment.from],
		.peer = &rst->track.side[!rst->segment.from],
		.answered = rst_answered(rst),
		.stack = diagnosis->stack,
		.crossing = diagnosis->crossing,
		.is_told = diagnosis->is_known &&
			   (situation_is_known(&diagnosis->situation) || rst_is_filtered(rst)),
		.apart_ns = last ? rst->segment.time_ns - last->time_ns : -1,
	};

	facts.idle_ns = rst_follows_unseen(rst) ? -1 : facts.apart_ns;
	/* What has no connection fits every lesson. */
	if (sign_first_packet(&facts))
		diagnosis->count = 0;
	for (int i = 0; i < RULES; i++)
		if (rules[i].holds(&facts))
			/* Where the lab knows, reading makes nothing surer. */
			candidate_add(diagnosis, rules[i].cause, NULL,
				      facts.is_told && rules[i].confidence == LIKELY
					      ? POSSIBLE
					      : rules[i].confidence,
				      rules[i].because, rules[i].is_generic, rules[i].leads);
	for (int i = 0; i < DOUBTS; i++)
		if (doubts[i].holds(&facts))
			candidate_doubt(diagnosis, doubts[i].cause, doubts[i].doubt);
	weigh_crossing(diagnosis);
	deny_by_role(diagnosis);
	for (int i = 0; i < DENIALS; i++)
		if (denials[i].holds(&facts))
			candidate_remove(diagnosis, denials[i].cause);
}
