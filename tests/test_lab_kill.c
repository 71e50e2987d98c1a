/* SPDX-License-Identifier: GPL-2.0-only */
/* The program is killed at random moments, and nothing of it stays: no process, no namespace, no
 * link, no trace instance, no half-written file. */
#include "child.h"
#include "clock.h"
#include "folder.h"
#include "ktap.h"
#include "play.h"

#include "tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
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
	NAMESPACES = 1024,   /* that a world of the test's own may have */
	DEADLINE_MS = 60000, /* for what must go away */
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

/* ---- What can be left ---------------------------------------------------------------------------
 */

static int64_t now_ms(void)
{
	return now_ns(CLOCK_MONOTONIC) / 1000000;
}

static void wait_a_moment(int ms)
{
	poll(NULL, 0, ms);
}

/* A child that is left, as proc_pid_stat(5) has it: who, its state, what it waits for. */
static const char *process_left(void)
{
	static char text[256];
	char path[64], line[160] = "";
	pid_t pid = 0;
	FILE *file = fopen("/proc/thread-self/children", "re");

	if (file && fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	if (file)
		fclose(file);
	snprintf(text, sizeof(text), "a process: %s", line);
	return text;
}

/* No child is left, and no child's child: all of them would be ours. */
static const char *look_for_processes(void)
{
	int64_t deadline = now_ms() + DEADLINE_MS;

	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			return NULL;
		if (pid == 0 && now_ms() > deadline)
			return process_left();
		if (pid == 0)
			wait_a_moment(1);
	}
}

/* Takes all the namespaces that this user namespace may have. */
static _Noreturn void take_namespaces(void)
{
	int64_t deadline = now_ms() + DEADLINE_MS;
	int count = 0;

	while (count < NAMESPACES) {
		if (unshare(CLONE_NEWNET) == 0) {
			/* It lives as long as this descriptor. */
			if (open("/proc/self/ns/net", O_RDONLY) < 0)
				_exit(1);
			count++;
		} else if (errno != ENOSPC || now_ms() > deadline) {
			_exit(1);
		} else {
			wait_a_moment(10);
		}
	}
	_exit(unshare(CLONE_NEWNET) < 0 && errno == ENOSPC ? 0 : 2);
}

static const char *look_for_namespaces(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		take_namespaces();
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return "an answer";
	if (WEXITSTATUS(status) == 2)
		return "the limit of namespaces";
	return WEXITSTATUS(status) ? "a namespace" : NULL;
}

/* Names of links and of trace instances of this machine. */
static size_t list_machine(char *names, size_t size)
{
	struct if_nameindex *links = if_nameindex();
	int tracefs = tracefs_open();
	int fd = tracefs < 0 ? -1 : openat(tracefs, "instances", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t used = 0;

	for (int i = 0; links && links[i].if_name && used < size; i++)
		used += (size_t)snprintf(names + used, size - used, " %s", links[i].if_name);
	if_freenameindex(links);
	for (struct dirent *entry; dir && used < size && (entry = readdir(dir));)
		used += (size_t)snprintf(names + used, size - used, " %s", entry->d_name);
	if (dir)
		closedir(dir);
	if (tracefs >= 0)
		close(tracefs);
	return used;
}

static bool is_whole_pcap(const char *path)
{
	size_t size, at = 24;
	uint8_t *bytes = (uint8_t *)folder_read(path, &size);
	uint32_t word[4];

	if (!bytes || size < at)
		return false;
	memcpy(word, bytes, sizeof(word[0]));
	bool good = word[0] == 0xa1b23c4d; /* pcap-savefile(5): nanoseconds */
	while (good && at < size) {
		good = size - at >= sizeof(word);
		if (good)
			memcpy(word, bytes + at, sizeof(word));
		at += sizeof(word) + (good ? word[2] : 0);
	}
	free(bytes);
	return good && at == size;
}

static const char *bad_file;

static void look_at_file(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (!dot || strcmp(dot, ".pcap") != 0 || !is_whole_pcap(path))
		bad_file = "a file that is not whole";
}

static const char *look_for_files(void)
{
	bad_file = NULL;
	folder_walk("out", look_at_file);
	folder_walk("tmp", look_at_file);
	return bad_file;
}

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
	const char *left = look_for_processes();
	return left ? left : look_for_files();
}

/* In a process of its own, to whom all that is left without a parent comes. */
static _Noreturn void kill_often(int count, bool own_world)
{
	char before[4096], after[4096];
	const char *left = NULL;
	unsigned seed = (unsigned)getpid();
	int round = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (own_world) {
		child_become_root_of(1);
		if (child_write("/proc/sys/user/max_net_namespaces", "1024") < 0)
			child_give_up("user.max_net_namespaces");
	}
	list_machine(before, sizeof(before));
	srandom(seed);
	for (; round < count && !left; round++)
		left = kill_once();
	list_machine(after, sizeof(after));
	if (!left && strcmp(before, after) != 0)
		left = "a link or a trace instance";
	if (!left && own_world)
		left = look_for_namespaces();
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
	assert_true(WIFEXITED(status));
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
			assert_null(look_for_files());
		child_free(&child);
		assert_null(look_for_processes());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sigkill),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_interrupted_early),
	};

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return cmocka_run_group_tests_name("lab_kill", tests, folder_enter, folder_leave);
}
