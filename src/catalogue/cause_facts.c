/* SPDX-License-Identifier: GPL-2.0-only */
#include "cause_facts.h"

#include "causes.h"
#include "errno_name.h"
#include "promise.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Which promise is of which cause ------------------------------------------------------------
 */

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* The cause of what is said in @chapter, by whomever; NULL: of none alone. */
static const struct cause *cause_in(const struct scenario *scenario, const char *chapter)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];

	if (scenario_causes(scenario, its) == 1)
		return its[0];
	for (size_t i = 0; i < sizeof(scenario->causes) / sizeof(scenario->causes[0]); i++) {
		const struct scenario_cause *row = &scenario->causes[i];
		if (row->cause && row->chapter && same(row->chapter, chapter))
			return cause_find(row->cause);
		if (row->cause && !row->chapter)
			return NULL;
	}
	return chapter ? cause_find(scenario->cause) : NULL;
}

const struct cause *promise_cause(const struct promise *promise, const struct scenario *scenario)
{
	return promise->wire ? scenario_cause(scenario, promise->who, promise->chapter)
			     : cause_in(scenario, promise->chapter);
}

bool cause_is_abstract(const struct cause *cause, const struct scenario *const *all, int count)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	bool has_kind = false;

	for (int i = 0; i < count; i++) {
		int causes = scenario_causes(all[i], its);
		for (int k = 0; k < causes; k++) {
			if (its[k] == cause)
				return false;
			has_kind = has_kind || cause_is(its[k], cause->name);
		}
	}
	return has_kind;
}

/* ---- A walk through what is promised of a cause -------------------------------------------------
 */

typedef bool take_promise(const struct promise *promise, void *arg);

/* Until @take returns false. */
static void each_promise(const struct cause *cause, const struct scenario *const *all, int count,
			 take_promise *take, void *arg)
{
	bool abstract = cause_is_abstract(cause, all, count), more = true;

	for (int i = 0; i < count && more; i++) {
		if (!scenario_has_cause(all[i], cause->name))
			continue;
		for (struct promises walk = promises_of(all[i]); more && promises_next(&walk);) {
			const struct cause *its = promise_cause(&walk.promise, all[i]);
			if (its == cause || (its && abstract && cause_is(its, cause->name)))
				more = take(&walk.promise, arg);
		}
	}
}

struct asked_of {
	enum facet facet;
	const char *asked;
	int window;
	bool found;
};

static bool take_facet(const struct promise *promise, void *arg)
{
	struct asked_of *asked = arg;

	asked->found = facet_has_promise(asked->facet, promise, asked->asked);
	return !asked->found;
}

bool cause_has(const struct cause *cause, enum facet facet, const char *asked,
	       const struct scenario *const *all, int count)
{
	struct asked_of search = { .facet = facet, .asked = asked };

	each_promise(cause, all, count, take_facet, &search);
	return search.found;
}

/* "AbortOnClose" is enough for TcpExtTCPAbortOnClose. */
static bool is_counter(const char *name, const char *asked)
{
	size_t length = strlen(name), asked_length = strlen(asked);

	if (asked_length > length || strcasecmp(name + length - asked_length, asked) != 0)
		return false;
	static const char *const before[] = { "", "Tcp", "TcpExt", "TcpExtTCP", "MPTcpExt" };
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (strlen(before[i]) == length - asked_length &&
		    strncmp(name, before[i], length - asked_length) == 0)
			return true;
	return false;
}

static bool take_counter(const struct promise *promise, void *arg)
{
	struct asked_of *asked = arg;

	asked->found = promise->counter && promise->counter->grew > 0 &&
		       is_counter(promise->counter->name, asked->asked);
	return !asked->found;
}

bool cause_counts(const struct cause *cause, const char *counter, const struct scenario *const *all,
		  int count)
{
	struct asked_of search = { .asked = counter };

	each_promise(cause, all, count, take_counter, &search);
	return search.found;
}

bool counter_is_known(const char *counter, const struct scenario *const *all, int count)
{
	for (int i = 0; i < count; i++)
		for (struct promises walk = promises_of(all[i]); promises_next(&walk);)
			if (walk.promise.counter && is_counter(walk.promise.counter->name, counter))
				return true;
	return false;
}

static bool is_rst(const struct wire_claim *claim)
{
	return claim && claim->flags && strstr(claim->flags, "RST") && claim->flags[0] != '~' &&
	       (!claim->count.is_set || claim->count.value > 0);
}

static bool take_window(const struct promise *promise, void *arg)
{
	struct asked_of *asked = arg;
	const struct wire_claim *claim = promise->wire;

	asked->found = is_rst(claim) &&
		       (claim->win.is_set ? claim->win.value == asked->window : asked->window != 0);
	return !asked->found;
}

bool cause_has_window(const struct cause *cause, int window, const struct scenario *const *all,
		      int count)
{
	struct asked_of search = { .window = window };

	each_promise(cause, all, count, take_window, &search);
	return search.found;
}

/* ---- In words -----------------------------------------------------------------------------------
 */

/* Adds @text to a list, if it is not among it. */
static void add(char *list, const char *text)
{
	size_t length = strlen(text);

	for (const char *at = list; (at = strstr(at, text)); at += length)
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ';'))
			return;
	text_append(list, FACTS_TEXT, "%s%s", *list ? "; " : "", text);
}

bool reset_shape(const struct promise *promise, char *ret, size_t size)
{
	const struct wire_claim *claim = promise->wire;

	if (!is_rst(claim))
		return false;
	snprintf(ret, size, "[%s]", claim->flags);
	if (claim->seq != ANY_NUMBER)
		text_append(ret, size, " Seq %s", number_name(claim->seq));
	if (claim->ack != ANY_NUMBER && claim->ack != ZERO)
		text_append(ret, size, ", Ack %s", number_name(claim->ack));
	if (claim->win.is_set)
		text_append(ret, size, ", window %lld", (long long)claim->win.value);
	if (claim->timestamps.is_set)
		text_append(ret, size, ", %s timestamps", claim->timestamps.value ? "with" : "no");
	return true;
}

static bool take_words(const struct promise *promise, void *arg)
{
	struct cause_facts *facts = arg;
	char text[160];

	if (reset_shape(promise, text, sizeof(text)))
		add(facts->shapes, text);
	if (promise->call && promise->call->err) {
		snprintf(text, sizeof(text), "%s() %s", promise->call->verb,
			 errno_name(promise->call->err));
		add(facts->errors, text);
	}
	if (promise->counter && promise->counter->grew > 0) {
		snprintf(text, sizeof(text), "%s of the %s", promise->counter->name, promise->who);
		add(facts->counters, text);
	}
	if (promise->reason && promise->reason->reason && reason_wanted(promise->reason) != 0)
		add(facts->reasons, promise->reason->reason);
	return true;
}

void cause_facts(const struct cause *cause, const struct scenario *const *all, int count,
		 struct cause_facts *ret)
{
	*ret = (struct cause_facts){ 0 };
	each_promise(cause, all, count, take_words, ret);
}

/* How much else is in a scenario than the cause that it shall show, and how much in the way of
 * playing it: not every machine can what some need. */
static size_t burden(const struct scenario *scenario, const struct cause *cause)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	size_t weight = strlen(scenario->name);

	if (strcmp(scenario->name, cause->name) == 0)
		return 0;
	weight += scenario_causes(scenario, its) > 1 ? 400 : 0;
	weight += its[0] != cause ? 400 : 0;
	weight += scenario->tags && text_has_word(scenario->tags, "control") ? 200 : 0;
	weight += scenario->changes_machine || scenario->waits_for_timer ? 100 : 0;
	weight += scenario->needs ? 500 : 0;
	return weight;
}

bool scenario_shows_better(const struct scenario *a, const struct scenario *b,
			   const struct cause *cause)
{
	size_t one = burden(a, cause), other = burden(b, cause);

	return one != other ? one < other : strcmp(a->name, b->name) < 0;
}

const struct scenario *cause_scenario(const struct cause *cause, const struct scenario *const *all,
				      int count)
{
	const struct scenario *best = NULL;

	for (int i = 0; i < count; i++)
		if (scenario_has_cause(all[i], cause->name) &&
		    (!best || scenario_shows_better(all[i], best, cause)))
			best = all[i];
	return best;
}
