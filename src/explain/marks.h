/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * marks.h - what the kernel notes of a RST besides, cause by cause, as the lab's own runs have
 * shown: the counters that grow on the host in whose name it comes, and the reason that it gives.
 * By these, and not by packets, are causes told apart that look alike. Pure.
 */
#ifndef RSTLAB_MARKS_H
#define RSTLAB_MARKS_H

#include "evidence.h"
#include "why.h"

#include <stdio.h>

enum { MARKS_CAUSES = 96, MARKS_MAX = 128, MARK_SIZE = 64, MARK_CAUSE_SIZE = 32 };

/* Where a line of lessons speaks of a cause's marks, it begins with this. */
#define MARKS_LINE "cause="

/* A mark that is a reason, and no counter: "reason=NO_SOCKET". */
#define MARK_REASON "reason="

/* In the labs of a cause: MARK_UNKNOWN, no kernel there could have told. */
enum marked { MARK_UNKNOWN, MARK_NEVER, MARK_AT_TIMES, MARK_EVER };

/* Zeroed by the caller. */
struct marks {
	int count, cause_count;
	bool is_named;                   /* all that the scenarios promise is among the names */
	char name[MARKS_MAX][MARK_SIZE]; /* all that a scenario promises of any cause */
	char cause[MARKS_CAUSES][MARK_CAUSE_SIZE];
	uint8_t marked[MARKS_CAUSES][MARKS_MAX];
	bool promised[MARKS_CAUSES][MARKS_MAX]; /* by a scenario of that cause */
};

/* What a lab teaches: of each of its RSTs the reason, and where its scenario has one cause alone
 * the counters, which are those of the whole story. 0, -ENOMEM, or -E2BIG. */
int marks_learn(struct marks *marks, const struct evidence *ev);

/* Adds a line of marks_print(), which it takes apart. 0, -E2BIG, or -EINVAL: it is none. */
int marks_read(struct marks *marks, char *line);

/* A line a cause, in their order: "cause=abort-unread: TcpExtTCPAbortOnClose ~TcpEstabResets", with
 * "~" before what was noted at times, and "?" before what no kernel could tell. */
void marks_print(FILE *out, const struct marks *marks);

bool mark_is_reason(const char *name);

/* What each mark, of marks->count, says of @cause and of all that is a kind of it (enum marked).
 * What no scenario promises of it is at most MARK_AT_TIMES. */
void marks_of(const struct marks *marks, const char *cause, uint8_t ret[MARKS_MAX]);

/* Was there @cause, or a kind of it, to which the TCP of the host gave no reason at all? */
bool marks_are_silent(const struct marks *marks, const char *cause);

#endif
