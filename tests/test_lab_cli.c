/* SPDX-License-Identifier: GPL-2.0-only */
/* The program as it is called: bad input, files that cannot be written. One clear line, the right
 * exit code, nothing half-written. */
#include "child.h"
#include "folder.h"
#include "play.h"
#include "text.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SCALE "--timeout-scale", "3"

/* ---- Arguments ----------------------------------------------------------------------------------
 */

static char long_name[2000];

static const struct {
	struct child_spec spec;
	int code;
	const char *says;
} calls[] = {
	{ { { "list" } }, GOOD, NULL },
	{ { { "--help" } }, GOOD, NULL },
	{ { { "--version" } }, GOOD, NULL },
	{ { { "--help" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "run", "--help" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "--version" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "atlas" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "list" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "al" } }, BAD_USE, "all" },
	{ { { "run", "half-opn" } }, BAD_USE, "unknown scenario 'half-opn'" },
	{ { { "run", "half-opn" } }, BAD_USE, "'half-open'" },
	{ { { "describe", "half-opn" } }, BAD_USE, "'half-open'" },
	{ { { "describe", "half-open", "-6" } }, BAD_USE, "-4 and -6 apply to --by-hand only" },
	{ { { "describe", "half-open/ipv6", "-4", "--by-hand" } },
	  BAD_USE,
	  "no scenario matches all filters" },
	{ { { "describe", "icmp-admin-prohibited-ipv6", "-4", "--by-hand" } },
	  BAD_USE,
	  "runs over IPv6 only" },
	{ { { "list", "--by-hand" } }, BAD_USE, "'list' does not take --by-hand" },
	{ { { "describe", "fin-wait-2-rst", "port-closed", "--report-upstream" } }, GOOD, NULL },
	{ { { "describe", "port-closed", "--report-upstream" } },
	  BAD_USE,
	  "'port-closed' has no known issue; " },
	{ { { "describe", "port-*", "linger", "--report-upstream" } },
	  BAD_USE,
	  "none of these scenarios has a known issue; " },
	{ { { "describe", "fin-wait-2-rst", "--report-upstream", "--by-hand" } },
	  BAD_USE,
	  "use only one of --by-hand, --report-upstream and --ladder" },
	{ { { "describe", "fin-wait-2-rst", "--report-upstream", "-6" } },
	  BAD_USE,
	  "-4 and -6 apply to --by-hand only" },
	{ { { "run", "no-such-*" } }, BAD_USE, "no scenario matches 'no-such-*'" },
	{ { { "run" } }, BAD_USE, "" },
	{ { { "run", "" } }, BAD_USE, "" },
	{ { { "run", "../../etc/passwd" } }, BAD_USE, "../../etc/passwd" },
	{ { { "run", "%s%n%s%n" } }, BAD_USE, "%s%n%s%n" },
	{ { { "run", "\033[2Jlinger" } }, BAD_USE, "" },
	{ { { "run", "linger\nPASS linger" } }, BAD_USE, "" },
	{ { { "run", "\xff\xfe" } }, BAD_USE, "" },
	{ { { "run", long_name } }, BAD_USE, "" },
	{ { { "run", "linger", "--repeat", "0" } }, BAD_USE, "--repeat" },
	{ { { "run", "linger", "--out", "" } }, BAD_USE, "--out" },
	{ { { "all", "--shard", "0/3" } }, BAD_USE, "got '0/3'" },
	{ { { "run", "linger", "--shard", "4/3" } }, BAD_USE, "got '4/3'" },
	{ { { "list", "--shard", "x" } }, BAD_USE, "got 'x'" },
	{ { { "run", "linger", "--shard", "3/3", "--out", "none" } },
	  NOTHING_RAN,
	  "shard 3/3 has nothing to play: the plan has 2 parts" },
	{ { { "run", "port-closed", "-4", "--shard", "3/3" } },
	  NOTHING_RAN,
	  "shard 3/3 has nothing to play: the plan has 1 part\n" },
	{ { { "run", "--between", "6.12.116,6.12.117" } },
	  NOTHING_RAN,
	  "no promise depends on a change between these two kernels\n" },
	{ { { "list", "--section", "1.1", "--shard", "9/9" } }, NOTHING_RAN, "9/9" },
	{ { { "run", "linger", "--tag", "set-up" } }, NOTHING_RAN, "no scenario" },
	{ { { "all", "--section", "1.1", "--reason", "TCP_FLAGS" } }, NOTHING_RAN, "no scenario" },
	{ { { "list", "--between", "6.1,6.99" } }, GOOD, "there was no Linux 6.99" },
	{ { { "list", "--between", "6.1,6.12", "--json" } }, GOOD, NULL },
	{ { { "help" } }, GOOD, NULL },
	{ { { "help", "run" } }, GOOD, NULL },
	{ { { "help", "rnu" } }, BAD_USE, "did you mean 'run'?" },
	{ { { "help", "half-open" } }, BAD_USE, "'rstlab-ns describe half-open'" },
	{ { { "version" } }, GOOD, NULL },
	{ { { "half-open" } }, BAD_USE, "'rstlab-ns run half-open'" },
	{ { { "half-*" } }, BAD_USE, "'rstlab-ns describe half-*'" },
	{ { { "version" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "complete", "--", "r" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "run", "close" } }, BAD_USE, "--tag close selects by tag" },
	{ { { "run", "half-open/ipv5" } }, BAD_USE, "ipv4 or ipv6" },
	{ { { "run", "half-open/ipv4", "-6" } }, NOTHING_RAN, "no scenario matches all filters" },
	{ { { "list", "half-opn/ipv4" } }, BAD_USE, "did you mean 'half-open'?" },
	{ { { "list", "--errno", "ECONREFUSED" } }, BAD_USE, "did you mean 'ECONNREFUSED'?" },
	{ { { "atlas", "--state", "LISTENING" } }, BAD_USE, "did you mean 'LISTEN'?" },
	{ { { "describe", "--sender", "nobody" } }, BAD_USE, "client, router, server and standby" },
	{ { { "list", "docker" } }, GOOD, NULL },
	{ { { "list", "gremlins" } }, BAD_USE, "unknown scenario 'gremlins'" },
	{ { { "list", "--cause", "timeout-app" } }, BAD_USE, "'rstlab-ns why timeout-app'" },
	{ { { "list", "--cause", "abort-unreed" } }, BAD_USE, "did you mean 'abort-unread'?" },
	{ { { "list", "docker" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "why", "curl: (56)" } }, GOOD, NULL },
	{ { { "why", "gremlins" } }, BAD_USE, "nothing is known of 'gremlins'\n" },
	{ { { "why", "ECONRESET" } }, BAD_USE, "'ECONRESET'; did you mean 'ECONNRESET'?" },
	{ { { "why", "gremlins", "brokn" } }, BAD_USE, "'brokn'; did you mean 'Broken'?" },
	{ { { "why", "ECONRESET", "--format", "json" } }, BAD_USE, "'ECONNRESET'?" },
	{ { { "why", "gremlins", "EPIPE" } }, GOOD, NULL },
	{ { { "why", "ECONNREFUSED", "--when", "idle" } }, GOOD, NULL },
	{ { { "why", "--counter", "AbortOnClos" } }, BAD_USE, "did you mean 'AbortOnClose'?" },
	{ { { "why", "--counter", "TCPAbortFoo" } }, BAD_USE, "did you mean 'TCPAbort" },
	{ { { "why", "ECONNRESET", "--json" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "why" } }, BAD_USE, "'why' needs what was seen" },
	{ { { "why", " : " } }, BAD_USE, "'why' needs what was seen" },
	{ { { "why", "--when", "noon" } }, BAD_USE, "connect, first-data, mid" },
	{ { { "why", "--sender", "router" } }, BAD_USE, "client or server" },
	{ { { "why", "--counter", "Gremlins" } }, BAD_USE, "'Gremlins'; 'rstlab-ns atlas'" },
	{ { { "why", "--flags", "RX" } }, BAD_USE, "'RX'" },
	{ { { "run", "linger", "--when", "idle" } }, BAD_USE, "'run' does not take --when" },
	{ { { "atlas", "--by", "cause" }, .out = "/dev/full" }, IN_PIECES, "standard output" },
	{ { { "atlas", "--by", "color" } }, BAD_USE, "reason, cause, errno or shape" },
	{ { { "judge", ".", "half-opn" } }, BAD_USE, "did you mean 'half-open'?" },
	{ { { "judge", "no-such-folder" } }, BAD_USE, "no-such-folder" },
	{ { { "judge", "." } }, BAD_USE, "results.json" },
	{ { { "judge", "/dev/null" } }, BAD_USE, "/dev/null" },
};

static void test_arguments(void **state)
{
	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		assert_true(child_expect(&calls[i].spec, calls[i].code, calls[i].says));
}

/* Each JSON that the program prints says first what it is. */
static void test_schemas(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *schema;
	} cases[] = {
		{ { { "list", "port-closed", "--json" } }, "rstlab-ns-list/1" },
		{ { { "list", "--between", "6.1,6.12", "--json" } }, "rstlab-ns-list/1" },
		{ { { "atlas", "port-closed", "--format", "json" } }, "rstlab-ns-atlas/1" },
		{ { { "doctor", "--format", "json" } }, "rstlab-ns-doctor/1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		char begin[64];
		assert_true(child_run(&cases[i].spec, &child));
		assert_int_equal(child.code, GOOD);
		int length = snprintf(begin, sizeof(begin), "{\n  \"schema\": \"%s\",\n",
				      cases[i].schema);
		if (strncmp(child.out, begin, (size_t)length) != 0)
			fail_msg("%.80s", child.out);
		child_free(&child);
	}
}

/* What the page shows as an example shows something. */
static void test_example(void **state)
{
	char pair[64] = "";
	char *page = folder_read(SOURCE_DIR "/lab/KERNELS.md", NULL);
	const char *at = page ? strstr(page, "rstlab-ns list --between ") : NULL;
	const struct child_spec spec = { { "list", "--names", "--between", pair } };
	struct child child;

	(void)state;
	assert_non_null(at);
	assert_int_equal(sscanf(at, "rstlab-ns list --between %63s", pair), 1);
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	assert_string_not_equal(child.out, "");
	child_free(&child);
	free(page);
}

static void set_narrow(void)
{
	setenv("COLUMNS", "60", 1);
}

/* No line of the list is wider than it may be. */
static void test_columns(void **state)
{
	static const struct child_spec specs[] = { { { "list" }, set_narrow },
						   { { "list", "-v" }, set_narrow } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct child child;
		char *rest = NULL;
		assert_true(child_run(&specs[i], &child));
		assert_int_equal(child.code, GOOD);
		assert_non_null(strstr(child.out, "half-open: "));
		for (char *line = strtok_r(child.out, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			if (text_columns(line) > 60)
				fail_msg("too wide: %s", line);
		child_free(&child);
	}
}

/* ---- Where nothing can be written ---------------------------------------------------------------
 */

/* A small file system at "small" that only the child sees. When it is done, it is looked through: a
 * result file there must be whole, which here it cannot be. */
static void mount_small(unsigned long flags)
{
	struct stat status;
	int code;

	if (geteuid() != 0)
		child_become_root_of(1);
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, "") < 0 ||
	    mount("none", "small", "tmpfs", flags, "size=16k") < 0)
		child_give_up("a file system of its own");
	pid_t pid = fork();
	if (pid == 0)
		return;
	if (pid < 0 || waitpid(pid, &code, 0) != pid)
		child_give_up("fork");
	if (lstat("small/out/results.json", &status) == 0 || lstat("small/report", &status) == 0)
		_exit(100);
	_exit(WIFEXITED(code) ? WEXITSTATUS(code) : 101);
}

static void mount_full(void)
{
	mount_small(0);
}

static void mount_read_only(void)
{
	mount_small(MS_RDONLY);
}

static void close_all(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
}

static void close_output(void)
{
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
}

#define RUN "run", "port-closed", "-4", SCALE

static void test_outputs(void **state)
{
	static const struct {
		struct child_spec spec;
		int code;
		const char *says;
	} cases[] = {
		{ { { RUN, "--out", "file" } }, BAD_USE, "'file': Not a directory" },
		{ { { RUN, "--out", "missing/out" } },
		  BAD_USE,
		  "'missing/out': its parent folder does not exist" },
		{ { { RUN, "--out", "full" } },
		  BAD_USE,
		  "'full' already holds results.json: remove it or choose another folder" },
		{ { { RUN, "--out", "dangling" } }, BAD_USE, "already holds results.json" },
		{ { { RUN, "--report", "junit=missing/x.xml" } },
		  BAD_USE,
		  "'missing/x.xml': No such file" },
		{ { { RUN, "--out", "new", "--report", "ktap=full" } },
		  BAD_USE,
		  "'full': Is a directory" },
		{ { { RUN, "--out", "small/out" }, mount_read_only },
		  BAD_USE,
		  "'small/out': Read-only file system" },
		{ { { RUN, "--out", "small" }, mount_read_only },
		  BAD_USE,
		  "'small': Read-only file system" },
		{ { { RUN, "--out", "small/out" }, mount_full },
		  IN_PIECES,
		  "'small/out': No space left on device" },
		{ { { RUN, "--repeat", "9", "--report", "json=small/report" }, mount_full },
		  IN_PIECES,
		  "'small/report': No space left on device" },
		{ { { RUN }, .out = "/dev/full" },
		  IN_PIECES,
		  "'standard output': No space left on device" },
		{ { { RUN, "--out", "streamless" }, close_output },
		  IN_PIECES,
		  "'standard output': Bad file descriptor" },
	};

	(void)state;
	if (!play_possible())
		skip();
	assert_int_equal(mkdir("small", 0777) + mkdir("full", 0777) + mkdir("dangling", 0777), 0);
	assert_int_equal(symlink("nowhere", "dangling/results.json"), 0);
	folder_write("file", "?", 1);
	folder_write("full/results.json", "mine", 4);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!child_expect(&cases[i].spec, cases[i].code, cases[i].says))
			print_message("skipped: %s\n", cases[i].says);
	assert_int_equal(access("new", F_OK), -1);
	assert_int_equal(access("dangling/nowhere", F_OK), -1);
	char *mine = folder_read("full/results.json", NULL);
	assert_string_equal(mine, "mine");
	free(mine);
}

/* A stream that is missing is not mixed up with a file that is opened. */
static void test_no_streams(void **state)
{
	static const struct child_spec specs[] = {
		{ { RUN, "--out", "silent" }, close_all },
		{ { "judge", "silent", "--report", "json=again" }, close_all },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < 2; i++) {
		struct child child;
		assert_true(child_run(&specs[i], &child));
		assert_int_equal(child.code, IN_PIECES);
		child_free(&child);
	}
	char *results = folder_read("silent/results.json", NULL);
	char *again = folder_read("again", NULL);
	assert_int_equal(results[0], '{');
	assert_int_equal(again[0], '{');
	assert_null(strstr(results, "rstlab-ns: "));
	free(results);
	free(again);
}

/* A run of its own limit ends with what it has found. */
static void test_limit(void **state)
{
	const struct child_spec spec = { { "run", "linger", "-4", "--repeat", "1000000", "--limit",
					   "1" } };
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, IN_PIECES);
	assert_non_null(strstr(child.out, "the run ended early: incomplete"));
	child_check_line(child.err, "reached the limit of 1 s (--limit)");
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limit),      cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_schemas),    cmocka_unit_test(test_columns),
		cmocka_unit_test(test_example),    cmocka_unit_test(test_outputs),
		cmocka_unit_test(test_no_streams),
	};

	return cmocka_run_group_tests_name("lab_cli", tests, folder_enter, folder_leave);
}
