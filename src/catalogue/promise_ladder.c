/* SPDX-License-Identifier: GPL-2.0-only */
#include "promise_ladder.h"

#include "promise.h"
#include "text.h"

#include <string.h>

struct making {
	const struct scenario *scenario;
	const struct topology *topology;
	struct ladder *ladder;
	bool has_story;
};

/* A chapter of the story. */
struct part {
	const char *chapter;
	const struct step *begin, *end;
};

/* ---- The hosts ----------------------------------------------------------------------------------
 */

/* Adds @name, and what is linked with it next to it. */
static void add_host(struct making *making, const char *name)
{
	const struct topology *topology = making->topology;

	if (ladder_find(making->ladder, name) >= 0)
		return;
	for (int i = 0; i < PLAN_HOSTS && topology->host[i].name; i++)
		if (strcmp(topology->host[i].name, name) == 0)
			ladder_lane(making->ladder, name, topology->host[i].role != HOST);
	for (int i = 0; i < PLAN_LINKS && topology->link[i].a; i++) {
		if (strcmp(topology->link[i].a, name) == 0)
			add_host(making, topology->link[i].b);
		if (strcmp(topology->link[i].b, name) == 0)
			add_host(making, topology->link[i].a);
	}
}

static void add_hosts(struct making *making)
{
	const struct topology *topology = making->topology;

	for (int i = 0; i < PLAN_HOSTS && topology->host[i].name; i++)
		if (topology->host[i].role == HOST)
			add_host(making, topology->host[i].name);
	for (int i = 0; i < PLAN_LINKS && topology->link[i].a; i++)
		ladder_link(making->ladder, ladder_find(making->ladder, topology->link[i].a), "",
			    ladder_find(making->ladder, topology->link[i].b), "");
}

/* The only other end that there is; -1: there are several. */
static int other_end(const struct ladder *ladder, int lane)
{
	int other = -1, ends = 0;

	for (int i = 0; i < ladder->lane_count; i++) {
		if (ladder->lane[i].passes || i == lane)
			continue;
		ends++;
		other = i;
	}
	return ends == 1 ? other : -1;
}

/* ---- What is done -------------------------------------------------------------------------------
 */

/* What is no call of an application, and changes what comes after it. */
static const struct {
	enum verb verb;
	enum rung_kind kind;
	enum lane_turn turn;
	const char *text;
} words[] = {
	{ VERB_START, RUNG_FAULT, LANE_STAYS, "process starts" },
	{ VERB_KILL, RUNG_FAULT, LANE_STAYS, "killed" },
	{ VERB_DESTROY, RUNG_FAULT, LANE_STAYS, "SOCK_DESTROY" },
	{ VERB_LINK_DOWN, RUNG_FAULT, LANE_GOES_DOWN, "link down" },
	{ VERB_LINK_UP, RUNG_FAULT, LANE_COMES_UP, "link up" },
	{ VERB_POWER_OFF, RUNG_FAULT, LANE_GOES_DOWN, "power off" },
	{ VERB_POWER_ON, RUNG_FAULT, LANE_COMES_UP, "power on" },
	{ VERB_SYSCTL, RUNG_FAULT, LANE_STAYS, "sysctl" },
	{ VERB_REMOVE_ADDRESS, RUNG_FAULT, LANE_STAYS, "address removed" },
	{ VERB_FIREWALL, RUNG_FAULT, LANE_STAYS, "firewall's rules change" },
	{ VERB_CONNTRACK_FLUSH, RUNG_FAULT, LANE_STAYS, "conntrack flushed" },
	{ VERB_LOOKUP_DROP, RUNG_FAULT, LANE_STAYS, "BPF refuses each lookup" },
	{ VERB_RAW, RUNG_NOTE, LANE_STAYS, "segment made by hand:" },
	{ VERB_FORGE, RUNG_NOTE, LANE_STAYS, "segment made by hand:" },
};

/* Data as C writes it. Returns @buffer. */
static const char *quoted(const char *text, char *buffer, size_t size)
{
	for (buffer[0] = '\0'; text && *text; text++)
		if (*text == '\n' || *text == '\r')
			text_append(buffer, size, "%s", *text == '\n' ? "\\n" : "\\r");
		else
			text_append(buffer, size, "%c", *text);
	return buffer;
}

/* Is @promise about the @nth call of its kind at its host in @chapter, of @calls? */
static bool is_about(const struct promise *promise, const struct step *step, const char *chapter,
		     int nth, int calls)
{
	const struct call_claim *claim = promise->call;

	return claim && strcmp(promise->who, step->host) == 0 &&
	       strcmp(claim->verb, verb_call(step->verb)) == 0 && promise->chapter &&
	       strcmp(promise->chapter, chapter) == 0 && (claim->nth ? claim->nth : calls) == nth;
}

/* What is promised of the call that step @at of @chapter is, "= -1 ECONNRESET"; "": nothing, or
 * several things. Returns @buffer. */
static const char *promised_return(const struct making *making, const struct step *at,
				   const struct part *part, char *buffer, size_t size)
{
	char text[PROMISE_TEXT];
	int nth = 0, calls = 0, found = 0;

	for (const struct step *step = part->begin; step < part->end; step++) {
		const char *call = verb_call(step->verb);
		if (!call || strcmp(call, verb_call(at->verb)) != 0 ||
		    strcmp(step->host, at->host) != 0)
			continue;
		calls++;
		nth += step <= at;
	}
	buffer[0] = '\0';
	for (struct promises walk = promises_of(making->scenario); promises_next(&walk);) {
		struct promise bare = walk.promise;
		if (!is_about(&walk.promise, at, part->chapter, nth, calls))
			continue;
		bare.chapter = NULL;
		const char *equals = strchr(promise_text(&bare, text, sizeof(text)), '=');
		text_set(buffer, size, " %s", equals ? equals : "");
		found++;
	}
	if (found != 1)
		buffer[0] = '\0';
	return buffer;
}

static void add_call(struct making *making, const struct step *step, const struct part *part)
{
	struct rung rung = { .kind = RUNG_NOTE,
			     .from = ladder_find(making->ladder, step->host),
			     .to = -1,
			     .anchor = -1 };
	char returns[PROMISE_TEXT], text[PROMISE_TEXT];

	promised_return(making, step, part, returns, sizeof(returns));
	if (step->verb == VERB_SEND && step->text)
		ladder_add(making->ladder, &rung, "send(\"%s\")%s",
			   quoted(step->text, text, sizeof(text)), returns);
	else if (step->verb == VERB_LINGER)
		ladder_add(making->ladder, &rung, "SO_LINGER {%d, %d}%s", step->a, step->b,
			   returns);
	else
		ladder_add(making->ladder, &rung, "%s()%s", verb_call(step->verb), returns);
}

static void add_step(struct making *making, const struct step *step, const struct part *part)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct rung rung = { .kind = words[i].kind,
				     .from = ladder_find(making->ladder, step->host),
				     .to = -1,
				     .turn = words[i].turn,
				     .anchor = -1 };
		if (words[i].verb != step->verb)
			continue;
		if (step->verb == VERB_SYSCTL)
			ladder_add(making->ladder, &rung, "sysctl %s=%s", step->name, step->text);
		else if (words[i].kind == RUNG_NOTE)
			ladder_add(making->ladder, &rung, "%s [%s]", words[i].text, step->text);
		else
			ladder_add(making->ladder, &rung, "%s", words[i].text);
		return;
	}
	if (verb_call(step->verb) && step->verb != VERB_BIND)
		add_call(making, step, part);
}

/* ---- What is promised ---------------------------------------------------------------------------
 */

static bool is_reset(const char *flags)
{
	return flags && strstr(flags, "RST");
}

static void add_promise(struct making *making, const struct promise *promise)
{
	struct promise bare = *promise;
	char text[PROMISE_TEXT];
	struct rung rung = { .kind = RUNG_NOTE,
			     .from = ladder_find(making->ladder, promise->who),
			     .to = -1,
			     .anchor = -1 };
	bool none = promise->wire && promise->wire->count.is_set && promise->wire->count.value == 0;

	bare.chapter = NULL;
	promise_text(&bare, text, sizeof(text));
	if (promise->reason)
		rung.kind = RUNG_WORD;
	if (promise->wire) {
		rung.is_reset = is_reset(promise->wire->flags) && !none;
		rung.to = none || rung.from < 0 ? -1 : other_end(making->ladder, rung.from);
		rung.is_lost = rung.to >= 0 && promise->wire->lost;
		rung.kind = rung.to >= 0 ? RUNG_SEGMENT : RUNG_NOTE;
	}
	if (promise->outcome)
		ladder_add(making->ladder, &rung, "if %s: %s", promise->outcome, text);
	else
		ladder_add(making->ladder, &rung, "%s", text);
}

/* Was it said with the call that it is about? */
static bool is_told(const struct making *making, const struct promise *promise,
		    const struct part *part)
{
	char text[PROMISE_TEXT];
	int nth = 0, calls = 0;

	for (int pass = 0; pass < 2 && promise->call; pass++)
		for (const struct step *step = part->begin; step < part->end; step++) {
			const char *call = verb_call(step->verb);
			if (!call || strcmp(call, promise->call->verb) != 0 ||
			    strcmp(step->host, promise->who) != 0)
				continue;
			calls += pass == 0;
			nth += pass;
			if (pass && is_about(promise, step, part->chapter, nth, calls))
				return *promised_return(making, step, part, text, sizeof(text));
		}
	return false;
}

/* Those that are of @part, NULL: of no chapter; without the counters and the looks, which have no
 * place in time. */
static void add_promises(struct making *making, const struct part *part)
{
	for (struct promises walk = promises_of(making->scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		const char *its = promise->chapter && *promise->chapter ? promise->chapter : NULL;
		if (promise->counter || promise->look)
			continue;
		/* Without a story each promise is one of no chapter. */
		bool is_its = part ? its && strcmp(its, part->chapter) == 0 : !its;
		if (making->has_story && !is_its)
			continue;
		if (!part || !is_told(making, promise, part))
			add_promise(making, promise);
	}
}

static void add_band(struct making *making, const char *title)
{
	const struct rung band = { .kind = RUNG_BAND, .from = -1, .to = -1, .anchor = -1 };

	ladder_add(making->ladder, &band, "%s", title);
}

/* Adds what is done in a chapter and then what is promised of it. */
static void add_part(struct making *making, const struct part *part)
{
	add_band(making, part->chapter);
	for (const struct step *step = part->begin; step < part->end; step++)
		add_step(making, step, part);
	add_promises(making, part);
}

int promise_ladder(const struct scenario *scenario, const struct topology *topology,
		   const struct story *story, struct ladder *ret)
{
	struct making making = {
		.scenario = scenario, .topology = topology, .ladder = ret, .has_story = story
	};
	const struct step *end = story ? story->step + story->count : NULL;
	struct part part = { .chapter = FIRST_CHAPTER, .begin = story ? story->step : NULL };

	*ret = (struct ladder){ 0 };
	add_hosts(&making);
	while (part.begin) {
		part.end = part.begin;
		while (part.end < end && part.end->verb != VERB_CHAPTER)
			part.end++;
		add_part(&making, &part);
		part.chapter = part.end < end ? part.end->text : NULL;
		part.begin = part.end < end ? part.end + 1 : NULL;
	}
	add_band(&making, story ? "and in the whole story" : "what is promised");
	add_promises(&making, NULL);
	int err = ladder_check(ret);
	if (err < 0)
		ladder_free(ret);
	return err;
}

/* ---- In small -----------------------------------------------------------------------------------
 */

enum { RESETS_SHOWN = 3 };

/* Is a rung like @rung with @text there already? */
static bool is_there(const struct ladder *ladder, const struct rung *rung, const char *text)
{
	for (int i = 0; i < ladder->rung_count; i++) {
		const struct rung *other = &ladder->rung[i];
		if (other->from == rung->from && other->is_lost == rung->is_lost &&
		    strcmp(other->text, text) == 0)
			return true;
	}
	return false;
}

/* Adds the RST of @rung, "1 [RST,ACK] seq=...", as "[RST,ACK]". */
static void add_small(struct ladder *small, const struct rung *rung)
{
	const char *flags = strchr(rung->text, '['), *begin = flags;
	char text[PROMISE_TEXT];

	if (!flags)
		return;
	while (begin > rung->text && begin[-1] == ' ')
		begin--;
	while (begin > rung->text && begin[-1] != ' ')
		begin--;
	if (*begin < '0' || *begin > '9' || strncmp(begin, "1 ", 2) == 0)
		begin = flags;
	text_set(text, sizeof(text), "%.*s", (int)strcspn(begin, "]") + 1, begin);
	if (!is_there(small, rung, text))
		ladder_add(small, rung, "%s", text);
}

int promise_ladder_small(const struct scenario *scenario, const struct topology *topology,
			 struct ladder *ret)
{
	struct ladder ladder;
	int err = promise_ladder(scenario, topology, NULL, &ladder);

	*ret = (struct ladder){ 0 };
	if (err < 0)
		return err;
	*ret = ladder;
	ret->rung = NULL;
	ret->rung_count = ret->rung_room = 0;
	for (int i = 0; i < ladder.rung_count && ret->rung_count < RESETS_SHOWN; i++)
		if (ladder.rung[i].is_reset)
			add_small(ret, &ladder.rung[i]);
	ladder_free(&ladder);
	err = ladder_check(ret);
	if (err < 0)
		ladder_free(ret);
	return err;
}
