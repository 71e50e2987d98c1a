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

/* Each rules on one promise: sets status, expected and actual of @ret. */
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

#endif
