/* SPDX-License-Identifier: GPL-2.0-only */
/* child.h - runs the program itself, as a user would, in a world made for it. */
#ifndef RSTLAB_TEST_CHILD_H
#define RSTLAB_TEST_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

enum {
	CHILD_ARGS_MAX = 16,
	CHILD_GAVE_UP = 99, /* exit code of child_give_up() */
};

/* Exit codes of the program. */
enum { GOOD, FAILED, BAD_USE, IN_PIECES, NOTHING_RAN, LACKING };

struct child_spec {
	const char *args[CHILD_ARGS_MAX]; /* after the program's name; ends with NULL */
	/* Called in the child before it becomes the program; ends it with child_give_up() if that
	 * world is not to be had. */
	void (*prepare)(void);
	const char *program; /* runs this script instead; NULL: the program */
	const char *out;     /* standard output goes to this file; NULL: to `out` below */
};

struct child {
	pid_t pid;
	int files[2];
	int code;        /* of its exit; -N: killed by signal N */
	char *out, *err; /* what it said */
};

/* The program, open; to be called before the caller becomes one who may not look where it is. It is
 * kept. */
int child_program(void);

/* Starts it. The program is found even where the child may not look. */
void child_start(const struct child_spec *spec, struct child *ret);

/* Waits for it to end, and reads what it said. child_free() frees that. */
void child_wait(struct child *child);
void child_free(struct child *child);

/* Both. Returns false, having said why, if `prepare` gave up. */
bool child_run(const struct child_spec *spec, struct child *ret);

/* Runs it and expects this exit code, and on standard error one line that @says, or nothing if that
 * is NULL. Returns false, having said why, if `prepare` gave up. */
bool child_expect(const struct child_spec *spec, int code, const char *says);

/* Expects one line, of printable characters, that says whose it is and @says. */
void child_check_line(const char *err, const char *says);

/* In `prepare`: this cannot be done here, and the test is to be skipped. */
_Noreturn void child_give_up(const char *what);

/* ---- Worlds: for `prepare` ---------------------------------------------------------------------
 */

/* From now on, @nr with @arg as its first argument fails with @err (seccomp). @arg -1: any. */
void child_deny(long nr, long arg, int err);

/* An ordinary user: nobody. */
void child_become_nobody(void);

/* An ordinary user on a machine that lets him make namespaces in a user namespace of his own; not
 * all do. */
void child_become_free_nobody(void);

/* Root of a user namespace of its own; maps @count ids to themselves. */
void child_become_root_of(unsigned count);

/* Writes to a file of /proc; 0 or -errno. */
int child_write(const char *path, const char *text);

#endif
