/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_kernel.c - what of the kernel's counters and of its tracepoints stays. */
#include "canon_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The counters that stay, besides those of which the scenario promises something. They count what
 * TCP decided about a connection: that it was opened, refused, reset, aborted, challenged, dropped
 * for a full queue, or that a segment was refused by a check (PAWS, checksum, MD5, AO, cookie).
 *
 * All others are left out, because a clock or the memory moves them: segments in and out,
 * retransmissions, timeouts, probes and what comes of them (TcpRetransSegs, TCPTimeouts,
 * TCPLossProbes, TCPDSACK*, TCPLostRetransmit, TCPSynRetrans, TCPKeepAlive), acknowledgements
 * (TCPPureAcks, TCPHPAcks, DelayedACK*, TCPDelivered, TCPACKSkipped*: these by a rate limit), how a
 * stream was cut and queued (TCPOrigDataSent, TCPRcvCoalesce, TCPAutoCorking, TCPBacklogCoalesce,
 * TCPOFOQueue), windows and memory (TCP*ZeroWindowAdv, TCPMemoryPressures, PruneCalled), congestion
 * control (TCPHystart*), gauges (TcpCurrEstab, MPCurrEstab), and LockDroppedIcmps, which depends on
 * who held the socket at that moment; and SyncookiesFailed, because a listener that has never
 * overflowed passes for one that just did while jiffies are near 0, five to seven minutes after the
 * start of the machine (tcp_synq_no_recent_overflow()). TcpOutRsts is left to the wire, with which
 * it must agree (judge_agreement()): what crosses a RST on its way may be answered by another one.
 */
static const char *const counters[] = {
	"TcpActiveOpens",
	"TcpPassiveOpens",
	"TcpAttemptFails",
	"TcpEstabResets",
	"TcpInCsumErrors",
	"TcpExtEmbryonicRsts",
	"TcpExtListenDrops",
	"TcpExtListenOverflows",
	"TcpExtPAWSActive",
	"TcpExtPAWSEstab",
	"TcpExtPAWSOldAck",
	"TcpExtPAWSTimewait",
	"TcpExtSyncookiesRecv",
	"TcpExtSyncookiesSent",
	"TcpExtTCPAbortFailed",
	"TcpExtTCPAbortOnClose",
	"TcpExtTCPAbortOnData",
	"TcpExtTCPAbortOnLinger",
	"TcpExtTCPAbortOnMemory",
	"TcpExtTCPAbortOnTimeout",
	"TcpExtTCPAOBad",
	"TcpExtTCPAOKeyNotFound",
	"TcpExtTCPAORequired",
	"TcpExtTCPChallengeACK",
	"TcpExtTCPDeferAcceptDrop",
	"TcpExtTCPFastOpenActive",
	"TcpExtTCPFastOpenActiveFail",
	"TcpExtTCPFastOpenCookieReqd",
	"TcpExtTCPFastOpenPassive",
	"TcpExtTCPFastOpenPassiveFail",
	"TcpExtTCPMD5Failure",
	"TcpExtTCPMD5NotFound",
	"TcpExtTCPMD5Unexpected",
	"TcpExtTCPMigrateReqFailure",
	"TcpExtTCPMigrateReqSuccess",
	"TcpExtTCPMinTTLDrop",
	"TcpExtTCPReqQFullDoCookies",
	"TcpExtTCPReqQFullDrop",
	"TcpExtTCPSYNChallenge",
	"TcpExtTSEcrRejected",
	"TcpExtTW",
	"TcpExtTWKilled",
	"TcpExtTWRecycled",
	"MPTcpExtDataCsumErr",
	"MPTcpExtMPFailRx",
	"MPTcpExtMPFailTx",
	"MPTcpExtMPFastcloseRx",
	"MPTcpExtMPFastcloseTx",
	"MPTcpExtMPJoinAckHMacFailure",
	"MPTcpExtMPJoinNoTokenFound",
	"MPTcpExtMPJoinRejected",
	"MPTcpExtMPJoinSynAckHMacFailure",
	"MPTcpExtMPRstRx",
	"MPTcpExtMPRstTx",
	"MPTcpExtRmSubflow",
};

static int compare_items(const void *a, const void *b)
{
	const struct canon_item *one = a, *two = b;
	int by_host = strcmp(one->who, two->who);
	int by_name = strcmp(one->name, two->name);
	int by_state = strcmp(one->trait[TRAIT_STATE], two->trait[TRAIT_STATE]);

	if (by_host || by_name)
		return by_host ? by_host : by_name;
	/* reasons last: they may be untold on one side */
	return by_state ? by_state : strcmp(one->trait[TRAIT_REASON], two->trait[TRAIT_REASON]);
}

/* In an order of their own, from @begin on. */
static void sort_items(struct canon *canon, int begin)
{
	if (canon->count > begin)
		qsort(canon->item + begin, (size_t)(canon->count - begin), sizeof(*canon->item),
		      compare_items);
}

static bool stays(const char *name)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (strcmp(counters[i], name) == 0)
			return true;
	return false;
}

static bool claims_counter(const struct promise *promise, const char *host, const char *name)
{
	const char *claimed = promise->counter ? promise->counter->name : NULL;
	return claimed && strcmp(claimed, name) == 0 &&
	       (strcmp(promise->who, host) == 0 || strcmp(promise->who, ANY_HOST) == 0);
}

static bool is_promised(const struct canon_reader *reader, const char *host, const char *name)
{
	for (struct promises walk = promises_of(reader->scenario); promises_next(&walk);)
		if (claims_counter(&walk.promise, host, name))
			return true;
	return false;
}

static struct canon_item *add_counter(struct canon_reader *reader, int host, const char *name)
{
	struct canon_item *item = canon_add(reader, COUNTER, host);

	snprintf(item->name, sizeof(item->name), "%s", name);
	return item;
}

/* Of those that are promised it is known whether the kernel has them. */
static void add_promised(struct canon_reader *reader)
{
	const struct canon *canon = reader->canon;
	int begin = canon->count;

	for (struct promises walk = promises_of(reader->scenario); promises_next(&walk);) {
		const struct counter_claim *claim = walk.promise.counter;
		const char *name = claim ? claim->name : NULL;
		for (int host = 0; name && host < reader->reading->ev->host_count; host++) {
			const char *who = host_name(reader->reading->ev, host);
			bool is_new = claims_counter(&walk.promise, who, name);
			int64_t grew;

			/* Endings share them. */
			for (int i = begin; i < canon->count && is_new; i++)
				is_new = strcmp(canon->item[i].who, who) != 0 ||
					 strcmp(canon->item[i].name, name) != 0;
			if (!is_new)
				continue;
			struct canon_item *item = add_counter(reader, host, name);
			if (evidence_counter(reader->reading->ev, host, name, &grew))
				trait_set(item, TRAIT_COUNT, "%+" PRId64, grew);
			else
				trait_set(item, TRAIT_COUNT, "%s",
					  reader->reading->ev->counter_names[0] ? TRAIT_ABSENT
										: TRAIT_UNTOLD);
		}
	}
}

void canon_counter(struct canon_reader *reader)
{
	const struct evidence *ev = reader->reading->ev;
	struct canon *canon = reader->canon;
	int begin = canon->count;

	add_promised(reader);
	for (int i = 0; i < ev->counter_count; i++) {
		const struct counter_fact *counter = &ev->counter[i];
		int64_t grew = counter->after - counter->before;

		if (grew == 0 || !stays(counter->name) ||
		    is_promised(reader, host_name(ev, counter->host), counter->name))
			continue;
		trait_set(add_counter(reader, counter->host, counter->name), TRAIT_COUNT,
			  "%+" PRId64, grew);
	}
	sort_items(canon, begin);
}

void canon_word(const struct canon_reader *reader, int fact, struct canon_item *item)
{
	const struct reset_fact *word = fact < 0 ? NULL : &reader->reading->ev->reset[fact];
	const char *reason = word ? word->reason : "none told",
		   *state = word ? word->state : "none";

	/* Where some RST is not told of, a word may belong to another one than it was joined with,
	 * and silence says nothing. */
	if (!canon_tells(reader->canon, item->who))
		reason = state = TRAIT_UNTOLD;
	if (!reader->canon->has[SIGHT_REASON])
		reason = TRAIT_UNTOLD;
	trait_set(item, TRAIT_REASON, "%s", reason);
	trait_set(item, TRAIT_STATE, "%s", *state ? state : TRAIT_UNTOLD);
}

/* Of RSTs that reached no wire nothing tells an order. */
static void add_unsent(struct canon_reader *reader)
{
	struct canon *canon = reader->canon;
	int first = canon->count;

	for (int i = 0; i < reader->reading->resets.count; i++) {
		const struct reset *reset = &reader->reading->resets.reset[i];
		if (!reset->sent || reset->segment >= 0)
			continue;
		struct canon_item *item = canon_add(reader, REASON, reset->host);
		snprintf(item->name, sizeof(item->name), "tcp_send_reset, on no wire");
		item->is_exhaustive = true;
		canon_word(reader, reset->fact, item);
	}
	sort_items(canon, first);
}

/* How often a host has obeyed a RST. Which of them is not told. */
static void add_received(struct canon_reader *reader, int host)
{
	const struct evidence *ev = reader->reading->ev;
	int count = 0;

	for (int i = 0; i < ev->reset_count; i++)
		count += !ev->reset[i].sent && ev->reset[i].host == host;
	if (count == 0)
		return;
	struct canon_item *item = canon_add(reader, REASON, host);
	snprintf(item->name, sizeof(item->name), "tcp_receive_reset");
	trait_set(item, TRAIT_COUNT, "%d", count);
}

void canon_reason(struct canon_reader *reader)
{
	if (!reader->canon->has[SIGHT_TRACE])
		return;
	add_unsent(reader);
	for (int host = -1; host < reader->reading->ev->host_count; host++)
		add_received(reader, host);
}
