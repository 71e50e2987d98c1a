/* SPDX-License-Identifier: GPL-2.0-only */
/* expected.c - what the promises of the scenario say of what one types. */
#include "recipe.h"

#include "errno_name.h"
#include "poll_bits.h"
#include "promise.h"
#include "text.h"

#include <string.h>

/* Can this bind() fail in a story, and is then no connect() made? One that may reuse an address
 * cannot. */
static bool may_fail(const struct recipe *recipe, const struct step *step)
{
	const struct step *before = step - 1;

	return step->verb == VERB_BIND && !*step->peer &&
	       !(step > recipe->story->step && before->verb == VERB_REUSE &&
		 before->sock == step->sock);
}

/* Is @step the call that @promise is about? The nth such one of its host, or the last; of its
 * chapter, or of the story. */
static bool is_meant(const struct recipe *recipe, const struct step *step,
		     const struct promise *promise)
{
	const struct story *story = recipe->story;
	const char *chapter = NULL;
	int nth = 0, wanted = promise->call->nth;
	const struct step *meant = NULL;

	if (strcmp(verb_call(step->verb), promise->call->verb) != 0)
		return false;
	for (int i = 0; i < story->count; i++) {
		const struct step *other = &story->step[i];
		const char *call = verb_call(other->verb);

		if (other->verb == VERB_CHAPTER)
			chapter = other->text;
		if (!call || strcmp(call, promise->call->verb) != 0 ||
		    strcmp(other->host, promise->who) != 0)
			continue;
		/* A bind() that works is nobody's concern. */
		if (other->verb == VERB_BIND ? !may_fail(recipe, other)
					     : is_left_out(recipe, other))
			continue;
		if (promise->chapter && (!chapter || strcmp(chapter, promise->chapter) != 0))
			continue;
		if (++nth == wanted || !wanted)
			meant = other;
	}
	return meant == step;
}

#define NOT_KEPT " (not kept by all kernels)"

static void append_bits(int64_t bits, char *text, size_t size)
{
	char names[POLL_BITS_SIZE], number[32] = "";

	if (bits)
		text_append(number, sizeof(number), "%lld", (long long)bits);
	text_append(text, size, "must be [%s]: %s", number, poll_bits_text(bits, names));
}

static void append_call(const struct call_claim *claim, const struct step *step, char *text,
			size_t size)
{
	char names[POLL_BITS_SIZE];

	if (step->verb == VERB_ERROR)
		text_append(text, size, "must be %d: %s", claim->err,
			    claim->err ? errno_name(claim->err) : "no error");
	else if (step->verb == VERB_SIGIO && claim->err)
		text_append(text, size, "must be None");
	else if (step->verb == VERB_SIGIO)
		text_append(text, size, "must be %lld: %s", (long long)claim->ret.value,
			    poll_bits_text(claim->ret.value, names));
	else if (claim->err)
		text_append(text, size, "must fail: [Errno %d] %s", claim->err,
			    errno_name(claim->err));
	else if (claim->ret.is_set && step->verb == VERB_POLL)
		append_bits(claim->ret.value, text, size);
	else if (claim->ret.is_set && step->verb == VERB_RECV)
		text_append(text, size, "must return %lld bytes", (long long)claim->ret.value);
	else if (claim->ret.is_set && step->verb == VERB_SEND)
		text_append(text, size, "must return %lld", (long long)claim->ret.value);
	else
		text_append(text, size, "must work");
}

const char *expected_call(const struct recipe *recipe, const struct step *step,
			  char ret[EXPECTED_SIZE])
{
	bool any = false;

	text_set(ret, EXPECTED_SIZE, "%s", "");
	if (!verb_call(step->verb))
		return ret;
	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;

		if (!promise->call || !is_meant(recipe, step, promise))
			continue;
		text_append(ret, EXPECTED_SIZE, "%s", any ? "; or " : "  # ");
		append_call(promise->call, step, ret, EXPECTED_SIZE);
		if (promise->outcome)
			text_append(ret, EXPECTED_SIZE, ", if: %s", promise->outcome);
		if (promise->known_broken)
			text_append(ret, EXPECTED_SIZE, NOT_KEPT);
		any = true;
	}
	return ret;
}

bool is_left_out(const struct recipe *recipe, const struct step *step)
{
	const struct step *bind = step - 1;
	char expected[EXPECTED_SIZE];

	return step->verb == VERB_CONNECT && step > recipe->story->step &&
	       bind->sock == step->sock && may_fail(recipe, bind) &&
	       strstr(expected_call(recipe, bind, expected), "must fail");
}

const char *shown_state(const char *state)
{
	static const char *const names[][2] = {
		{ "ESTABLISHED", "ESTAB" },
		{ "SYN-RECEIVED", "SYN-RECV" },
		{ "CLOSED", "UNCONN" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(state, names[i][0]) == 0)
			return names[i][1];
	return state;
}

/* " (if it ends as ...; only with ...)": on what a promise depends. */
static const char *condition(const struct promise *promise, char *text, size_t size)
{
	char kernels[PROMISE_TEXT];

	text_set(text, size, "%s", "");
	if (promise->outcome)
		text_append(text, size, " (if it ends as '%s')", promise->outcome);
	if (*promise_kernels(promise, kernels, sizeof(kernels)))
		text_append(text, size, " (%s)", kernels);
	if (promise->known_broken)
		text_append(text, size, NOT_KEPT);
	return text;
}

void type_expected_look(struct recipe *recipe, const struct step *look)
{
	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		const struct look_claim *claim = promise->look;
		char port[WORD_SIZE] = "", depends[PROMISE_TEXT * 2];

		if (!claim || strcmp(promise->who, look->host) != 0 ||
		    strcmp(promise_look(promise), look->text) != 0)
			continue;
		if (claim->port)
			text_set(port, sizeof(port), " with port %u", claim->port);
		type_comment(recipe, "must show: %lld in %s%s%s: %s", (long long)claim->count,
			     claim->state ? shown_state(claim->state) : "any state", port,
			     condition(promise, depends, sizeof(depends)), promise->because);
	}
}

static bool is_here(const struct recipe *recipe, const struct promise *promise)
{
	if (!recipe->chapter || !promise->chapter)
		return !recipe->chapter && !promise->chapter;
	return strcmp(recipe->chapter, promise->chapter) == 0;
}

/* "# server: 1 [RST]: because": whoever pastes it types nothing. */
static void say_promise(struct recipe *recipe, const struct promise *promise)
{
	struct promise bare = *promise;
	char text[PROMISE_TEXT], depends[PROMISE_TEXT * 2];

	bare.chapter = NULL;
	type_comment(recipe, "%s: %s%s: %s", promise->who, promise_text(&bare, text, sizeof(text)),
		     condition(promise, depends, sizeof(depends)), promise->because);
}

/* Those that @wanted says yes to, after @heading. */
static void say_promises(struct recipe *recipe, const char *heading,
			 bool (*wanted)(const struct recipe *, const struct promise *))
{
	bool any = false;

	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);) {
		if (!wanted(recipe, &walk.promise))
			continue;
		if (!any) {
			say(recipe, "%s", heading);
			fputc('\n', recipe->out);
		}
		any = true;
		say_promise(recipe, &walk.promise);
	}
}

static bool is_wire_here(const struct recipe *recipe, const struct promise *promise)
{
	return promise->wire && is_here(recipe, promise);
}

static bool is_reason(const struct recipe *recipe, const struct promise *promise)
{
	(void)recipe;
	return promise->reason != NULL;
}

void say_expected_wire(struct recipe *recipe)
{
	say_promises(recipe,
		     recipe->chapter ? "tcpdump must show now, as sent by:"
				     : "tcpdump must have shown in total, as sent by:",
		     is_wire_here);
}

bool has_reasons(const struct recipe *recipe)
{
	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);)
		if (walk.promise.reason && reason_wanted(walk.promise.reason) > 0)
			return true;
	return false;
}

void say_reasons(struct recipe *recipe)
{
	say_promises(recipe,
		     "trace_pipe must have shown, where the kernel gives reasons:", is_reason);
}

/* Is it the first promise of that counter, so that it is named once? */
static bool is_first(const struct recipe *recipe, const struct promise *promise)
{
	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);)
		if (walk.promise.counter && strcmp(walk.promise.who, promise->who) == 0 &&
		    strcmp(walk.promise.counter->name, promise->counter->name) == 0)
			return walk.promise.counter == promise->counter;
	return false;
}

static void type_counters_of(struct recipe *recipe, const char *host, bool at_end)
{
	char names[1024] = "", depends[PROMISE_TEXT * 2];

	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);)
		if (walk.promise.counter && strcmp(walk.promise.who, host) == 0 &&
		    is_first(recipe, &walk.promise))
			text_append(names, sizeof(names), " %s", walk.promise.counter->name);
	if (!*names)
		return;
	type_at(recipe, host, -1);
	type_line(recipe, "nstat -asz%s", names);
	if (!at_end) {
		type_comment(recipe, "note these numbers");
		return;
	}
	for (struct promises walk = promises_of(recipe->scenario); promises_next(&walk);)
		if (walk.promise.counter && strcmp(walk.promise.who, host) == 0)
			type_comment(recipe, "must have grown: %s by %lld%s: %s",
				     walk.promise.counter->name,
				     (long long)walk.promise.counter->grew,
				     condition(&walk.promise, depends, sizeof(depends)),
				     walk.promise.because);
}

void type_counters(struct recipe *recipe, bool at_end)
{
	for (int i = 0; i < PLAN_HOSTS && recipe->topology->host[i].name; i++)
		type_counters_of(recipe, recipe->topology->host[i].name, at_end);
}
