/* SPDX-License-Identifier: GPL-2.0-only */
/* drills.h - plays a drill with drill_program as server and client, through the program itself. */
#ifndef RSTLAB_TEST_DRILLS_H
#define RSTLAB_TEST_DRILLS_H

#include "child.h"

#include <stddef.h>

/* Group setup and teardown: a folder that anybody may use, with drill_program in it. */
int drills_enter(void **state);
int drills_leave(void **state);

struct drill_case {
	const char *drill, *server, *client; /* modes of drill_program, or commands with a space */
	const char *more[8];                 /* further options */
	void (*prepare)(void);               /* see child_spec */
	int code;
	const char *says[4]; /* each is in what is printed; "!..." is not */
};

/* For child_start(); what it refers to holds until the next call. */
void drill_spec(const struct drill_case *drill, struct child_spec *ret);

/* Plays it, and fails the test where it ends otherwise. False: `prepare` gave up. What was printed
 * is @ret's, to be freed, if that is not NULL. */
bool drill_check(const struct drill_case *drill, char **ret);

/* Each of them; the test is skipped where no lab can be made. */
void drills_check(const struct drill_case *drill, size_t count);
#define DRILLS_CHECK(cases) drills_check(cases, sizeof(cases) / sizeof(cases[0]))

#endif
