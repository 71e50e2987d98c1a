/* SPDX-License-Identifier: GPL-2.0-only */
#include "promise.h"

#include "errno_name.h"
#include "kernel_change.h"
#include "stack_fact.h"
#include "text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const char *const witness_name[WITNESS_COUNT] = {
	[WIRE] = "wire",
	[SOCKET] = "socket",
	[COUNTER] = "counter",
	[REASON] = "reason",
};

static_assert(WITNESS_COUNT == 5, "a name for each");

/* ---- One after the other ------------------------------------------------------------------------
 */

struct promises promises_of(const struct scenario *scenario)
{
	static const struct promise none = { 0 };

	return (struct promises){ .row = scenario->promises ? scenario->promises : &none };
}

/* "" opens a group of its own, of all. */
static const char *named(const char *text)
{
	return text && *text ? text : NULL;
}

/* Is there another chapter of the group? Its rows once more, then. */
static bool group_again(struct promises *walk)
{
	if (!walk->again || !walk->rest[1])
		return false;
	walk->chapter = *++walk->rest;
	walk->row = walk->again;
	return true;
}

static void group_open(struct promises *walk)
{
	const struct promise *row = walk->row++;

	if (row->chapters && row->chapters[0]) {
		walk->rest = row->chapters;
		walk->again = walk->row;
		walk->chapter = *walk->rest;
	}
	if (row->chapter)
		walk->chapter = named(row->chapter);
	if (row->outcome)
		walk->outcome = named(row->outcome);
}

static bool speaks(const struct promise *row)
{
	return row->who || row->wire || row->call || row->look || row->counter || row->reason;
}

enum row_kind { END, GROUP, GROUPS, TABLE, PROMISE };

/* What is two of them at once counts as a promise: promise_fault() says what is wrong with it. */
static enum row_kind row_kind(const struct promise *row)
{
	bool opens = row->chapter || row->chapters || row->outcome;

	if (speaks(row) || !!row->rows + !!row->groups + opens > 1)
		return PROMISE;
	if (row->groups)
		return GROUPS;
	if (row->rows)
		return TABLE;
	return opens ? GROUP : END;
}

/* Goes on at @row, in no group. */
static void go_on(struct promises *walk, const struct promise *row)
{
	walk->row = row;
	walk->chapter = walk->outcome = NULL;
}

/* Goes to the next row that promises; in a table of shared rows each does, but for its end, and so
 * does a further table of groups where they lie too deep in each other. */
static bool find_row(struct promises *walk)
{
	for (;;) {
		enum row_kind kind = row_kind(walk->row);
		if (kind == PROMISE || (walk->after && kind != END) ||
		    (walk->depth == GROUPS_DEPTH && kind == GROUPS))
			return true;
		if (kind == TABLE) {
			walk->after = walk->row + 1;
			walk->row = walk->row->rows;
		} else if (walk->after) {
			walk->row = walk->after;
			walk->after = NULL;
		} else if (group_again(walk)) {
			continue;
		} else if (kind == GROUPS) {
			walk->outer[walk->depth++] = walk->row + 1;
			go_on(walk, walk->row->groups);
		} else if (walk->depth && kind == END) {
			go_on(walk, walk->outer[--walk->depth]);
		} else if (kind == END) {
			return false;
		} else {
			group_open(walk);
		}
	}
}

bool promises_next(struct promises *walk)
{
	if (!find_row(walk))
		return false;
	walk->promise = *walk->row++;

	struct promise *promise = &walk->promise;
	if (!promise->who)
		promise->who = "";
	promise->chapter = named(promise->chapter ? promise->chapter : walk->chapter);
	promise->outcome = named(promise->outcome ? promise->outcome : walk->outcome);
	if (!promise->because)
		promise->because = stack_fact(promise);
	return true;
}

const char *promise_look(const struct promise *promise)
{
	const char *label = promise->look->label;

	return label && !*label ? promise->chapter : label;
}

enum witness promise_witness(const struct promise *promise)
{
	if (promise->wire)
		return WIRE;
	if (promise->counter)
		return COUNTER;
	return promise->reason ? REASON : SOCKET;
}

bool promise_resets_for(const struct promise *promise, const char *reason)
{
	const struct reason_claim *claim = promise->reason;

	return claim && claim->reason && strcmp(claim->reason, reason) == 0 &&
	       reason_wanted(claim) != 0;
}

static bool is_here(const struct promise *promise)
{
	return (promise->counter && promise->counter->here) ||
	       (promise->reason && promise->reason->here);
}

const char *promise_fault(const struct promise *promise)
{
	const struct call_claim *call = promise->call;
	int claims =
		!!promise->wire + !!call + !!promise->look + !!promise->counter + !!promise->reason;

	if (promise->rows)
		return "it stands for a table of rows, and for something else";
	if (promise->groups)
		return "it stands for a table of groups where none can be, or for something else too";
	if (promise->chapters)
		return "it opens a group, and is not alone in its row";
	if (claims == 0)
		return "it claims nothing";
	if (claims > 1)
		return "it claims two things at once";
	if (!*promise->who)
		return "it names no host";
	if (call && !call->verb)
		return "it names no call";
	if (promise->look && !promise_look(promise))
		return "it names no look";
	if (promise->counter && !promise->counter->name)
		return "it names no counter";
	if (is_here(promise) && !promise->chapter)
		return "it is of a chapter, and names none";
	return NULL;
}

/* ---- In words -----------------------------------------------------------------------------------
 */

const char *number_name(enum number number)
{
	switch (number) {
	case ANY_NUMBER:
		return "any";
	case ZERO:
		return "0";
	case SEG_ACK:
		return "SEG.ACK";
	case SEG_SEQ:
		return "SEG.SEQ";
	case SEG_END:
		return "SEG.SEQ+SEG.LEN";
	case SND_NXT:
		return "SND.NXT";
	case RCV_NXT:
		return "RCV.NXT";
	}
	return "?";
}

static void wire_text(const struct wire_claim *claim, const char *chapter, char *text, size_t size)
{
	const struct {
		const char *name;
		struct want want;
	} wants[] = {
		{ "win", claim->win },     { "len", claim->len },       { "Seq", claim->rel_seq },
		{ "Ack", claim->rel_ack }, { "TS", claim->timestamps }, { "TTL", claim->ttl },
		{ "MD5", claim->md5 },     { "AO", claim->ao },         { "DF", claim->df },
	};

	if (!claim->count.is_set)
		text_append(text, size, "at least one ");
	else if (claim->count.value == 0)
		text_append(text, size, "no ");
	else
		text_append(text, size, "%lld ", (long long)claim->count.value);
	if (claim->flags)
		text_append(text, size, "[%s]", claim->flags);
	else
		text_append(text, size, "segment");
	if (claim->seq != ANY_NUMBER)
		text_append(text, size, " seq=%s", number_name(claim->seq));
	if (claim->ack != ANY_NUMBER)
		text_append(text, size, " ack=%s", number_name(claim->ack));
	for (size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++)
		if (wants[i].want.is_set)
			text_append(text, size, " %s=%lld", wants[i].name,
				    (long long)wants[i].want.value);
	if (claim->open.is_set)
		text_append(text, size, " win%s0", claim->open.value ? ">" : "=");
	if (claim->tos.is_set)
		text_append(text, size, " TOS=0x%02llx", (unsigned long long)claim->tos.value);
	if (claim->newer.is_set)
		text_append(text, size, " seq%sthe connection before",
			    claim->newer.value ? " above " : " not above ");
	if (claim->echo.is_set)
		text_append(text, size, " TSecr=%s", claim->echo.value ? "heard" : "unheard");
	if (claim->tcprst.is_set && claim->tcprst.value == NO_TCPRST)
		text_append(text, size, " no MP_TCPRST");
	else if (claim->tcprst.is_set)
		text_append(text, size, " MP_TCPRST=%lld", (long long)claim->tcprst.value);
	if (chapter)
		text_append(text, size, ", while: %s", chapter);
	if (claim->anew)
		text_append(text, size, ", not counting retransmissions");
	if (claim->again)
		text_append(text, size, ", retransmitted");
	if (claim->lost)
		text_append(text, size, ", lost on the way");
	if (claim->forged)
		text_append(text, size, ", not sent by TCP");
}

static void call_text(const struct call_claim *claim, const char *chapter, char *text, size_t size)
{
	char returned[RETURN_TEXT_SIZE];

	if (claim->nth)
		text_append(text, size, "%s() number %d = ", claim->verb, claim->nth);
	else
		text_append(text, size, "%s() = ", claim->verb);
	if (claim->err || claim->ret.is_set)
		return_text(claim->verb, claim->err ? -1 : claim->ret.value, claim->err, returned);
	else
		snprintf(returned, sizeof(returned), "success");
	text_append(text, size, "%s", returned);
	if (chapter)
		text_append(text, size, ", while: %s", chapter);
}

static void look_text(const struct promise *promise, char *text, size_t size)
{
	const struct look_claim *claim = promise->look;
	const char *label = promise_look(promise);

	bool is_not = claim->state && claim->state[0] == '~';

	text_append(text, size, "%lld socket%s in %s%s", (long long)claim->count,
		    claim->count == 1 ? "" : "s", is_not ? "any state but " : "",
		    claim->state ? claim->state + is_not : "any state");
	if (claim->port)
		text_append(text, size, " at port %u", claim->port);
	text_append(text, size, ", %s", label ? label : "?");
}

/* What else is of a chapter only where it says so. */
static void here_text(bool here, const char *chapter, char *text, size_t size)
{
	if (here)
		text_append(text, size, ", while: %s", chapter ? chapter : "?");
}

static void counter_text(const struct counter_claim *claim, char *text, size_t size)
{
	text_append(text, size, "%s +%lld", claim->name, (long long)claim->grew);
}

int64_t reason_wanted(const struct reason_claim *claim)
{
	return claim->count.is_set ? claim->count.value : 1;
}

static void reason_text(const struct reason_claim *claim, char *text, size_t size)
{
	int64_t count = reason_wanted(claim);

	if (count == 0 && !claim->reason)
		text_append(text, size, "no tcp_send_reset");
	else
		text_append(text, size, "%lld tcp_send_reset", (long long)count);
	if (claim->reason)
		text_append(text, size, " reason=%s", claim->reason);
	if (claim->state)
		text_append(text, size, " state=%s", claim->state);
}

const char *promise_text(const struct promise *promise, char *buffer, size_t size)
{
	buffer[0] = '\0';
	if (promise->wire)
		wire_text(promise->wire, promise->chapter, buffer, size);
	else if (promise->call)
		call_text(promise->call, promise->chapter, buffer, size);
	else if (promise->look)
		look_text(promise, buffer, size);
	else if (promise->counter)
		counter_text(promise->counter, buffer, size);
	else if (promise->reason)
		reason_text(promise->reason, buffer, size);
	here_text(is_here(promise), promise->chapter, buffer, size);
	return buffer;
}

const char *promise_kernels(const struct promise *promise, char *buffer, size_t size)
{
	buffer[0] = '\0';
	if (promise->with)
		text_append(buffer, size, "with %s (since %s)", promise->with->what,
			    promise->with->since);
	if (promise->without)
		text_append(buffer, size, "%swithout %s (before %s)", promise->with ? ", " : "",
			    promise->without->what, promise->without->since);
	return buffer;
}

bool promise_depends(const struct promise *promise, const struct change *change)
{
	return promise->with == change || promise->without == change || promise->mended == change;
}

int scenario_changes(const struct scenario *scenario, const struct change *ret[CHANGES_MAX])
{
	int count = 0;

	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct change *const its[] = { walk.promise.with, walk.promise.without,
						     walk.promise.mended };
		for (size_t i = 0; i < sizeof(its) / sizeof(*its); i++) {
			bool is_new = its[i] && count < CHANGES_MAX;
			for (int k = 0; k < count && is_new; k++)
				is_new = ret[k] != its[i];
			if (is_new)
				ret[count++] = its[i];
		}
	}
	return count;
}

bool promise_holds(const struct promise *promise, const char *version)
{
	if (promise->with && !kernel_has(promise->with->since, version))
		return false;
	return !promise->without || !kernel_has(promise->without->since, version);
}
