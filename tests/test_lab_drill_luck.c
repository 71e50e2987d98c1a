/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that are not as one would have them, users who are not root, and a drill that is killed:
 * a clear line each, and nothing left. */
#include "drills.h"
#include "left.h"
#include "play.h"

#include "clock.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

enum { KILLS = 20, NOBODY = 65534 };

#define SOON "--timeout-scale", "0.1"

static const struct drill_case programs[] = {
	{ "reset",
	  "no-such-program x",
	  "reconnect",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "the server exited with 127 before it listened", "no-such-program" } },
	{ "reset",
	  "echo",
	  "no-such-program x",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "it had none, and exited with 127", "no-such-program" } },
	{ "reset",
	  "idler",
	  "reconnect",
	  { SOON },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "for the server to listen on port 8080 over IPv4: it listens on no port" } },
	{ "reset",
	  "elsewhere",
	  "reconnect",
	  { SOON },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "for the server to listen on port 8080 over IPv4", "on 8081" } },
	{ "half-open",
	  "daemon",
	  "reconnect",
	  { NULL },
	  NULL,
	  GOOD,
	  { "PASS ", "the server has forgotten it" } },
	{ "restart", "daemon", "reconnect", { NULL }, NULL, GOOD, { "PASS " } },
	{ "restart", "stubborn", "reconnect", { NULL }, NULL, GOOD, { "PASS " } },
	{ "half-open", "stubborn", "reconnect", { NULL }, NULL, GOOD, { "PASS " } },
	{ "restart",
	  "talker",
	  "reconnect",
	  { "--when", "line word" },
	  NULL,
	  GOOD,
	  { "PASS ", " more lines; " } },
	/* A hundred connections: one of them is meant. */
	{ "reset", "echo", "many", { NULL }, NULL, FAILED, { "FAIL ", "lost 1" } },
	{ "reset",
	  "echo",
	  "many",
	  { "--connection", "17", "--expect", "7" },
	  NULL,
	  GOOD,
	  { "PASS ", "lost 1" } },
	{ "half-open",
	  "echo",
	  "many",
	  { "--expect", "7" },
	  NULL,
	  GOOD,
	  { "PASS ", "lost 100", "SOCK_DESTROY of 100 sockets" } },
	{ "half-open",
	  "echo",
	  "many",
	  { "--expect", "7", "--forget", "linger" },
	  NULL,
	  GOOD,
	  { "PASS ", "lost 100", "set on 100 sockets" } },
	/* It ends, and has never had a connection; or never has one. */
	{ "reset",
	  "echo",
	  "exit 0",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ",
	    "waited for the client to have a connection to port 8080 that is quiet; it had none, "
	    "and exited with 0; see its output" } },
	{ "reset",
	  "echo",
	  "sleep 60",
	  { SOON },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "for the client to have a connection to port 8080" } },
	{ "refused", "echo", "exit 0", { SOON }, NULL, IN_PIECES, { "BROKEN " } },
	{ "reset",
	  "exit 0",
	  "reconnect",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "the server exited with 0 before it listened" } },
	/* The connection that was there first is over when the moment comes. */
	{ "reset",
	  "echo",
	  "probe",
	  { "--when", "line second", "--expect", "7" },
	  NULL,
	  GOOD,
	  { "PASS ", "reached the client" } },
	{ "reset",
	  "echo",
	  "probe",
	  { "--when", "2 s" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "was over before the fault", "--connection" } },
	/* By a name that is none of the lab's. */
	{ "reset",
	  "echo",
	  "getent hosts example.org || exit 9",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "it had none, and exited with 9" } },
};

static void test_programs(void **state)
{
	(void)state;
	DRILLS_CHECK(programs);
}

static void be_called_by_nobody(void)
{
	setenv("SUDO_UID", "65534", 1);
	setenv("SUDO_GID", "65534", 1);
}

static void be_called_by_nonsense(void)
{
	setenv("SUDO_UID", "12x", 1);
}

static const struct drill_case usages[] = {
	{ "no-such-drill",
	  "echo",
	  "give-up",
	  { NULL },
	  NULL,
	  BAD_USE,
	  { "unknown drill 'no-such-drill'" } },
	{ "halfopen", "echo", "give-up", { NULL }, NULL, BAD_USE, { "half-open" } },
	{ "reset", NULL, "give-up", { NULL }, NULL, BAD_USE, { "needs --server COMMAND" } },
	{ "reset", "echo", NULL, { NULL }, NULL, BAD_USE, { "needs --client COMMAND" } },
	{ "reset",
	  "echo",
	  "give-up",
	  { "--when", "soon" },
	  NULL,
	  BAD_USE,
	  { "--when of 'drill': expected idle, 'N bytes', 'N s' or 'line TEXT', got 'soon'" } },
	{ "reset", "echo", "give-up", { "--forget", "slowly" }, NULL, BAD_USE, { "--forget" } },
	/* What it would have to ignore. */
	{ "reset",
	  "echo",
	  "give-up",
	  { "--forget", "linger" },
	  NULL,
	  BAD_USE,
	  { "--forget does not apply to the drill 'reset', only to half-open, power-loss" } },
	{ "half-open-orphan",
	  "echo",
	  "give-up",
	  { "--forget", "destroy" },
	  NULL,
	  BAD_USE,
	  { "--forget" } },
	{ "refused", "echo", "give-up", { "--forget", "destroy" }, NULL, BAD_USE, { "--forget" } },
	{ "refused",
	  "echo",
	  "give-up",
	  { "--when", "idle" },
	  NULL,
	  BAD_USE,
	  { "--when does not apply to the drill 'refused', only to half-open-" } },
	{ "refused",
	  "echo",
	  "give-up",
	  { "--connection", "1" },
	  NULL,
	  BAD_USE,
	  { "--connection" } },
	{ "refused", "echo", "give-up", { "--times", "1" }, NULL, BAD_USE, { "--times" } },
	{ "reset",
	  "echo",
	  "give-up",
	  { "--jobs", "2" },
	  NULL,
	  BAD_USE,
	  { "'drill' does not take --jobs" } },
	{ "reset", "echo", "give-up", { "--port", "0" }, NULL, BAD_USE, { "--port" } },
	{ "reset", "echo", "give-up", { "--expect", "256" }, NULL, BAD_USE, { "--expect" } },
	{ "reset", "echo", "give-up", { "--for", "0" }, NULL, BAD_USE, { "--for" } },
};

static void test_usage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
		drill_check(&usages[i], NULL);
}

/* ---- Who they run as ----------------------------------------------------------------------------
 */

#define WHO "echo uid $(id -u) gid $(id -g) groups $(id -G) in $HOME; exec ./drill_program give-up"

static const struct drill_case users[] = {
	{ "reset",
	  "echo",
	  WHO,
	  { "--expect", "1" },
	  be_called_by_nobody,
	  GOOD,
	  { "uid 65534 gid 65534 groups 65534 in /nonexistent" } },
	{ "reset",
	  "echo",
	  WHO,
	  { "--expect", "1", "--as-root" },
	  be_called_by_nobody,
	  GOOD,
	  { "uid 0 gid 0" } },
	{ "reset", "echo", WHO, { "--expect", "1" }, NULL, GOOD, { "uid 0 gid 0" } },
	{ "half-open",
	  "echo",
	  "reconnect",
	  { "--forget", "linger" },
	  be_called_by_nobody,
	  GOOD,
	  { "PASS " } },
	{ "reset",
	  "echo",
	  WHO,
	  { NULL },
	  be_called_by_nonsense,
	  BAD_USE,
	  { "SUDO_UID is '12x', which is not a user here" } },
	{ "reset",
	  "echo",
	  WHO,
	  { "--expect", "1", "--as-root" },
	  be_called_by_nonsense,
	  GOOD,
	  { "uid 0" } },
};

static void test_users(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	DRILLS_CHECK(users);
}

/* Without root: what lacks is said, and the rest is played as ever. */
static const struct drill_case rootless[] = {
	{ "reset",
	  "echo",
	  "reconnect",
	  { NULL },
	  child_become_free_nobody,
	  GOOD,
	  { "PASS ", "a RST reached the client" } },
	{ "half-open", "echo", "reconnect", { NULL }, child_become_free_nobody, GOOD, { "PASS " } },
	{ "half-open",
	  "echo",
	  "reconnect",
	  { "--forget", "linger" },
	  child_become_free_nobody,
	  GOOD,
	  { "PASS " } },
	{ "power-loss",
	  "echo",
	  "give-up",
	  { NULL },
	  child_become_free_nobody,
	  FAILED,
	  { "FAIL " } },
	{ "reject", "echo", "reconnect", { NULL }, child_become_free_nobody, GOOD, { "PASS " } },
};

static void test_rootless(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(rootless) / sizeof(rootless[0]); i++)
		if (!drill_check(&rootless[i], NULL))
			return;
}

/* ---- SIGKILL ------------------------------------------------------------------------------------
 */

static const struct drill_case victims[] = {
	{ "half-open", "daemon", "reconnect", { NULL }, NULL, 0, { NULL } },
	{ "restart", "stubborn", "reconnect", { NULL }, NULL, 0, { NULL } },
	{ "silence", "talker", "reconnect", { NULL }, NULL, 0, { NULL } },
	{ "reset", "echo", "many", { NULL }, NULL, 0, { NULL } },
};

/* To whom all that is left without a parent comes is this process. */
static void test_sigkill(void **state)
{
	unsigned seed = (unsigned)getpid();

	(void)state;
	if (!play_possible())
		skip();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	srandom(seed);
	for (int i = 0; i < KILLS; i++) {
		struct timespec moment = { .tv_nsec = random() % 400 * 1000000 };
		struct child_spec spec;
		struct child child;

		drill_spec(&victims[i % 4], &spec);
		child_start(&spec, &child);
		ppoll(NULL, 0, &moment, NULL);
		kill(child.pid, SIGKILL);
		child_wait(&child);
		left_note_killed(child.pid);
		child_free(&child);
		const char *left = left_processes();
		left = left ? left : left_links();
		left = left ? left : left_instances();
		if (left)
			fail_msg("seed %u, kill %d of %s: left is %s", seed, i + 1,
				 victims[i % 4].drill, left);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usage),   cmocka_unit_test(test_programs),
		cmocka_unit_test(test_users),   cmocka_unit_test(test_rootless),
		cmocka_unit_test(test_sigkill),
	};

	return cmocka_run_group_tests_name("lab_drill_luck", tests, drills_enter, drills_leave);
}
