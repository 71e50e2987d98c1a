/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of the program, told for each of those that read a job's reports. */
#include "child.h"
#include "folder.h"
#include "play.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

/* Its labs break, in a job of GitLab. */
static void break_in_job(void)
{
	char project[4096];

	if (!getcwd(project, sizeof(project)) || setenv("CI_PROJECT_DIR", project, 1) < 0)
		child_give_up("a working directory");
	child_deny(SYS_kill, -1, EPERM);
}

static void check_file(const char *path, const char *const says[])
{
	size_t size;
	char *text = folder_read(path, &size);

	if (!text)
		fail_msg("no %s", path);
	for (int i = 0; says[i]; i++)
		if (!strstr(text, says[i]))
			fail_msg("%s does not say '%s':\n%s", path, says[i], text);
	free(text);
}

/* What is attached is there, by the name that it is attached by. */
static void check_attached(void)
{
	size_t size;
	char *text = folder_read("junit.xml", &size), *at = text;
	int found = 0;

	assert_non_null(text);
	for (; (at = strstr(at, "[[ATTACHMENT|")); found++) {
		at += strlen("[[ATTACHMENT|");
		*strstr(at, "]]") = '\0';
		if (access(at, R_OK) < 0)
			fail_msg("nobody has written '%s'", at);
		at += strlen(at) + 1;
	}
	assert_true(found >= 2);
	free(text);
}

static void test_broken(void **state)
{
	char cwd[2048], out[4096];
	const struct child_spec spec = {
		.args = { "run", "-4", "half-open-orphan", "--timeout-scale", "0.2", "--out", out,
			  "--report", "junit=junit.xml", "--report", "markdown=summary.md",
			  "--report", "kcidb=kcidb.json", "--report", "github=-" },
		.prepare = break_in_job,
	};
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	snprintf(out, sizeof(out), "%s/results", cwd);
	if (!child_run(&spec, &child))
		skip();
	assert_int_equal(child.code, IN_PIECES);
	/* What is for GitHub follows all that is printed. */
	const char *total = strstr(child.out, "1 result: ");
	assert_non_null(total);
	assert_non_null(strstr(total, "\n::error title=BROKEN half-open-orphan/ipv4::"));
	assert_non_null(strstr(total, "\n::notice title=TCP resets%3A 1 BROKEN::"));
	child_free(&child);
	check_file("summary.md",
		   (const char *const[]){ "## TCP resets: 1 BROKEN",
					  "| BROKEN | half-open-orphan/ipv4 |",
					  "<details open><summary>BROKEN",
					  "```mermaid\nsequenceDiagram\n", "[SYN] Seq=0", NULL });
	check_file("junit.xml",
		   (const char *const[]){ "[[ATTACHMENT|results/captures/half-open-orphan.ipv4.",
					  NULL });
	check_attached();
	check_file("kcidb.json",
		   (const char *const[]){ "\"status\": \"ERROR\"",
					  "\"path\": \"rstlab-ns.half-open-orphan.ipv4\"", NULL });
}

/* Whose the results are is said in KCIDB's words. */
static void test_kcidb_words(void **state)
{
	static const struct {
		const char *option, *word, *says;
	} cases[] = {
		{ "--kcidb-origin", "Me",
		  "--kcidb-origin: expected a word of a-z, 0-9 and _, got 'Me'" },
		{ "--kcidb-build", "build", "--kcidb-build: expected a KCIDB id like ORIGIN:NAME" },
		{ "--kcidb-build", ":b", "--kcidb-build: expected a KCIDB id like ORIGIN:NAME" },
		{ "--kcidb-build", "a:", "--kcidb-build: expected a KCIDB id like ORIGIN:NAME" },
		{ "--kcidb-build", "a b:c", "--kcidb-build: expected a KCIDB id like ORIGIN:NAME" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(child_expect(
			&(struct child_spec){ { "run", "linger", "--report", "kcidb=k.json",
						cases[i].option, cases[i].word } },
			BAD_USE, cases[i].says));
	assert_int_not_equal(access("k.json", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_kcidb_words),
	};

	return cmocka_run_group_tests_name("lab_reports", tests, folder_enter, folder_leave);
}
