/* SPDX-License-Identifier: GPL-2.0-only */
/* A lab that is held is killed at random moments, and nothing of it stays, nor of what ran in it.
 */
#include "child.h"
#include "held.h"
#include "left.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { KILLS = 20 };

static void wait_some_of(int ms)
{
	struct timespec moment = { .tv_nsec = random() % ms * 1000000 + random() % 1000000 };

	ppoll(NULL, 0, &moment, NULL);
}

/* Killed while it plays, is held, or is visited; what is left, or NULL. */
static const char *kill_once(int round)
{
	const struct child_spec held = { { "up", "half-open", round % 2 ? "-4" : "-6" } };
	struct child up, visit = { 0 };

	child_start(&held, &up);
	if (round % 4) {
		held_await(up.pid);
		child_start(
			&(struct child_spec){
				{ "exec", held_place(&up, "client"), "sh", "-c",
				  "sleep 1000 & setsid sleep 1000 & exec sleep 1000" } },
			&visit);
	}
	wait_some_of(40);
	if (kill(up.pid, SIGKILL) < 0)
		return "nothing: it could not be killed";
	child_wait(&up);
	child_free(&up);
	left_note_killed(up.pid);
	if (visit.pid) {
		child_wait(&visit);
		child_free(&visit);
	}
	const char *left = left_processes();
	left = left ? left : left_links();
	return left ? left : left_instances();
}

static _Noreturn void kill_often(void)
{
	const char *left = NULL;
	unsigned seed = (unsigned)getpid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	child_program();
	child_become_root_of(1);
	if (child_write("/proc/sys/user/max_net_namespaces", "1024") < 0)
		child_give_up("user.max_net_namespaces");
	srandom(seed);
	for (int round = 0; round < KILLS && !left; round++)
		left = kill_once(round);
	if (!left)
		left = left_namespaces(DEADLINE_MS);
	if (left)
		fprintf(stderr, "seed %u: left is %s\n", seed, left);
	_exit(left ? 1 : 0);
}

static void test_killed(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		kill_often();
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_GAVE_UP)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests_name("lab_up_kill", tests, NULL, NULL);
}
