/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_rows.h"

#include "atlas.h"
#include "errno_name.h"
#include "promise.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

const struct atlas_unreached atlas_unreached[] = {
	{ "NOT_SPECIFIED", "a default that no path of TCP is known to leave in place" },
	{ "TCP_OLD_ACK",
	  "needs data acknowledged in SYN-RECEIVED, where none can have been: tcp_ack() there says "
	  "TCP_TOO_OLD_ACK" },
	{ "MPTCP_RST_ERESOURCE", "no emitter: only copied from a received MP_TCPRST" },
	{ "MPTCP_RST_EWQ2BIG", "no emitter: only copied from a received MP_TCPRST" },
	{ "MPTCP_RST_EBADPERF", "no emitter: only copied from a received MP_TCPRST" },
	{ "ERROR", "no emitter" },
	{ "MAX", "the end of the enum, not a reason" },
	{ 0 },
};

bool atlas_promises(const struct scenario *scenario, const char *reason)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (promise_resets_for(&walk.promise, reason))
			return true;
	return false;
}

const char *atlas_why_unreached(const char *reason)
{
	for (const struct atlas_unreached *gone = atlas_unreached; gone->reason; gone++)
		if (strcmp(gone->reason, reason) == 0)
			return gone->why;
	return NULL;
}

int atlas_reached(const struct scenario *const *list, int count, const char **ret)
{
	int reasons = 0;
	for (int i = 0; i < count; i++)
		for (struct promises walk = promises_of(list[i]); promises_next(&walk);) {
			const struct reason_claim *claim = walk.promise.reason;
			const char *reason = claim ? claim->reason : NULL;
			bool known = !reason || !atlas_promises(list[i], reason);
			for (int r = 0; r < reasons && !known; r++)
				known = strcmp(ret[r], reason) == 0;
			if (known || reasons == ATLAS_REASONS_MAX)
				continue;
			int at = reasons++;
			for (; at > 0 && strcmp(ret[at - 1], reason) > 0; at--)
				ret[at] = ret[at - 1];
			ret[at] = reason;
		}
	return reasons;
}

/* ---- One scenario's row -------------------------------------------------------------------------
 */

static void add(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);
	if (strstr(text, word))
		return;
	snprintf(text + used, size - used, "%s%s", used ? ", " : "", word);
}

/* The ending in which a scenario promises this reason first; NULL: in all. */
static const char *outcome_of(const struct scenario *scenario, const char *reason)
{
	for (struct promises walk = promises_of(scenario); reason && promises_next(&walk);)
		if (promise_resets_for(&walk.promise, reason))
			return walk.promise.outcome;
	return NULL;
}

void atlas_row(const struct scenario *scenario, const char *reason, struct atlas_row *ret)
{
	char word[96];
	const char *outcome = outcome_of(scenario, reason);
	*ret = (struct atlas_row){ 0 };
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct promise *p = &walk.promise;
		if (p->outcome && outcome && strcmp(p->outcome, outcome) != 0)
			continue;
		if (reason && promise_resets_for(p, reason))
			add(ret->senders, sizeof(ret->senders), p->who);
		if (!reason && p->wire && p->wire->forged)
			add(ret->senders, sizeof(ret->senders), p->who);
		if (p->counter && p->counter->grew > 0 &&
		    !text_has_word("TcpOutRsts TcpOutSegs", p->counter->name))
			add(ret->counters, sizeof(ret->counters), p->counter->name);
		if (!p->call || !p->call->err)
			continue;
		snprintf(word, sizeof(word), "%s %s %s", p->who, p->call->verb,
			 errno_name(p->call->err));
		add(ret->errors, sizeof(ret->errors), word);
	}
}

bool atlas_has_reason(const struct scenario *scenario)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct reason_claim *claim = walk.promise.reason;
		const char *reason = claim ? claim->reason : NULL;
		if (reason && atlas_promises(scenario, reason))
			return true;
	}
	return false;
}

bool atlas_has_forged(const struct scenario *scenario)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.wire && walk.promise.wire->forged)
			return true;
	return false;
}

bool atlas_resets_nothing(const struct scenario *scenario)
{
	return !atlas_has_reason(scenario) && !atlas_has_forged(scenario);
}

const char *atlas_clause(const struct scenario *scenario)
{
	return scenario->rfc ? scenario->rfc : "";
}

const char atlas_of_listeners[] =
	"A reset in LISTEN shows the listener's address and no peer. For a listener bound to no "
	"address, the\n"
	"tracepoint shows `src=0.0.0.0:PORT` or `src=[::]:PORT`, so only the port is known.\n";
