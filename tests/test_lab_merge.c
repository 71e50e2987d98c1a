/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs that were split and merged, as the user does it: nothing is lost, nothing is half-written.
 */
#include "child.h"
#include "folder.h"
#include "play.h"

#include <dirent.h>
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

enum { SHARDS = 3 };

static const char *const shard[SHARDS] = { "1/3", "2/3", "3/3" };
static const char *const saved[SHARDS] = { "s1", "s2", "s3" };

#define MERGE "merge", "s2", "s3", "s1", "--out"

/* The shards of a run, saved in s1, s2 and s3; those of the test before are removed. */
static void play_shards(void)
{
	for (int i = 0; i < SHARDS; i++) {
		const struct child_spec spec = { { "run", "--section", "1", "--repeat", "2",
						   "--timeout-scale", "3", "--shard", shard[i],
						   "--out", saved[i] } };
		folder_remove(saved[i]);
		assert_true(child_expect(&spec, GOOD, NULL));
	}
}

static char *read_results(const char *name, size_t *ret_size)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/results.json", name);
	char *text = folder_read(path, ret_size);
	if (!text)
		fail_msg("no %s", path);
	return text;
}

/* How often @what stands in @text. */
static int count(const char *text, const char *what)
{
	int times = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		times++;
	return times;
}

/* Files and folders here whose name begins with @start. */
static int count_names(const char *start)
{
	DIR *here = opendir(".");
	int names = 0;

	assert_non_null(here);
	for (struct dirent *entry; (entry = readdir(here));)
		names += strncmp(entry->d_name, start, strlen(start)) == 0;
	closedir(here);
	return names;
}

/* ---- The split ----------------------------------------------------------------------------------
 */

static char *list(const char *option, const char *value)
{
	const struct child_spec spec = { { "list", "--names", option, value } };
	struct child child;

	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	free(child.err);
	return child.out;
}

/* Every scenario over every family is in exactly one shard. */
static void test_split(void **state)
{
	static const char *const shards[] = { "1/4", "2/4", "3/4", "4/4" };
	char *names = list(NULL, NULL), *part[4], *rest = NULL;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		part[i] = list("--shard", shards[i]);
	for (char *name = strtok_r(names, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		for (int family = 4; family <= 6; family += 2) {
			char line[96];
			int times = 0;
			snprintf(line, sizeof(line), "%s/ipv%d\n", name, family);
			for (int i = 0; i < 4; i++) {
				const char *at = strstr(part[i], line);
				while (at && at > part[i] && at[-1] != '\n')
					at = strstr(at + 1, line);
				times += at != NULL;
			}
			assert_int_equal(times, 1);
			lines++;
		}
	for (int i = 0; i < 4; i++) {
		lines -= count(part[i], "\n");
		free(part[i]);
	}
	assert_int_equal(lines, 0);
	free(names);
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static int files; /* of the whole that were looked at */

/* A capture of the whole is that of the one shard that has it. */
static void look_at_capture(const char *path)
{
	size_t size, its_size = 0;
	char *bytes, *its = NULL, its_path[256];

	files++;
	if (strcmp(path, "whole/results.json") == 0)
		return;
	bytes = folder_read(path, &size);
	for (int i = 0; i < SHARDS && !its; i++) {
		snprintf(its_path, sizeof(its_path), "%s/%s", saved[i], path + strlen("whole/"));
		its = folder_read(its_path, &its_size);
	}
	if (!bytes || !its || size != its_size || memcmp(bytes, its, size) != 0)
		fail_msg("%s is not as it was", path);
	free(bytes);
	free(its);
}

static void count_file(const char *path)
{
	(void)path;
	files++;
}

/* Each result of @whole stands in @part as it does there, in the plan's order. */
static void check_results(char *whole, char *const *part)
{
	char *end = NULL, names[2][4096] = { "", "" };
	int results = 0;

	for (char *at = strstr(whole, "\n  {\n"); at; at = strstr(end, "\n  {\n"), results++) {
		int found = 0;
		end = strstr(at, "\n  }");
		assert_non_null(end);
		*end = '\0';
		for (int i = 0; i < SHARDS; i++)
			found += strstr(part[i], at) != NULL;
		assert_int_equal(found, 1);
		snprintf(names[1] + strlen(names[1]), 128, "%.*s|",
			 (int)strcspn(strstr(at, "\"scenario\""), "\n"),
			 strstr(at, "\"scenario\""));
		*end = '\n';
	}
	for (int time = 0; time < 2; time++)
		for (const char *at = strstr(whole, "\"plan\": ["); *at != ']'; at++)
			if (strncmp(at, "\"scenario\"", 10) == 0)
				snprintf(names[0] + strlen(names[0]), 128, "%.*s|",
					 (int)strcspn(at, ",") + 1, at);
	assert_string_equal(names[1], names[0]);
	for (int i = 0; i < SHARDS; i++)
		results -= count(part[i], "\n  {\n");
	assert_int_equal(results, 0);
}

static void test_whole(void **state)
{
	static const struct child_spec merge = { { MERGE, "whole/", "--report", "ktap=ktap" } };
	static const struct child_spec judge = { { "judge", "whole", "--format", "json" } };
	struct child child;
	char *part[SHARDS];
	int before = 0;

	(void)state;
	if (!play_possible())
		skip();
	play_shards();
	assert_true(child_expect(&merge, GOOD, NULL));
	char *whole = read_results("whole", NULL);
	for (int i = 0; i < SHARDS; i++)
		part[i] = read_results(saved[i], NULL);
	check_results(whole, part);
	for (int i = 0; i < SHARDS; i++) {
		free(part[i]);
		files = 0;
		folder_walk(saved[i], count_file);
		before += files - 1;
	}
	files = 0;
	folder_walk("whole", look_at_capture);
	assert_int_equal(files, before + 1);
	assert_int_equal(count_names("whole"), 1);
	assert_int_equal(access("ktap", F_OK), 0);
	assert_true(child_run(&judge, &child));
	assert_int_equal(child.code, GOOD);
	assert_string_equal(child.out, whole);
	child_free(&child);
	free(whole);
	folder_remove("whole");
}

/* What one shard has found, the whole has: verdict and exit status. */
static void test_failure(void **state)
{
	static const struct child_spec merge = { { MERGE, "failed" } };
	static const struct child_spec judge = { { "judge", "failed" } };
	size_t size;

	(void)state;
	if (!play_possible())
		skip();
	char *text = read_results("s3", &size);
	char *evidence = strstr(text, "\"evidence\"");
	char *refused = evidence ? strstr(evidence, "\"err\": 111") : NULL; /* ECONNREFUSED */
	assert_non_null(refused);
	memcpy(refused, "\"err\": 110", 10);
	folder_write("s3/results.json", text, size);
	assert_true(child_expect(&merge, FAILED, NULL));
	assert_true(child_expect(&judge, FAILED, NULL));
	memcpy(refused, "\"err\": 111", 10);
	folder_write("s3/results.json", text, size);
	free(text);
	folder_remove("failed");
}

/* ---- Refused ------------------------------------------------------------------------------------
 */

static void test_refused(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} cases[] = {
		{ { { "merge", "s1", "s3", "--out", "new" } }, "1 of the shards is missing: 2/3" },
		{ { { "merge", "s1", "s2", "s1", "--out", "new" } },
		  "s1/results.json and s1/results.json are both shard 1/3" },
		{ { { "merge", "s1", "nowhere", "--out", "new" } }, "'nowhere': No such file" },
		{ { { "merge", "s1", "file", "--out", "new" } },
		  "'file' is no results.json of --out" },
		{ { { MERGE, "file" } }, "'file' Not a directory" },
		{ { { MERGE, "s1" } }, "'s1' is not empty: remove it or choose another folder" },
		{ { { MERGE, "missing/new/" } }, "the folder 'missing/new/': " },
		{ { { "merge", "s1", "s2", "s3" } }, "'merge' needs --out DIR" },
	};

	(void)state;
	if (!play_possible())
		skip();
	folder_write("file", "?", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(child_expect(&cases[i].spec, BAD_USE, cases[i].says));
		assert_int_equal(count_names("new"), 0);
		assert_int_equal(count_names("file"), 1);
	}
}

/* Wherever a file is cut off, and whatever is exchanged in it, nothing is written. */
static void test_damaged(void **state)
{
	static const struct child_spec merge = { { MERGE, "new" } };
	static const struct {
		const char *from, *to, *says;
	} cases[] = {
		{ "rstlab-ns/1", "rstlab-ns/2", "schema is 'rstlab-ns/2'" },
		{ "\"complete\": true", "\"complete\":false", "shard 2/3 was interrupted" },
		{ "\"kernel\": \"", "\"kernel\":\"x", "but in s2/results.json it is 'x" },
		{ "\"scenario\": \"linger\",\n      \"kernel\"",
		  "\"scenario\": \"limber\",\n      \"kernel\"", "is limber/" },
	};
	enum { STEPS = 16 };
	size_t size;

	(void)state;
	if (!play_possible())
		skip();
	char *text = read_results("s2", &size);
	for (size_t i = 0; i <= STEPS; i++) {
		folder_write("s2/results.json", text, (size - 2) * i / STEPS);
		assert_true(child_expect(&merge, BAD_USE, "s2/results.json"));
		assert_int_equal(count_names("new"), 0);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *at = strstr(text, cases[i].from), was[64];
		size_t length = strlen(cases[i].from);
		if (!at)
			fail_msg("no '%s'", cases[i].from);
		memcpy(was, at, length);
		memcpy(at, cases[i].to, length);
		folder_write("s2/results.json", text, size);
		assert_true(child_expect(&merge, BAD_USE, cases[i].says));
		assert_int_equal(count_names("new"), 0);
		memcpy(at, was, length);
	}
	folder_write("s2/results.json", text, size);
	free(text);
}

/* A small file system at "small" that only the child sees; when it is done, nothing may be there.
 */
static void mount_small(void)
{
	int code;

	if (geteuid() != 0)
		child_become_root_of(1);
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, "") < 0 ||
	    mount("none", "small", "tmpfs", 0, "size=64k") < 0)
		child_give_up("a file system of its own");
	pid_t pid = fork();
	if (pid == 0)
		return;
	if (pid < 0 || waitpid(pid, &code, 0) != pid)
		child_give_up("fork");
	if (chdir("small") < 0 || count_names("") != 2)
		_exit(101);
	_exit(WIFEXITED(code) ? WEXITSTATUS(code) : 102);
}

static void test_full(void **state)
{
	static const struct child_spec merge = { { MERGE, "small/new" }, mount_small };

	(void)state;
	if (!play_possible())
		skip();
	assert_int_equal(mkdir("small", 0777), 0);
	if (!child_expect(&merge, IN_PIECES, "'small/new': No space left on device"))
		skip();
}

int main(void)
{
	/* test_whole() plays the shards that those after it merge */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),   cmocka_unit_test(test_whole),
		cmocka_unit_test(test_failure), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests_name("lab_merge", tests, folder_enter, folder_leave);
}
