/* SPDX-License-Identifier: GPL-2.0-only */
#include "judge.h"

#include "judge_parts.h"
#include "kernel_version.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const status_name[STATUS_COUNT] = {
	[PASS] = "PASS", [FAIL] = "FAIL", [SKIP] = "SKIP", [XFAIL] = "XFAIL", [BROKEN] = "BROKEN",
};

const char *const witness_name[WITNESS_COUNT] = {
	[WIRE] = "wire",
	[SOCKET] = "socket",
	[COUNTER] = "counter",
	[REASON] = "reason",
};

static_assert(STATUS_COUNT == 5 && WITNESS_COUNT == 4, "a name for each");

void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;
	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

bool in_chapter(const struct evidence *ev, int chapter, const char *title)
{
	if (!title)
		return true;
	return chapter >= 0 && chapter < ev->chapter_count &&
	       strcmp(ev->chapter[chapter], title) == 0;
}

struct ruling *add_ruling(struct verdict *verdict)
{
	if (verdict->ruling_count < RULINGS_MAX)
		verdict->ruling_count++;
	struct ruling *ruling = &verdict->ruling[verdict->ruling_count - 1];
	*ruling = (struct ruling){ .status = FAIL };
	return ruling;
}

const char *promise_text(const struct promise *promise, char *buffer, size_t size)
{
	buffer[0] = '\0';
	switch (promise->witness) {
	case WIRE:
		wire_expected(&promise->wire, buffer, size);
		break;
	case SOCKET:
		if (promise->call.verb)
			call_expected(&promise->call, buffer, size);
		else
			look_expected(&promise->look, buffer, size);
		break;
	case COUNTER:
		counter_expected(&promise->counter, buffer, size);
		break;
	case REASON:
		reason_expected(&promise->reason, buffer, size);
		break;
	case WITNESS_COUNT:
		break;
	}
	return buffer;
}

const char *promise_kernels(const struct promise *promise, char *buffer, size_t size)
{
	buffer[0] = '\0';
	if (promise->with)
		append(buffer, size, "with %s (since %s)", promise->with->what,
		       promise->with->since);
	if (promise->without)
		append(buffer, size, "%swithout %s (before %s)", promise->with ? ", " : "",
		       promise->without->what, promise->without->since);
	return buffer;
}

const struct change *promise_change(const struct promise *promise, int nth)
{
	const struct change *const changes[CHANGES] = { promise->with, promise->without,
							promise->mended };

	return changes[nth];
}

bool promise_holds(const struct promise *promise, const char *version)
{
	if (promise->with && !kernel_has(promise->with->since, version))
		return false;
	return !promise->without || !kernel_has(promise->without->since, version);
}

const char *judged_version(const struct evidence *ev)
{
	return ev->version[0] ? ev->version : ev->kernel;
}

static void rule(const struct hearing *hearing, const struct promise *promise, struct ruling *ret)
{
	ret->witness = promise->witness;
	ret->who = promise->who;
	ret->because = promise->because;
	ret->outcome = promise->outcome;
	promise_text(promise, ret->expected, sizeof(ret->expected));
	promise_kernels(promise, ret->kernels, sizeof(ret->kernels));
	if (evidence_host(hearing->ev, promise->who) < 0) {
		snprintf(ret->actual, sizeof(ret->actual), "there is no host '%s'", promise->who);
		return;
	}
	switch (promise->witness) {
	case WIRE:
		judge_wire(hearing, promise, ret);
		return;
	case SOCKET:
		if (promise->call.verb)
			judge_call(hearing, promise, ret);
		else
			judge_look(hearing, promise, ret);
		return;
	case COUNTER:
		judge_counter(hearing, promise, ret);
		return;
	case REASON:
		judge_reason(hearing, promise, ret);
		return;
	case WITNESS_COUNT:
		break;
	}
}

/* An outcome came if none of its promises was broken, and one at least was kept. */
static bool came(const struct verdict *verdict, const char *outcome)
{
	int kept = 0;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *r = &verdict->ruling[i];
		if (!r->outcome || strcmp(r->outcome, outcome) != 0)
			continue;
		if (r->status == FAIL)
			return false;
		kept += r->status == PASS;
	}
	return kept > 0;
}

/* Exactly one outcome may have come; the promises of the others are then no promises. */
static void choose_outcome(const struct scenario *scenario, struct verdict *verdict)
{
	const struct outcome *found = NULL;
	for (const struct outcome *o = scenario->outcomes; o->name; o++) {
		if (!came(verdict, o->name))
			continue;
		if (found) { /* all stay to be seen */
			snprintf(verdict->why, sizeof(verdict->why),
				 "it ended as '%s' and as '%s': these cannot be told apart",
				 found->name, o->name);
			return;
		}
		found = o;
	}
	if (!found)
		return;
	verdict->outcome = found;
	int kept = 0;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const char *outcome = verdict->ruling[i].outcome;
		if (!outcome || strcmp(outcome, found->name) == 0)
			verdict->ruling[kept++] = verdict->ruling[i];
	}
	verdict->ruling_count = kept;
}

static void conclude(const struct scenario *scenario, struct verdict *verdict)
{
	int count[STATUS_COUNT] = { 0 };
	for (int i = 0; i < verdict->ruling_count; i++)
		count[verdict->ruling[i].status]++;
	if (count[FAIL] || (scenario->outcomes && !verdict->outcome))
		verdict->status = FAIL;
	else if (count[XFAIL])
		verdict->status = XFAIL;
	else if (count[PASS])
		verdict->status = PASS;
	else
		verdict->status = SKIP;
	if (verdict->status == FAIL && !count[FAIL] && !verdict->why[0])
		snprintf(verdict->why, sizeof(verdict->why),
			 "the ending was not one of those known");
	if (verdict->status == XFAIL)
		snprintf(verdict->why, sizeof(verdict->why), "known issue of the kernel: %s",
			 scenario->title);
	if (verdict->status == PASS && scenario->known_issue)
		snprintf(verdict->why, sizeof(verdict->why),
			 "mended: this kernel no longer has the known issue");
	if (verdict->status == SKIP)
		snprintf(verdict->why, sizeof(verdict->why), "no witness here can speak");
}

/* Did the story end, and did no witness lose anything? If not, there is nothing to judge. */
static bool is_whole(const struct evidence *ev, struct verdict *ret)
{
	switch (ev->ending) {
	case ENDED_WELL:
		break;
	case ENDED_SKIP:
		ret->status = SKIP;
		snprintf(ret->why, sizeof(ret->why), "%s", ev->why);
		return false;
	case ENDED_BROKEN:
	case ENDED_UNTOLD:
		ret->status = BROKEN;
		snprintf(ret->why, sizeof(ret->why), "%s",
			 ev->why[0] ? ev->why : "the lab ended without a word");
		return false;
	}
	ret->status = BROKEN;
	for (int i = 0; i < ev->end_count; i++)
		if (ev->end[i].drops) {
			snprintf(ret->why, sizeof(ret->why),
				 "the capture of '%s' at '%s' dropped %llu packets",
				 ev->end[i].ifname, ev->host[ev->end[i].host].name,
				 (unsigned long long)ev->end[i].drops);
			return false;
		}
	if (ev->trace_lost) {
		snprintf(ret->why, sizeof(ret->why), "the trace buffer overran: %llu events lost",
			 (unsigned long long)ev->trace_lost);
		return false;
	}
	return true;
}

int judge(const struct scenario *scenario, const struct evidence *ev, struct verdict *ret)
{
	ret->status = PASS;
	ret->why[0] = '\0';
	ret->outcome = NULL;
	ret->lacks = NULL;
	ret->ruling_count = 0;
	if (!is_whole(ev, ret))
		return 0;

	struct wire wire;
	int error = wire_read(ev, &wire);
	if (error)
		return error;
	struct hearing hearing = { .scenario = scenario, .ev = ev, .wire = &wire };
	const char *version = judged_version(ev);
	for (const struct promise *p = scenario->promises; p->who; p++) {
		if (!promise_holds(p, version))
			continue;
		if (p->without)
			ret->lacks = p->without;
		struct ruling *ruling = add_ruling(ret);
		rule(&hearing, p, ruling);
		bool mended = p->mended && kernel_has(p->mended->since, version);
		if (p->known_broken && !mended && ruling->status == FAIL)
			ruling->status = XFAIL;
	}
	if (scenario->outcomes)
		choose_outcome(scenario, ret);
	judge_agreement(&hearing, ret);
	conclude(scenario, ret);
	wire_free(&wire);
	return 0;
}
