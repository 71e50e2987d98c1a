/* SPDX-License-Identifier: GPL-2.0-only */
/* An instance of tracefs does not die with a descriptor: somebody removes it, whatever became of
 * us. */
#include "trace_parts.h"
#include "tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WAIT_MS = 20000 };

static bool possible;

static int try_first(void **state)
{
	struct trace *trace;
	char why[256];

	(void)state;
	possible = trace_open_by(&trace_instance, &trace, why, sizeof(why)) == 0;
	if (possible)
		trace_close(trace);
	else
		fprintf(stderr, "SKIP: %s\n", why);
	return 0;
}

/* Has the process @pid an instance, or had it one? */
static bool is_there(int tracefs, pid_t pid)
{
	char start[64];
	int n = snprintf(start, sizeof(start), "rstlab-ns.%d.", (int)pid);
	int fd = openat(tracefs, "instances", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool there = false;

	assert_true(fd >= 0);
	DIR *dir = fdopendir(fd);
	for (struct dirent *entry; (entry = readdir(dir));)
		there = there || strncmp(entry->d_name, start, (size_t)n) == 0;
	closedir(dir);
	return there;
}

/* Whoever removes it does so soon: it is no test of how soon. */
static void await_removal(int tracefs, pid_t pid)
{
	for (int waited = 0; is_there(tracefs, pid); waited++) {
		if (waited > WAIT_MS)
			fail_msg("that of %d is still there", (int)pid);
		poll(NULL, 0, 1);
	}
}

/* A child that listens by an instance, and a child of its own, as a lab is. */
static pid_t start_listener(void)
{
	int channel[2];
	char byte;

	assert_int_equal(pipe(channel), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct trace *trace;
		char why[256];
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (trace_open_by(&trace_instance, &trace, why, sizeof(why)) == 0) {
			/* It tells when it has armed its end. */
			if (fork() == 0) {
				prctl(PR_SET_PDEATHSIG, SIGKILL);
				if (write(channel[1], "", 1) != 1)
					_exit(1);
			}
			for (;;)
				pause();
		}
		_exit(1);
	}
	close(channel[1]);
	assert_int_equal(read(channel[0], &byte, 1), 1);
	close(channel[0]);
	return pid;
}

static void test_instance_goes(void **state)
{
	(void)state;
	if (!possible)
		skip();
	int tracefs = tracefs_open();
	assert_true(tracefs >= 0);
	pid_t pid = start_listener();
	assert_true(is_there(tracefs, pid));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	await_removal(tracefs, pid);
	close(tracefs);
}

/* The process that removes it was killed too: the next one removes what is left, and nothing that
 * somebody uses. */
static void test_instance_left(void **state)
{
	char path[128], why[256];
	struct trace *trace;
	int status;

	(void)state;
	if (!possible)
		skip();
	pid_t dead = fork();
	if (dead == 0)
		_exit(0);
	waitpid(dead, &status, 0);
	int tracefs = tracefs_open();
	assert_true(tracefs >= 0);
	snprintf(path, sizeof(path), "instances/rstlab-ns.%d.0", (int)dead);
	assert_int_equal(mkdirat(tracefs, path, 0700), 0);
	pid_t alive = start_listener();
	assert_false(is_there(tracefs, dead));
	assert_int_equal(trace_open_by(&trace_instance, &trace, why, sizeof(why)), 0);
	trace_close(trace);
	assert_true(is_there(tracefs, alive));
	kill(alive, SIGKILL);
	waitpid(alive, NULL, 0);
	await_removal(tracefs, alive);
	close(tracefs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instance_goes),
		cmocka_unit_test(test_instance_left),
	};

	return cmocka_run_group_tests(tests, try_first, NULL);
}
