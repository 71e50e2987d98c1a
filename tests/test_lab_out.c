/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run leaves, where others write too, or want it elsewhere: nothing is lost, nobody is
 * fooled, and nobody waits for ever. */
#include "child.h"
#include "folder.h"
#include "play.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { STRANGER = 65534, PATIENCE_S = 120 };

#define RUN "run", "port-closed", "--timeout-scale", "3"

static void check_saved(const char *out, bool is_there)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/results.json", out);
	char *text = folder_read(path, NULL);
	if (is_there != (text != NULL))
		fail_msg("%s: %s", path, text ? "there" : "not there");
	if (text)
		assert_non_null(strstr(text, "\"complete\": true\n}\n"));
	free(text);
}

static int entries_of(const char *path)
{
	DIR *folder = opendir(path);
	int entries = -2;

	while (folder && readdir(folder))
		entries++;
	if (folder)
		closedir(folder);
	return entries;
}

/* ---- Two at once --------------------------------------------------------------------------------
 */

static void deny_locks(void)
{
	child_deny(SYS_flock, -1, ENOLCK);
}

/* One of two has the folder; the other says so. @says NULL: whatever it says. */
static void race(const struct child_spec *spec, const char *says)
{
	struct child child[2];
	int good = 0;

	folder_remove("raced");
	for (int i = 0; i < 2; i++)
		child_start(spec, &child[i]);
	for (int i = 0; i < 2; i++)
		child_wait(&child[i]);
	for (int i = 0; i < 2; i++) {
		if (child[i].code == GOOD)
			good++;
		else
			child_check_line(child[i].err, says ? says : "raced'");
		child_free(&child[i]);
	}
	assert_int_equal(good, 1);
	check_saved("raced", true);
	assert_int_equal(entries_of("raced"), 2);
	assert_int_equal(entries_of("raced/captures"), 6);
}

static void test_two_runs(void **state)
{
	static const struct child_spec run = { { RUN, "--out", "raced" } };
	static const struct child_spec without = { { RUN, "--out", "raced" }, deny_locks };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < 7; i++) {
		race(&run, NULL);
		race(&without, NULL);
	}
}

static void test_claimed(void **state)
{
	static const struct child_spec run = { { RUN, "--out", "claimed" } };
	static const struct child_spec merge = { { "merge", "raced", "--out", "claimed" } };
	static const struct child_spec other = { { RUN, "--out", "other" } };

	(void)state;
	if (!play_possible())
		skip();
	assert_int_equal(mkdir("claimed", 0777), 0);
	int fd = open("claimed", O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_true(child_expect(&run, BAD_USE, "another run writes to 'claimed'"));
	assert_true(child_expect(&merge, BAD_USE, "another run writes to 'claimed'"));
	assert_int_equal(entries_of("claimed"), 0);
	close(fd);
	assert_true(child_expect(&run, GOOD, NULL));
	assert_true(child_expect(&other, GOOD, NULL));
}

static void stand_in_removed(void)
{
	if (mkdir("removed", 0755) < 0 || chdir("removed") < 0 || rmdir("../removed") < 0)
		_exit(99);
}

/* Another run may have removed the folder between our opening it and having its lock. */
static void test_removed(void **state)
{
	static const struct child_spec late = { { RUN, "--out", "." }, stand_in_removed };

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&late, BAD_USE, "the folder '.' has been removed"));
}

/* What glibc asks the kernel by is refused where a filter is older than the call. */
static void deny_faccessat2(void)
{
	child_deny(SYS_faccessat2, -1, EPERM);
}

static void test_old_filter(void **state)
{
	static const struct child_spec run = { { RUN, "--out", "claimed" }, deny_faccessat2 };

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&run, BAD_USE, "'claimed' already holds results.json"));
}

/* ---- Links and other traps ----------------------------------------------------------------------
 */

/* Exchanges what root makes in a folder of another's own. */
static pid_t start_exchange(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	child_become_nobody();
	while (rename("eve/out/captures", "eve/out/aside") < 0)
		;
	if (symlink("../../victim", "eve/out/captures") < 0)
		_exit(1);
	for (;;)
		pause();
}

static void test_exchanged(void **state)
{
	static const struct child_spec run = { { RUN, "--repeat", "40", "--out", "eve/out" } };
	struct child child;
	int status;

	(void)state;
	if (!play_possible() || geteuid() != 0)
		skip();
	assert_int_equal(mkdir("victim", 0755) + mkdir("eve", 0755) + mkdir("eve/out", 0755), 0);
	assert_int_equal(chown("eve", STRANGER, STRANGER) + chown("eve/out", STRANGER, STRANGER),
			 0);
	pid_t eve = start_exchange();
	assert_true(child_run(&run, &child));
	kill(eve, SIGKILL);
	waitpid(eve, &status, 0);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	assert_int_equal(entries_of("victim"), 0);
	/* Once it is open, what was made is written to wherever it goes; before, it is missed. */
	if (child.code == GOOD)
		assert_int_equal(entries_of("eve/out/aside"), 2 * 3 * 40);
	else
		child_check_line(child.err, "cannot write 'eve/out': ");
	child_free(&child);
}

/* A folder that another has turned into a link while nobody looked. */
static void test_turned(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} cases[] = {
		{ { { RUN, "--out", "eve/link/new" } },
		  "'eve/link/new': it is a symbolic link, or a link" },
		{ { { RUN, "--out", "eve/link" } },
		  "'eve/link': it is a symbolic link, or a link of" },
		{ { { RUN, "--report", "json=eve/link/new" } },
		  "'eve/link/new': it is a symbolic link" },
		{ { { "merge", "claimed", "--out", "eve/link" } },
		  "'eve/link' is a symbolic link" },
		{ { { "merge", "claimed", "--out", "eve/link/new" } }, "'eve/link/new': it is" },
		{ { { "compare", "claimed", "other", "--report", "json=eve/link/new" } },
		  "'eve/link/new': it is a symbolic link" },
	};

	(void)state;
	if (!play_possible() || geteuid() != 0)
		skip();
	assert_int_equal(symlink("../victim", "eve/link"), 0);
	assert_int_equal(lchown("eve/link", STRANGER, STRANGER), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		assert_true(child_run(&cases[i].spec, &child));
		assert_true(child.code == BAD_USE || child.code == IN_PIECES);
		child_check_line(child.err, cases[i].says);
		assert_int_equal(entries_of("victim"), 0);
		child_free(&child);
	}
}

static void patience(void)
{
	alarm(PATIENCE_S);
}

/* What is no file is not written to, and what never ends is not waited for. */
static void test_no_files(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} cases[] = {
		{ { { RUN, "--report", "junit=fifo" }, patience },
		  "'fifo': it is not a regular file or a terminal" },
		{ { { RUN, "--report", "junit=device" }, patience },
		  "'device': it is a symbolic link" },
		{ { { "judge", "fifo" }, patience }, "'fifo': it is a FIFO, not a regular file" },
		{ { { "judge", "holds-fifo" }, patience },
		  "'holds-fifo/results.json': it is a FIFO" },
		{ { { "judge", "/dev/zero" }, patience }, "/dev/zero:1:" },
		{ { { "compare", "claimed", "fifo" }, patience }, "'fifo': it is a FIFO" },
		{ { { "merge", "fifo", "--out", "new" }, patience }, "'fifo': it is a FIFO" },
	};

	(void)state;
	if (!play_possible())
		skip();
	assert_int_equal(mkfifo("fifo", 0666) + mkdir("holds-fifo", 0755), 0);
	assert_int_equal(mkfifo("holds-fifo/results.json", 0666), 0);
	assert_int_equal(symlink("/dev/null", "device"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(child_expect(&cases[i].spec, BAD_USE, cases[i].says));
	assert_int_equal(access("new", F_OK), -1);
}

/* A folder named after the process that will merge is nothing to it. */
static void set_trap(void)
{
	char name[64];

	snprintf(name, sizeof(name), "whole.%ld", (long)getpid());
	if (mkdir("trap", 0755) < 0 || symlink("trap", name) < 0 ||
	    symlink("../victim", "trap/captures") < 0)
		child_give_up("a trap");
	patience();
}

static void test_merge_beside(void **state)
{
	static const struct child_spec merge = { { "merge", "claimed", "--out", "whole" },
						 set_trap };

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&merge, GOOD, NULL));
	check_saved("whole", true);
	assert_int_equal(entries_of("whole/captures"), 6);
	assert_int_equal(entries_of("trap"), 1);
}

/* ---- Ends that are none -------------------------------------------------------------------------
 */

static void close_reader(void)
{
	int ends[2];

	if (pipe(ends) < 0 || dup2(ends[1], STDOUT_FILENO) < 0)
		child_give_up("pipe");
	close(ends[0]);
	close(ends[1]);
	signal(SIGPIPE, SIG_DFL);
}

static void limit_files(void)
{
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 8192, RLIM_INFINITY });
	signal(SIGXFSZ, SIG_DFL);
}

/* Who reads the terminal has left: what was to be saved is. */
static void test_nobody_reads(void **state)
{
	static const struct child_spec saves = { { RUN, "--repeat", "9", "--out", "unread",
						   "--report", "junit=unread.xml" },
						 close_reader };
	static const struct child_spec alone = { { RUN, "--repeat", "9" }, close_reader };
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&saves, IN_PIECES, "'standard output': Broken pipe"));
	check_saved("unread", true);
	assert_int_equal(entries_of("unread/captures"), 2 * 3 * 9);
	char *junit = folder_read("unread.xml", NULL);
	assert_non_null(junit);
	assert_non_null(strstr(junit, "tests=\"18\""));
	free(junit);
	assert_true(child_run(&alone, &child));
	assert_int_equal(child.code, -SIGPIPE);
	child_free(&child);
}

/* A file that may not grow is an error that is told; the others are whole. */
static void test_file_limit(void **state)
{
	static const struct child_spec saves = { { RUN, "--repeat", "9", "--out", "limited",
						   "--report", "ktap=limited.ktap" },
						 limit_files };

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&saves, IN_PIECES, "'limited': File too large"));
	check_saved("limited", false);
	char *ktap = folder_read("limited.ktap", NULL);
	assert_non_null(ktap);
	assert_non_null(strstr(ktap, "# Totals:"));
	free(ktap);
}

int main(void)
{
	/* what the first tests leave, the others use */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_runs),     cmocka_unit_test(test_claimed),
		cmocka_unit_test(test_old_filter),   cmocka_unit_test(test_exchanged),
		cmocka_unit_test(test_turned),       cmocka_unit_test(test_no_files),
		cmocka_unit_test(test_merge_beside), cmocka_unit_test(test_nobody_reads),
		cmocka_unit_test(test_file_limit),   cmocka_unit_test(test_removed),
	};

	return cmocka_run_group_tests_name("lab_out", tests, folder_enter, folder_leave);
}
