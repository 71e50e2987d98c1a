/* SPDX-License-Identifier: GPL-2.0-only */
#include "live.h"

#include "live_flows.h"
#include "live_known.h"
#include "live_sender.h"
#include "live_waiting.h"

#include <stdlib.h>
#include <string.h>

struct live {
	struct live_witnesses witnesses;
	void (*told)(void *arg, const struct live_reset *reset);
	bool (*is_untold)(void *arg); /* NULL: the kernel's silence is reliable */
	enum live_taking (*taking)(void *arg, const struct live_arrival *arrival, int *ret_state);
	void *arg;
	struct live_flows *flows;
	int64_t missed_from_ns, missed_until_ns; /* the last time when not everything was heard */
	uint64_t hurried, elsewhere;
	struct waitings waitings;
	struct live_known known;
};

/* ---- Told ---------------------------------------------------------------------------------------
 */

const char *const live_fate_name[LIVE_FATES] = {
	[LIVE_SENT] = "sent",       [LIVE_UNSEEN] = "unseen",     [LIVE_ALIEN] = "alien",
	[LIVE_PASSED] = "passed",   [LIVE_RECEIVED] = "received", [LIVE_IGNORED] = "ignored",
	[LIVE_ARRIVED] = "arrived",
};

/* @who: in whose name it is told. What the sender's kernel says tells more than the receiver's. */
static struct live_reset reset_of(struct live *live, const struct waiting *waiting, int who,
				  enum live_fate fate)
{
	bool sent = who == SENDER;
	int speaker = waiting->has_word[SENDER] ? SENDER : who;
	const struct heard_word *word = waiting->has_word[speaker] ? &waiting->word[speaker] : NULL;
	bool by_firewall = word && word->by_firewall;
	struct live_facts facts = {
		.word = fate != LIVE_ALIEN && !by_firewall ? word : NULL,
		.packet = waiting->has_packet ? &waiting->packet : NULL,
		.sent = sent || speaker == SENDER,
		.sender = waiting_sender(waiting),
		.is_deaf = fate != LIVE_ALIEN,
		.by_firewall = by_firewall,
		.is_whole = waiting->is_whole,
		.own = waiting->own,
		.peer = waiting->peer,
	};
	return (struct live_reset){
		.fate = fate,
		.time_ns = word ? word->time_ns : waiting->packet.time_ns,
		.local = sent ? waiting->src : waiting->dst,
		.remote = sent ? waiting->dst : waiting->src,
		.word = word,
		.packet = facts.packet,
		.diagnosis = live_known_diagnose(&live->known, &facts),
		.answers_syn = waiting_refuses(waiting),
		.local_serves = waiting_sender_serves(waiting) == sent,
	};
}

static void tell(struct live *live, struct waiting *waiting, int who, enum live_fate fate)
{
	const struct live_reset reset = reset_of(live, waiting, who, fate);

	waiting->told[who] = true;
	live->told(live->arg, &reset);
}

/* Looks up what was seen of its connection. */
static void look_back(struct live *live, struct waiting *waiting)
{
	live_flows_find(live->flows, &waiting->src, &waiting->dst, &waiting->own, &waiting->peer,
			&waiting->is_whole);
}

/* Does the silence of a witness prove anything? */
static bool is_sure(const struct live *live, const struct waiting *waiting)
{
	const int64_t grace_ns = LIVE_GRACE_MS * INT64_C(1000000);

	return waiting->begin_ns < live->missed_from_ns - grace_ns ||
	       waiting->begin_ns > live->missed_until_ns + grace_ns;
}

static enum live_fate sent_fate(const struct live *live, const struct waiting *waiting)
{
	if (waiting->word[SENDER].by_firewall)
		return LIVE_ALIEN;
	bool is_amiss = live->witnesses.wire && live->witnesses.all_interfaces &&
			!waiting->has_packet && is_sure(live, waiting) &&
			waiting->word[SENDER].where == WHERE_HERE;

	return is_amiss ? LIVE_UNSEEN : LIVE_SENT;
}

/* It left and had not come in before, so it was made here; and this machine's TCP has not claimed
 * it. */
static bool is_alien(const struct live *live, const struct waiting *waiting)
{
	return waiting->has_packet && waiting->packet.leaves && live->witnesses.reasons &&
	       live->witnesses.all_interfaces && is_sure(live, waiting);
}

/* Not sent by TCP, unless TCP has sent more RSTs than the kernel told of. */
static enum live_fate silent_fate(const struct live *live)
{
	return live->is_untold && live->is_untold(live->arg) ? LIVE_SENT : LIVE_ALIEN;
}

/* Moves what is known of the same RST under its other address to @waiting. */
static void unite(struct waiting *waiting, struct waiting *other)
{
	waiting->came |= other->came;
	waiting->left |= other->left;
	for (int who = SENDER; who <= RECEIVER; who++) {
		if (other->has_word[who])
			waiting->word[who] = other->word[who];
		waiting->has_word[who] |= other->has_word[who];
	}
	if (!waiting->has_packet)
		waiting->packet = other->packet;
	waiting->has_packet |= other->has_packet;
	other->told[SENDER] = other->told[RECEIVER] = true;
}

/* The other half of the same RST, if its two witnesses know it by different addresses. */
static struct waiting *find_other(struct live *live, struct waiting *waiting)
{
	struct waiting *other = waiting_translated(&live->waitings);

	if (other) {
		unite(waiting, other);
		return other;
	}
	other = waiting_in_anothers_name(&live->waitings);
	if (!other)
		return NULL;
	if (endpoint_is_none(&waiting->dst)) {
		waiting_rename(&live->waitings, waiting, &other->src, &other->dst);
		waiting->own = other->own;
		waiting->peer = other->peer;
		waiting->is_whole = other->is_whole;
	}
	unite(waiting, other);
	return other;
}

/* May what came after it be of another connection with the same addresses and ports? */
static bool may_be_anew(const struct live *live, const struct waiting *waiting)
{
	struct live_side own, peer;
	bool is_whole;

	live_flows_find(live->flows, &waiting->src, &waiting->dst, &own, &peer, &is_whole);
	return !live->witnesses.all_interfaces || !is_sure(live, waiting) ||
	       own.isn != waiting->own.isn || peer.isn != waiting->peer.isn;
}

/* Its receiver had said FIN, or nobody knows; and had not reset it. */
static bool may_be_closing(const struct live *live, const struct waiting *waiting)
{
	bool all_heard = live->missed_until_ns == INT64_MIN / 2 && waiting->is_whole;

	return !waiting->peer.rst && !(all_heard && !waiting->peer.fin);
}

/* It came, and nobody has said that it was taken, or sent from here. */
static void tell_arrived(struct live *live, struct waiting *waiting)
{
	bool is_silence_sure = live->witnesses.words && live->witnesses.all_interfaces &&
			       is_sure(live, waiting) && !live->is_untold;
	int state = 0;
	enum live_taking taking = TAKING_UNKNOWN;

	if (!is_silence_sure && live->taking) {
		const struct live_arrival arrival = { .packet = &waiting->packet,
						      .time_ns = waiting->begin_ns,
						      .may_be_anew = may_be_anew(live, waiting) };
		taking = live->taking(live->arg, &arrival, &state);
	}
	bool is_ignored = is_silence_sure || taking != TAKING_UNKNOWN;
	struct live_reset reset =
		reset_of(live, waiting, RECEIVER, is_ignored ? LIVE_IGNORED : LIVE_ARRIVED);
	reset.taking = taking;
	reset.state = state;
	reset.may_be_closing = taking == TAKING_NOT_OPEN && may_be_closing(live, waiting);
	waiting->told[RECEIVER] = true;
	live->told(live->arg, &reset);
}

static void tell_from_elsewhere(struct live *live, struct waiting *waiting)
{
	if (waiting->has_word[RECEIVER])
		tell(live, waiting, RECEIVER, LIVE_RECEIVED);
	else
		tell_arrived(live, waiting);
}

/* Decides without a second witness. */
static void settle(struct live *live, struct waiting *waiting)
{
	struct waiting *other;

	if (waiting->told[SENDER])
		return;
	other = find_other(live, waiting);
	/* When the kernel spoke, earlier packets were not yet heard. */
	if (!waiting->has_packet)
		look_back(live, waiting);
	if (waiting_is_from_elsewhere(waiting, live->witnesses.all_interfaces))
		tell_from_elsewhere(live, waiting);
	else if (waiting_is_elsewhere(waiting, live->witnesses.wire))
		live->elsewhere++;
	else if (waiting->has_word[SENDER])
		tell(live, waiting, SENDER, sent_fate(live, waiting));
	else if (waiting->has_word[RECEIVER] && other)
		tell(live, waiting, RECEIVER, LIVE_RECEIVED);
	else if (waiting->came && waiting->left && !waiting->has_word[RECEIVER] &&
		 (other || !waiting->packet.leaves))
		tell(live, waiting, SENDER, LIVE_PASSED);
	else if (waiting->left && waiting_was_told(&live->waitings))
		waiting->told[SENDER] = true;
	else if (is_alien(live, waiting))
		tell(live, waiting, SENDER, silent_fate(live));
	else if (waiting->has_word[RECEIVER])
		tell(live, waiting, RECEIVER, LIVE_RECEIVED);
	else if (waiting->left)
		tell(live, waiting, SENDER, LIVE_SENT);
	else if (!waiting_was_told(&live->waitings))
		tell_arrived(live, waiting);
}

static void settle_oldest(struct live *live)
{
	settle(live, waitings_oldest(&live->waitings));
	waitings_drop_oldest(&live->waitings);
}

/* ---- Heard --------------------------------------------------------------------------------------
 */

/* The sender's word and the RST itself are all there is to wait for, unless another namespace has
 * sent it: then its receiver may speak too. The receiver's word waits: the sender may be on this
 * machine too, and says more. */
static void meet(struct live *live, struct waiting *waiting)
{
	bool is_from_elsewhere = waiting->word[SENDER].where == WHERE_ELSE && !waiting->left;

	if (waiting->has_packet && waiting->has_word[SENDER] && !waiting->told[SENDER] &&
	    !is_from_elsewhere)
		tell(live, waiting, SENDER, sent_fate(live, waiting));
}

static struct waiting *add(struct live *live, const struct endpoint *src,
			   const struct endpoint *dst, int64_t time_ns)
{
	if (waitings_are_full(&live->waitings)) {
		live->hurried++;
		settle_oldest(live);
	}
	struct waiting *waiting = waitings_add(&live->waitings, src, dst, time_ns);
	look_back(live, waiting);
	return waiting;
}

void live_hear_word(struct live *live, const struct heard_word *word)
{
	int who = word->sent ? SENDER : RECEIVER;
	struct waiting *waiting = waiting_of_word(&live->waitings, word);

	if (!waiting)
		waiting = add(live, word->sent ? &word->local : &word->remote,
			      word->sent ? &word->remote : &word->local, word->time_ns);
	waiting->word[who] = *word;
	waiting->has_word[who] = true;
	meet(live, waiting);
}

static void hear_reset(struct live *live, const struct heard_packet *packet)
{
	const struct decoded *tcp = &packet->packet;
	struct waiting *waiting = waiting_of_packet(&live->waitings, packet);

	if (!waiting)
		waiting = add(live, &tcp->src, &tcp->dst, packet->time_ns);
	/* By now earlier packets have been heard, unlike when the kernel spoke. */
	if (waiting_see(waiting, packet))
		look_back(live, waiting);
	meet(live, waiting);
}

void live_hear_packet(struct live *live, const struct heard_packet *packet)
{
	if (packet->packet.protocol != PROTO_TCP)
		return;
	if (packet->packet.flags & RST)
		hear_reset(live, packet);
	live_flows_add(live->flows, &packet->packet, packet->time_ns);
}

void live_miss(struct live *live, int64_t begin_ns, int64_t end_ns)
{
	live->missed_from_ns = begin_ns;
	live->missed_until_ns = end_ns;
}

void live_settle(struct live *live, int64_t now_ns)
{
	const int64_t grace_ns = LIVE_GRACE_MS * INT64_C(1000000);
	int64_t due;

	while ((due = live_due(live)) >= 0) {
		int64_t begin_ns = due - grace_ns;
		/* The clock was set back: how long it has waited is unknown. */
		bool is_to_come = now_ns < INT64_MAX && begin_ns > now_ns + grace_ns;
		if (due > now_ns && !is_to_come)
			return;
		if (is_to_come)
			live_miss(live, begin_ns, begin_ns);
		settle_oldest(live);
	}
}

int64_t live_due(const struct live *live)
{
	const struct waitings *all = &live->waitings;

	if (all->first == all->last)
		return -1;
	return all->waiting[all->first % WAITING_ROOM].begin_ns + LIVE_GRACE_MS * INT64_C(1000000);
}

uint64_t live_hurried(const struct live *live)
{
	return live->hurried;
}

uint64_t live_elsewhere(const struct live *live)
{
	return live->elsewhere;
}

/* ---- All of it ----------------------------------------------------------------------------------
 */

struct live *live_open(const struct lessons *lessons, struct live_witnesses witnesses,
		       void (*told)(void *arg, const struct live_reset *reset), void *arg)
{
	struct live *live = calloc(1, sizeof(*live));

	if (!live)
		return NULL;
	live->known.lessons = lessons;
	live->witnesses = witnesses;
	live->told = told;
	live->arg = arg;
	waitings_begin(&live->waitings);
	live->missed_from_ns = live->missed_until_ns = INT64_MIN / 2;
	live->flows = live_flows_open();
	if (live->flows)
		return live;
	free(live);
	return NULL;
}

void live_doubt(struct live *live, bool (*is_untold)(void *arg))
{
	live->is_untold = is_untold;
}

void live_ask(struct live *live,
	      enum live_taking (*taking)(void *arg, const struct live_arrival *arrival,
					 int *ret_state))
{
	live->taking = taking;
}

void live_close(struct live *live)
{
	if (!live)
		return;
	live_flows_close(live->flows);
	free(live);
}
