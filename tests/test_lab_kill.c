/* SPDX-License-Identifier: GPL-2.0-only */
/* The program is killed at random moments, and nothing of it stays: no process, no namespace, no
 * link, no trace instance, no half-written file. */
#include "child.h"
#include "folder.h"
#include "ktap.h"
#include "left.h"
#include "play.h"

#include "link.h"
#include "ns.h"
#include "tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	KILLS = 100,
};

#define RUN "--repeat", "50", "--jobs", "2", "--out", "out"

/* The moment: after so many results at most, or after so many milliseconds at most. The story that
 * is told first is killed most often: so not always the same. */
static const struct {
	struct child_spec spec;
	int lines, ms;
} victims[] = {
	{ { { "all", RUN }, .out = "told" }, 0, 160 },
	{ { { "all", "--section", "1.3", RUN }, .out = "told" }, 0, 120 },
	{ { { "run", "half-open-orphan", "linger-control", RUN }, .out = "told" }, 8, 10 },
	{ { { "run", "half-open-power-loss", "unread-data", RUN }, .out = "told" }, 8, 10 },
};
enum { VICTIMS = sizeof(victims) / sizeof(victims[0]) };

/* ---- One round ----------------------------------------------------------------------------------
 */

/* Reads until @lines results were told; false: it has ended before. */
static bool hear(int fd, int lines)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char byte;

	/* The first line is the run's. */
	for (int told = -1; told < lines;) {
		if (poll(&poll_fd, 1, DEADLINE_MS) <= 0 || read(fd, &byte, 1) != 1)
			return false;
		told += byte == '\n';
	}
	return true;
}

/* Its own folder for all that it may leave. */
static int prepare_round(void)
{
	folder_remove("out");
	folder_remove("told");
	folder_remove("tmp");
	if (mkfifo("told", 0666) < 0 || mkdir("tmp", 0777) < 0 || setenv("TMPDIR", "tmp", 1) < 0)
		return -1;
	return open("told", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

static void wait_some_of(int ms)
{
	struct timespec moment = { .tv_nsec = random() % ms * 1000000 + random() % 1000000 };

	ppoll(NULL, 0, &moment, NULL);
}

/* What is left, or NULL. */
static const char *kill_once(void)
{
	size_t at = (size_t)random() % VICTIMS;
	struct child child;
	int fd = prepare_round();

	child_start(&victims[at].spec, &child);
	if (victims[at].lines && !hear(fd, (int)random() % victims[at].lines))
		return "nothing: it ended by itself";
	wait_some_of(victims[at].ms);
	if (kill(child.pid, SIGKILL) < 0)
		return "nothing: it could not be killed";
	child_wait(&child);
	close(fd);
	if (child.code != -SIGKILL) {
		fprintf(stderr, "ended by itself, %d: %s\n", child.code, child.err);
		return "nothing: it ended by itself";
	}
	child_free(&child);
	left_note_killed(child.pid);
	const char *left = left_processes();
	left = left ? left : left_files();
	left = left ? left : left_links();
	return left ? left : left_instances();
}

/* In a process of its own, to whom all that is left without a parent comes. */
static _Noreturn void kill_often(int count, bool own_world)
{
	const char *left = NULL;
	unsigned seed = (unsigned)getpid();
	int round = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (own_world) {
		child_program();
		child_become_root_of(1);
		if (child_write("/proc/sys/user/max_net_namespaces", "1024") < 0)
			child_give_up("user.max_net_namespaces");
	}
	srandom(seed);
	for (; round < count && !left; round++)
		left = kill_once();
	if (!left && own_world)
		left = left_namespaces(DEADLINE_MS);
	if (left)
		fprintf(stderr, "seed %u, after %d kills: left is %s\n", seed, round, left);
	_exit(left ? 1 : 0);
}

/* False: it was skipped. */
static bool kill_in_world(int count, bool own_world)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		kill_often(count, own_world);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("seed %d: signal %d", (int)pid, WTERMSIG(status));
	assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == CHILD_GAVE_UP);
	return WEXITSTATUS(status) == 0;
}

/* Namespaces can be counted in a user namespace; the tracepoint is root's alone. */
static void test_sigkill(void **state)
{
	int rest = KILLS;

	(void)state;
	if (!play_possible())
		skip();
	if (kill_in_world(geteuid() == 0 ? KILLS / 2 : KILLS, true))
		rest = geteuid() == 0 ? KILLS / 2 : 0;
	if (rest)
		kill_in_world(rest, false);
}

/* In a namespace of its own: a link as a lab's, and another. */
static _Noreturn void make_marked_link(void)
{
	struct link_end end[2] = { { .index = 5, .name = "eth0", .mac = { 2, 'r', 's', 't', 1 } },
				   { .index = 6, .name = "other", .mac = { 2, 'r', 's', 'u' } } };
	struct link_ctl *links;

	int ns = geteuid() == 0 || ns_become_root() == 0 ? ns_create() : -EPERM;
	if (ns < 0 || link_open(&links) != 0 || left_links())
		_exit(CHILD_GAVE_UP);
	end[0].ns = end[1].ns = ns;
	if (link_add_veth(links, &end[0], &end[1]) != 0)
		_exit(CHILD_GAVE_UP);
	const char *left = left_links();
	if (!left || strcmp(left, "the link 'eth0'") != 0)
		_exit(1);
	link_delete(links, end[0].index);
	_exit(left_links() ? 1 : 0);
}

/* In a user namespace of its own: one is left, its own. */
static _Noreturn void make_namespace(void)
{
	child_become_root_of(1);
	if (ns_create() < 0)
		child_give_up("a network namespace");
	const char *left = left_namespaces(1);
	_exit(left && strcmp(left, "a namespace") == 0 ? 0 : 1);
}

/* One of a process that was killed, and one of another; then they are gone. */
static void check_marked_instance(void)
{
	char name[64], other[64], left[96];
	int tracefs = tracefs_open();

	snprintf(name, sizeof(name), "instances/rstlab-ns.%d.0", (int)getpid());
	snprintf(other, sizeof(other), "instances/rstlab-ns.%d.0", (int)getppid());
	snprintf(left, sizeof(left), "the trace instance '%s'", name + strlen("instances/"));
	if (tracefs < 0 || mkdirat(tracefs, other, 0700) < 0) {
		fprintf(stderr, "SKIP: a trace instance: %s\n",
			strerror(tracefs < 0 ? -tracefs : errno));
		return;
	}
	left_note_killed(getpid());
	assert_null(left_instances());
	assert_int_equal(mkdirat(tracefs, name, 0700), 0);
	assert_string_equal(left_instances(), left);
	assert_int_equal(unlinkat(tracefs, name, AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(tracefs, other, AT_REMOVEDIR), 0);
	assert_null(left_instances());
	close(tracefs);
}

static void check_seen(void (*make)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		make();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == CHILD_GAVE_UP);
}

/* What would be left is seen, and what others make is not ours. */
static void test_seen(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	check_seen(make_marked_link);
	check_seen(make_namespace);
	check_marked_instance();
}

/* ---- Signals that can be heard ------------------------------------------------------------------
 */

static void lead_group(void)
{
	setpgid(0, 0);
}

static const struct child_spec talkative = { { "run", "half-open*", "linger", RUN },
					     lead_group,
					     .out = "told" };

static void check_saved(void)
{
	static const struct child_spec judge = { { "judge", "out", "--report", "ktap=ktap" } };
	char why[KTAP_WHY_SIZE] = "";
	struct ktap ktap;
	struct child child;
	char *results = folder_read("out/results.json", NULL);

	assert_non_null(results);
	assert_non_null(strstr(results, "\n  \"complete\": false\n}\n"));
	free(results);
	assert_true(child_run(&judge, &child));
	assert_int_equal(child.code, 3);
	assert_string_equal(child.err, "");
	assert_non_null(strstr(child.out, "the run ended early: incomplete\n"));
	child_free(&child);
	results = folder_read("ktap", NULL);
	if (ktap_read(results, &ktap, why) != 0)
		fail_msg("%s in\n%s", why, results);
	assert_true(ktap.bailed_out && ktap.planned > 0);
	free(results);
}

/* Children ended, results so far written, marked incomplete. */
static void test_interrupted(void **state)
{
	static const struct {
		int number;
		bool group, twice; /* as a terminal does; and by an impatient user */
	} cases[] = {
		{ SIGINT, true, false },
		{ SIGTERM, false, false },
		{ SIGINT, true, true },
		{ SIGTERM, false, true },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		int fd = prepare_round();
		child_start(&talkative, &child);
		assert_true(hear(fd, 3));
		pid_t to = cases[i].group ? -child.pid : child.pid;
		for (int n = 0; n < 1 + cases[i].twice; n++)
			assert_int_equal(kill(to, cases[i].number), 0);
		while (hear(fd, 1))
			;
		child_wait(&child);
		close(fd);
		assert_int_equal(child.code, 3);
		assert_string_equal(child.err,
				    "rstlab-ns: interrupted: the results are incomplete\n");
		child_free(&child);
		/* Not soon: already. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		check_saved();
	}
}

/* Before anything was told there may be no results, but none that cannot be read. */
static void test_interrupted_early(void **state)
{
	(void)state;
	/* There the moment is over before the child has become the program. */
	if (!play_possible() || play_under_valgrind())
		skip();
	for (int i = 0; i < 20; i++) {
		struct child child;
		int fd = prepare_round();
		child_start(&talkative, &child);
		wait_some_of(50);
		assert_int_equal(kill(child.pid, SIGTERM), 0);
		while (hear(fd, 1))
			;
		child_wait(&child);
		close(fd);
		if (child.code != 3 && child.code != -SIGTERM)
			fail_msg("ended with %d: %s%s", child.code, child.out, child.err);
		if (child.code == 3)
			check_saved();
		else
			assert_null(left_files());
		child_free(&child);
		assert_null(left_processes());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_sigkill),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_interrupted_early),
	};

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return cmocka_run_group_tests_name("lab_kill", tests, folder_enter, folder_leave);
}
