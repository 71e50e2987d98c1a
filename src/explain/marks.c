/* SPDX-License-Identifier: GPL-2.0-only */
#include "marks.h"

#include "cause_facts.h"
#include "causes.h"
#include "promise.h"
#include "reading.h"
#include "registry.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The table ----------------------------------------------------------------------------------
 */

/* The index of @name; -1: it is not there. */
static int mark_at(const struct marks *marks, const char *name)
{
	for (int i = 0; i < marks->count; i++)
		if (strcmp(marks->name[i], name) == 0)
			return i;
	return -1;
}

/* The index of @name, made where it is missing; -E2BIG. */
static int mark_index(struct marks *marks, const char *name)
{
	int at = mark_at(marks, name);

	if (at >= 0)
		return at;
	if (marks->count == MARKS_MAX || strlen(name) >= MARK_SIZE)
		return -E2BIG;
	text_set(marks->name[marks->count], MARK_SIZE, "%s", name);
	return marks->count++;
}

static int cause_at(const struct marks *marks, const char *cause)
{
	for (int i = 0; i < marks->cause_count; i++)
		if (strcmp(marks->cause[i], cause) == 0)
			return i;
	return -1;
}

/* The row of @cause, made where it is missing; -E2BIG. */
static int cause_index(struct marks *marks, const char *cause)
{
	int at = cause_at(marks, cause);

	if (at >= 0)
		return at;
	if (marks->cause_count == MARKS_CAUSES || strlen(cause) >= MARK_CAUSE_SIZE)
		return -E2BIG;
	text_set(marks->cause[marks->cause_count], MARK_CAUSE_SIZE, "%s", cause);
	return marks->cause_count++;
}

static uint8_t together(uint8_t one, uint8_t other)
{
	if (one == MARK_UNKNOWN || one == other)
		return other;
	return other == MARK_UNKNOWN ? one : MARK_AT_TIMES;
}

/* Not by whom a connection ended: these grow at either end, the last with any segment. */
static const char of_all[] = "TcpEstabResets TcpAttemptFails TcpOutSegs";

static bool sends_reset(const struct scenario *scenario, const char *who)
{
	char shape[160];

	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (strcmp(walk.promise.who, who) == 0 &&
		    reset_shape(&walk.promise, shape, sizeof(shape)))
			return true;
	return false;
}

/* A counter of who sends a RST, or a reason, that is promised; "": neither. */
static const char *mark_promised(const struct promise *promise, const struct scenario *scenario,
				 char ret[MARK_SIZE])
{
	const struct counter_claim *counter = promise->counter;
	const struct reason_claim *reason = promise->reason;

	*ret = '\0';
	if (counter && counter->grew > 0 && !text_has_word(of_all, counter->name) &&
	    sends_reset(scenario, promise->who))
		text_set(ret, MARK_SIZE, "%s", counter->name);
	if (reason && reason->reason && reason_wanted(reason) != 0)
		text_set(ret, MARK_SIZE, MARK_REASON "%s", reason->reason);
	return ret;
}

static int name_mark(struct marks *marks, const struct promise *promise,
		     const struct scenario *scenario)
{
	const struct cause *cause = promise_cause(promise, scenario);
	char name[MARK_SIZE];

	if (!*mark_promised(promise, scenario, name))
		return 0;
	int at = mark_index(marks, name),
	    row = cause && at >= 0 ? cause_index(marks, cause->name) : at;
	if (row >= 0 && cause)
		marks->promised[row][at] = true;
	return row < 0 ? row : 0;
}

/* Only what a scenario promises is looked for: the rest is of the story, and not of the RST. */
static int name_marks(struct marks *marks)
{
	int scenarios, err = 0;
	const struct scenario *const *all = registry_scenarios(&scenarios);

	for (int i = 0; i < scenarios && err == 0 && !marks->is_named; i++)
		for (struct promises walk = promises_of(all[i]); err == 0 && promises_next(&walk);)
			err = name_mark(marks, &walk.promise, all[i]);
	marks->is_named = err == 0;
	return err;
}

/* ---- Learned from a lab -------------------------------------------------------------------------
 */

bool mark_is_reason(const char *name)
{
	return strncmp(name, MARK_REASON, strlen(MARK_REASON)) == 0;
}

static void note(struct marks *marks, int row, int mark, enum marked marked)
{
	marks->marked[row][mark] = together(marks->marked[row][mark], (uint8_t)marked);
}

/* Counters are those of the whole story: of one that grew where it has more causes than @cause,
 * nobody knows whose it is; one that did not is of none of them. */
static int learn_counters(struct marks *marks, const struct evidence *ev, int host,
			  const char *cause, bool is_alone)
{
	int row = cause_index(marks, cause);
	int64_t grew;

	for (int i = 0; i < marks->count && row >= 0; i++)
		if (!mark_is_reason(marks->name[i]) &&
		    evidence_counter(ev, host, marks->name[i], &grew) && (is_alone || grew == 0))
			note(marks, row, i, grew > 0 ? MARK_EVER : MARK_NEVER);
	return row < 0 ? row : 0;
}

/* @said is NULL where another host sent the RST: then the kernel of this one gave no reason. */
static int learn_reason(struct marks *marks, const struct evidence *ev, const char *said,
			const char *cause)
{
	int row = cause_index(marks, cause);

	for (int i = 0; i < marks->count && row >= 0; i++) {
		const char *name = marks->name[i] + strlen(MARK_REASON);
		if (mark_is_reason(marks->name[i]) && text_has_word(ev->reasons, name))
			note(marks, row, i,
			     said && strcmp(said, name) == 0 ? MARK_EVER : MARK_NEVER);
	}
	return row < 0 ? row : 0;
}

/* The host in whose name a RST came, and its cause; -1: nothing is known of either. Of a host that
 * only passes on what it is sent nothing is: who looks for the sender looks behind it. */
static int sender_of(const struct reading *reading, const struct scenario *scenario,
		     const struct segment *segment, const struct cause **ret_cause)
{
	const struct evidence *ev = reading->ev;
	int owner = segment_is_reset(segment) ? segment_owner(ev, segment) : -1;

	if (owner < 0 || ev->host[owner].forwards)
		return -1;
	*ret_cause = scenario_cause(scenario, host_name(ev, segment->origin),
				    ev->chapter[segment->chapter]);
	return *ret_cause ? owner : -1;
}

static int learn_reasons(struct marks *marks, const struct reading *reading,
			 const struct scenario *scenario)
{
	const struct evidence *ev = reading->ev;
	const struct cause *cause = NULL;
	int err = 0;

	for (int i = 0; i < reading->resets.count && err == 0 && ev->reason.present; i++) {
		const struct reset *reset = &reading->resets.reset[i];
		const struct segment *segment =
			reset->segment < 0 ? NULL : &reading->wire.segment[reset->segment];
		int owner =
			reset->sent && segment ? sender_of(reading, scenario, segment, &cause) : -1;
		const char *said = reset->fact < 0 ? NULL : ev->reset[reset->fact].reason;
		if (owner >= 0 && (said ? *said != '\0' : segment->origin != owner))
			err = learn_reason(marks, ev, said, cause->name);
	}
	return err;
}

static int learn(struct marks *marks, const struct reading *reading,
		 const struct scenario *scenario)
{
	const struct cause *cause, *its[SCENARIO_CAUSES_MAX];
	int err = learn_reasons(marks, reading, scenario);
	bool is_alone = scenario_causes(scenario, its) == 1;

	for (int i = 0; i < reading->wire.count && err == 0; i++) {
		int owner = sender_of(reading, scenario, &reading->wire.segment[i], &cause);
		if (owner >= 0)
			err = learn_counters(marks, reading->ev, owner, cause->name, is_alone);
	}
	return err;
}

int marks_learn(struct marks *marks, const struct evidence *ev)
{
	const struct scenario *scenario = registry_scenario(ev->scenario);
	struct reading reading;
	int err;

	if (!scenario || ev->ending != ENDED_WELL)
		return 0;
	err = name_marks(marks);
	if (err < 0)
		return err;
	err = reading_open(ev, &reading);
	if (err < 0)
		return err;
	err = learn(marks, &reading, scenario);
	reading_close(&reading);
	return err;
}

/* ---- Written and read ---------------------------------------------------------------------------
 */

static const char before[] = { [MARK_UNKNOWN] = '?', [MARK_AT_TIMES] = '~', [MARK_EVER] = '\0' };

/* In place of all counters, or all reasons, where none is known. */
static const char no_counter[] = "?counters", no_reason[] = "?reasons";

static bool is_known(const struct marks *marks, int row, bool reasons)
{
	for (int i = 0; i < marks->count; i++)
		if (mark_is_reason(marks->name[i]) == reasons &&
		    marks->marked[row][i] != MARK_UNKNOWN)
			return true;
	return false;
}

/* No lab has told anything of it. */
static bool is_bare(const struct marks *marks, int row)
{
	return !is_known(marks, row, false) && !is_known(marks, row, true);
}

/* A word that no scenario promises, as of another version, is passed over. */
static void read_word(const struct marks *marks, const char *word, uint8_t read[MARKS_MAX])
{
	uint8_t marked = *word == before[MARK_UNKNOWN]    ? MARK_UNKNOWN
			 : *word == before[MARK_AT_TIMES] ? MARK_AT_TIMES
							  : MARK_EVER;
	bool reasons = strcmp(word, no_reason) == 0;
	int at = mark_at(marks, word + (marked != MARK_EVER));

	if (at >= 0)
		read[at] = marked;
	for (int i = 0; i < marks->count; i++)
		if ((reasons || strcmp(word, no_counter) == 0) &&
		    mark_is_reason(marks->name[i]) == reasons)
			read[i] = MARK_UNKNOWN;
}

int marks_read(struct marks *marks, char *line)
{
	char *save, *colon = strchr(line, ':');
	int row, err = name_marks(marks);

	if (err < 0 || !colon || strncmp(line, MARKS_LINE, strlen(MARKS_LINE)) != 0)
		return err < 0 ? err : -EINVAL;
	*colon = '\0';
	row = cause_index(marks, line + strlen(MARKS_LINE));
	if (row < 0)
		return row;
	uint8_t read[MARKS_MAX];
	memset(read, MARK_NEVER, sizeof(read));
	for (char *word = strtok_r(colon + 1, " ", &save); word; word = strtok_r(NULL, " ", &save))
		read_word(marks, word, read);
	for (int i = 0; i < marks->count; i++)
		marks->marked[row][i] = together(marks->marked[row][i], read[i]);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The counters of a row, or its reasons. */
static void print_part(FILE *out, const struct marks *marks, int row, const char *const *name,
		       bool reasons)
{
	if (!is_known(marks, row, reasons)) {
		fprintf(out, " %s", reasons ? no_reason : no_counter);
		return;
	}
	for (int i = 0; i < marks->count; i++) {
		uint8_t marked = marks->marked[row][(name[i] - marks->name[0]) / MARK_SIZE];
		if (marked == MARK_NEVER || mark_is_reason(name[i]) != reasons)
			continue;
		fputc(' ', out);
		if (before[marked])
			fputc(before[marked], out);
		fputs(name[i], out);
	}
}

void marks_print(FILE *out, const struct marks *marks)
{
	const char *cause[MARKS_CAUSES], *name[MARKS_MAX];

	for (int i = 0; i < marks->cause_count; i++)
		cause[i] = marks->cause[i];
	for (int i = 0; i < marks->count; i++)
		name[i] = marks->name[i];
	qsort(cause, (size_t)marks->cause_count, sizeof(cause[0]), by_name);
	qsort(name, (size_t)marks->count, sizeof(name[0]), by_name);
	for (int i = 0; i < marks->cause_count; i++) {
		int row = cause_at(marks, cause[i]);
		if (is_bare(marks, row))
			continue;
		fprintf(out, MARKS_LINE "%s:", cause[i]);
		print_part(out, marks, row, name, false);
		print_part(out, marks, row, name, true);
		fputc('\n', out);
	}
}

/* ---- Asked --------------------------------------------------------------------------------------
 */

/* What no scenario promises of a cause may be of the story alone. */
static uint8_t told_of(const struct marks *marks, int row, int nth)
{
	uint8_t marked = marks->marked[row][nth];

	return marked == MARK_EVER && !marks->promised[row][nth] ? MARK_AT_TIMES : marked;
}

static bool is_of(const struct marks *marks, int row, const char *cause)
{
	return (strcmp(marks->cause[row], cause) == 0 ||
		cause_is(cause_find(marks->cause[row]), cause)) &&
	       !is_bare(marks, row);
}

/* TcpOutRsts counts all that the host's TCP sends, and TCP gives the reasons. */
static bool is_silent(const struct marks *marks, int row)
{
	int sent = mark_at(marks, "TcpOutRsts");

	if (sent >= 0 &&
	    (marks->marked[row][sent] == MARK_NEVER || marks->marked[row][sent] == MARK_AT_TIMES))
		return true;
	for (int i = 0; i < marks->count; i++)
		if (mark_is_reason(marks->name[i]) && marks->marked[row][i] != MARK_NEVER)
			return false;
	return true;
}

bool marks_are_silent(const struct marks *marks, const char *cause)
{
	for (int i = 0; i < marks->cause_count; i++)
		if (is_of(marks, i, cause) && is_silent(marks, i))
			return true;
	return false;
}

void marks_of(const struct marks *marks, const char *cause, uint8_t ret[MARKS_MAX])
{
	bool is_first = true;

	memset(ret, MARK_UNKNOWN, MARKS_MAX);
	for (int row = 0; row < marks->cause_count; row++) {
		if (!is_of(marks, row, cause))
			continue;
		for (int i = 0; i < marks->count; i++) {
			uint8_t its = told_of(marks, row, i);
			if (is_first || its == MARK_UNKNOWN)
				ret[i] = its;
			else if (ret[i] != MARK_UNKNOWN)
				ret[i] = together(ret[i], its);
		}
		is_first = false;
	}
}
