/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_parts.h - the inside of the judge; for judge*.c. */
#ifndef RSTLAB_JUDGE_PARTS_H
#define RSTLAB_JUDGE_PARTS_H

#include "judge.h"
#include "wire.h"

struct hearing {
	const struct scenario *scenario;
	const struct evidence *ev;
	const struct wire *wire;
};

/* What a promise expects of its witness, appended to @text. */
void wire_expected(const struct wire_claim *claim, char *text, size_t size);
void call_expected(const struct call_claim *claim, char *text, size_t size);
void look_expected(const struct look_claim *claim, char *text, size_t size);
void counter_expected(const struct counter_claim *claim, char *text, size_t size);
void reason_expected(const struct reason_claim *claim, char *text, size_t size);

/* Each rules on one promise: sets status and actual of @ret. */
void judge_wire(const struct hearing *hearing, const struct promise *promise, struct ruling *ret);
void judge_call(const struct hearing *hearing, const struct promise *promise, struct ruling *ret);
void judge_look(const struct hearing *hearing, const struct promise *promise, struct ruling *ret);
void judge_counter(const struct hearing *hearing, const struct promise *promise,
		   struct ruling *ret);
void judge_reason(const struct hearing *hearing, const struct promise *promise, struct ruling *ret);

/* Adds the rulings that every scenario owes: the witnesses agree on how many RSTs there were. */
void judge_agreement(const struct hearing *hearing, struct verdict *verdict);

/* The next free ruling of @verdict. Never NULL: past the last, the last again. */
struct ruling *add_ruling(struct verdict *verdict);

/* Appends to the text of @size bytes in @text. */
void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Is @chapter the one that a claim names? A claim that names none means all. */
bool in_chapter(const struct evidence *ev, int chapter, const char *title);

/* Is @s a segment that @promise speaks of, with all that it says of it? */
bool wire_fits(const struct hearing *hearing, const struct promise *promise,
	       const struct segment *s);

#endif
