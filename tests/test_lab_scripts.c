/* SPDX-License-Identifier: GPL-2.0-only */
/* The scripts that hand results on: to the runner of the kernel's selftests, and to LAVA. */
#include "child.h"
#include "folder.h"
#include "ktap.h"
#include "play.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#define KSELFTEST .program = SOURCE_DIR "/ci/kselftest.sh"
#define LAVA      .program = SOURCE_DIR "/ci/lava/report"

/* A program of the folder's own, "fake", that says and returns what it is told to. */
static void fake(const char *says, int code)
{
	char *text = NULL;
	int size = asprintf(&text, "#!/bin/sh\ncat <<'EOF'\n%sEOF\nexit %d\n", says, code);

	assert_true(size > 0);
	folder_write("fake", text, (size_t)size);
	assert_int_equal(chmod("fake", 0755), 0);
	free(text);
}

static void use_fake(void)
{
	setenv("RSTLAB_NS", "./fake", 1);
}

static void use_real(void)
{
	setenv("RSTLAB_NS", RSTLAB_NS, 1);
}

static void use_none(void)
{
	setenv("RSTLAB_NS", "./none", 1);
}

static void deny_namespaces(void)
{
	use_real();
	child_deny(SYS_unshare, -1, EPERM);
}

#define PLAN(n) "KTAP version 1\n1.." #n "\n"
#define SUB     "  KTAP version 1\n  1..1\n"

/* ---- kselftest ----------------------------------------------------------------------------------
 */

/* Runs it as @prepare; what it says is sound, and has @count results of that outcome. */
static void check_kselftest(void (*prepare)(void), int code, enum ktap_outcome outcome, int count)
{
	const struct child_spec spec = { { "--section", "1.1" }, prepare, KSELFTEST };
	char why[KTAP_WHY_SIZE] = "";
	struct child child;
	struct ktap ktap;

	assert_true(child_run(&spec, &child));
	if (child.code != code || ktap_read(child.out, &ktap, why) != 0)
		fail_msg("ended with %d: %s\n%s%s", child.code, why, child.out, child.err);
	assert_int_equal(ktap.count[outcome], count);
	child_free(&child);
}

static void test_kselftest(void **state)
{
	static const struct {
		const char *says;
		int code;
		int expected;
		enum ktap_outcome outcome;
		int count;
	} cases[] = {
		{ PLAN(2) "ok 1 - a\nok 2 - b # SKIP c\n", 0, 0, KTAP_PASS, 1 },
		{ PLAN(2) "ok 1 - a # SKIP c\nok 2 - b # SKIP d # SKIP\n", 0, 4, KTAP_SKIP, 2 },
		{ PLAN(2) "ok 1 - a # XFAIL d\nok 2 - b # SKIP c\n", 0, 0, KTAP_XFAIL, 1 },
		{ PLAN(1) SUB "  ok 1 - a # SKIP b\nok 1 - c\n", 0, 0, KTAP_PASS, 1 },
		{ PLAN(2) "ok 1 - a\nnot ok 2 - b\n", 1, 1, KTAP_FAIL, 1 },
		{ PLAN(1) "not ok 1 - a # ERROR c\n", 3, 1, KTAP_ERROR, 1 },
		{ PLAN(2) "ok 1 - a # SKIP c\nBail out! the run ended early: incomplete\n", 3, 1,
		  KTAP_SKIP, 1 },
		{ "", 4, 4, KTAP_SKIP, 1 },
		{ PLAN(1) "ok 1 - a # SKIP b\n", 4, 4, KTAP_SKIP, 1 },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake(cases[i].says, cases[i].code);
		check_kselftest(use_fake, cases[i].expected, cases[i].outcome, cases[i].count);
	}
	check_kselftest(use_real, 0, KTAP_PASS, 2);
	check_kselftest(use_none, 4, KTAP_SKIP, 1);
	check_kselftest(deny_namespaces, 4, KTAP_SKIP, 2);
}

/* ---- LAVA ---------------------------------------------------------------------------------------
 */

/* LAVA's helper, which writes down what it is called with. */
static void find_helper(void)
{
	char path[4096];

	snprintf(path, sizeof(path), ".:%s", getenv("PATH"));
	setenv("PATH", path, 1);
}

static void use_fake_in_lava(void)
{
	find_helper();
	use_fake();
}

static void use_real_in_lava(void)
{
	find_helper();
	use_real();
}

static void check_lava(void (*prepare)(void), const char *records)
{
	const struct child_spec spec = { { "--section", "1.1" }, prepare, LAVA };
	struct child child;

	unlink("records");
	assert_true(child_run(&spec, &child));
	if (child.code != 0)
		fail_msg("ended with %d: %s%s", child.code, child.out, child.err);
	char *found = folder_read("records", NULL);
	assert_non_null(found);
	assert_string_equal(found, records);
	free(found);
	child_free(&child);
}

static void test_lava(void **state)
{
	static const char helper[] = "#!/bin/sh\ncat\necho \"$@\" >>records\n";
	static const struct {
		const char *says;
		int code;
		const char *records;
	} cases[] = {
		{ PLAN(2) "  " PLAN(
			  1) "  not ok 1 - wire a: b\nnot ok 1 - a/ipv4\nok 2 - b/ipv6.3\n",
		  1, "a.ipv4 --result fail\nb.ipv6.3 --result pass\nrstlab-ns --result fail\n" },
		{ PLAN(2) "ok 1 - a/ipv4 # SKIP no b\nok 2 - c/ipv6 # XFAIL d\n", 0,
		  "a.ipv4 --result skip\nc.ipv6 --result pass\nrstlab-ns --result pass\n" },
		{ PLAN(2) "not ok 1 - a/ipv4 # ERROR no b\nBail out! c\n", 3,
		  "a.ipv4 --result unknown\nrstlab-ns --result fail\n" },
		{ "", 4, "rstlab-ns --result skip\n" },
		{ "", 2, "rstlab-ns --result fail\n" },
	};

	(void)state;
	folder_write("lava-test-case", helper, strlen(helper));
	assert_int_equal(chmod("lava-test-case", 0755), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake(cases[i].says, cases[i].code);
		check_lava(use_fake_in_lava, cases[i].records);
	}
	if (play_possible())
		check_lava(use_real_in_lava, "port-closed.ipv4 --result pass\n"
					     "port-closed.ipv6 --result pass\n"
					     "rstlab-ns --result pass\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kselftest),
		cmocka_unit_test(test_lava),
	};

	return cmocka_run_group_tests_name("lab_scripts", tests, folder_enter, folder_leave);
}
