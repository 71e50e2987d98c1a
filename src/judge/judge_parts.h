/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_parts.h - the inside of the judge; for the files of this folder. */
#ifndef RSTLAB_JUDGE_PARTS_H
#define RSTLAB_JUDGE_PARTS_H

#include "judge.h"
#include "text.h"

/* Each rules on one promise: sets status and actual of @ret. */
void judge_wire(const struct reading *reading, const struct promise *promise, struct ruling *ret);
void judge_call(const struct reading *reading, const struct promise *promise, struct ruling *ret);
void judge_look(const struct reading *reading, const struct promise *promise, struct ruling *ret);
void judge_counter(const struct reading *reading, const struct promise *promise,
		   struct ruling *ret);
void judge_reason(const struct reading *reading, const struct promise *promise, struct ruling *ret);

/* Adds the rulings that every scenario owes: the witnesses agree on how many RSTs there were. */
void judge_agreement(const struct scenario *scenario, const struct reading *reading,
		     struct verdict *verdict);

/* Has a call of the story failed for want of memory or the like, which nobody has promised? Then
 * there is nothing to judge, and @ret says so: BROKEN; also beside what else is. */
bool is_hindered(const struct scenario *scenario, const struct evidence *ev, struct verdict *ret);

/* Has a host counted a RST that its own search for a neighbour has swallowed? Then there is nothing
 * to judge, and @ret says so: BROKEN. */
bool is_swallowed(const struct scenario *scenario, const struct reading *reading,
		  struct verdict *ret);

/* Fewer events than there must be, and so many of which perf knows that they happened and not what
 * they were? A witness that could not speak has not contradicted; then @ret says so. */
bool may_be_missing(const struct evidence *ev, int64_t wanted, int64_t seen, struct ruling *ret);

/* Has something come while the story was held that @promise would count? Then it cannot be
 * examined, and @ret says so. */
bool is_spoilt(const struct reading *reading, const struct promise *promise, struct ruling *ret);

/* If the user has run programs in the hosts of a story that was held, no broken promise speaks of
 * TCP; nor does an agreement where packets found no room: these are skipped, and say so. */
void excuse_broken(const struct evidence *ev, struct verdict *verdict);

/* Did the user end it where it was held, before its end? And was that part of it played of which
 * @promise is? */
bool was_ended_held(const struct evidence *ev);
bool was_played(const struct evidence *ev, const struct promise *promise);

/* ---- judge_waiting.c: stories that ended waiting, ENDED_WAITING -------------------------------
 */

/* What @ret, as ruled by the evidence that there is, is worth: a promise of what the story has
 * waited for is broken; one that the rest of it might have kept, or broken, was not reached. */
void rule_waiting(const struct scenario *scenario, const struct reading *reading,
		  const struct promise *promise, struct ruling *ret);

/* All promises were ruled on: FAIL if one is broken; else nothing that was waited for was promised,
 * and it is BROKEN. */
void conclude_waiting(const struct scenario *scenario, const struct reading *reading,
		      struct verdict *verdict);

/* The next free ruling of @verdict, a FAIL so far. There is one: judge() takes PROMISES_MAX
 * promises. */
struct ruling *add_ruling(struct verdict *verdict);

/* What kept or broke it, or the first of several, is this of the timeline. */
void show_moment(struct ruling *ret, enum moment_kind kind, int index);

/* Is @chapter the one that a claim names? A claim that names none means all. */
bool in_chapter(const struct evidence *ev, int chapter, const char *title);

/* Is @host the one that a promise speaks of? -1 is nobody known, and one of ANY_HOST. */
bool is_meant(const struct evidence *ev, const struct promise *promise, int host);

/* Is @s a segment that @promise counts; and with all that it says of it? */
bool wire_counts(const struct reading *reading, const struct promise *promise,
		 const struct segment *s);
bool wire_fits(const struct reading *reading, const struct promise *promise,
	       const struct segment *s);

#endif
