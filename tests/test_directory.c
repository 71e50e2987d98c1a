/* SPDX-License-Identifier: GPL-2.0-only */
/* Folders that are held: whose links are followed, and whose files they become. */
#include "directory.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { STRANGER = 65534, CALLER = 12345, GROUP = 54321 };

static int enter(void **state)
{
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	return folder_enter(state);
}

static bool same(int fd, const char *path)
{
	struct stat one, other;

	return fstat(fd, &one) == 0 && stat(path, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* Opens what that is, and expects the folder @is, or else that error. */
static void check(const char *path, const char *is, int error)
{
	int fd = directory_open(AT_FDCWD, path);

	if (is ? fd < 0 || !same(fd, is) : fd != error)
		fail_msg("'%s' is %d, not %s or %d", path, fd, is ? is : "refused", error);
	if (fd >= 0)
		close(fd);
}

static void test_open(void **state)
{
	char here[100], absolute[128];

	(void)state;
	assert_int_equal(mkdir("a", 0755) + mkdir("a/b", 0755) + mkdir("a/b/c", 0755), 0);
	assert_int_equal(symlink("a/b", "near") + symlink("../../a", "a/b/up"), 0);
	assert_int_equal(symlink("loop", "loop") + symlink("nowhere", "dangling"), 0);
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(absolute, sizeof(absolute), "%s/a", here);
	assert_int_equal(symlink(absolute, "far"), 0);
	close(open("file", O_WRONLY | O_CREAT, 0644));
	check("a", "a", 0);
	check("", ".", 0);
	check("/", "/", 0);
	check("//a/..//", NULL, -ENOENT);
	check("./a//b/", "a/b", 0);
	check("a/b/..", "a", 0);
	check("near/c", "a/b/c", 0);
	check("near/up/b", "a/b", 0);
	check("far//b", "a/b", 0);
	check("/proc/self/cwd/a", "a", 0);
	check(absolute, "a", 0);
	check("loop", NULL, -ELOOP);
	check("dangling", NULL, -ENOENT);
	check("file", NULL, -ENOTDIR);
	check("file/a", NULL, -ENOTDIR);
	check("nothing/a", NULL, -ENOENT);
}

/* Root's own links lead on; another's could be turned at any moment. */
static void test_links_of_others(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir("theirs", 0755) + chown("theirs", STRANGER, STRANGER), 0);
	assert_int_equal(symlink("../a", "theirs/link"), 0);
	check("theirs/link", "a", 0);
	assert_int_equal(lchown("theirs/link", STRANGER, STRANGER), 0);
	check("theirs/link", NULL, -ELOOP);
	check("theirs/link/b", NULL, -ELOOP);
	assert_int_equal(lchown("theirs/link", CALLER, GROUP), 0);
	check("theirs/link", NULL, -ELOOP);
	setenv("SUDO_UID", "12345", 1);
	check("theirs/link", "a", 0);
	setenv("SUDO_UID", "12345x", 1);
	check("theirs/link", NULL, -ELOOP);
	unsetenv("SUDO_UID");
}

static void test_parent(void **state)
{
	static const struct {
		const char *path, *parent, *name;
	} cases[] = {
		{ "x", ".", "x" },  { "a/x", "a", "x" },    { "a/b//x/", "a/b", "x" },
		{ "/x", "/", "x" }, { "a/../x", ".", "x" }, { "near/x", "a/b", "x" },
		{ "/", "/", "." },  { ".", ".", "." },      { "a/..", "a", ".." },
	};
	char name[DIRECTORY_NAME_SIZE], longest[DIRECTORY_NAME_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = directory_open_parent(AT_FDCWD, cases[i].path, name);
		if (fd < 0 || !same(fd, cases[i].parent) || strcmp(name, cases[i].name) != 0)
			fail_msg("'%s': %d, '%s'", cases[i].path, fd, name);
		close(fd);
	}
	memset(longest, 'x', sizeof(longest));
	longest[DIRECTORY_NAME_SIZE] = '\0';
	assert_int_equal(directory_open_parent(AT_FDCWD, longest, name), -ENAMETOOLONG);
}

static void test_make(void **state)
{
	struct stat status;

	(void)state;
	int fd = directory_make(AT_FDCWD, "made");
	assert_true(fd >= 0 && same(fd, "made"));
	close(fd);
	assert_int_equal(directory_make(AT_FDCWD, "made"), -EEXIST);
	assert_int_equal(directory_make(AT_FDCWD, "dangling"), -EEXIST);
	assert_int_equal(directory_make(AT_FDCWD, "near"), -EEXIST);
	if (geteuid() != 0)
		return;
	setenv("SUDO_UID", "12345", 1);
	setenv("SUDO_GID", "54321", 1);
	close(directory_make(AT_FDCWD, "given"));
	setenv("SUDO_GID", "-1", 1);
	close(directory_make(AT_FDCWD, "kept"));
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	assert_int_equal(stat("given", &status), 0);
	assert_int_equal(status.st_uid, CALLER);
	assert_int_equal(status.st_gid, GROUP);
	assert_int_equal(stat("kept", &status), 0);
	assert_int_equal(status.st_uid, 0);
}

/* What is removed is what is in it, and not what links in it lead to. */
static void test_clear(void **state)
{
	(void)state;
	assert_int_equal(mkdir("full", 0755) + mkdir("full/in", 0755), 0);
	assert_int_equal(symlink("../../a", "full/in/link"), 0);
	close(open("full/in/file", O_WRONLY | O_CREAT, 0644));
	int fd = directory_open(AT_FDCWD, "full");
	directory_clear(fd);
	close(fd);
	assert_int_equal(rmdir("full"), 0);
	assert_int_equal(access("a/b/c", F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),   cmocka_unit_test(test_links_of_others),
		cmocka_unit_test(test_parent), cmocka_unit_test(test_make),
		cmocka_unit_test(test_clear),
	};

	return cmocka_run_group_tests_name("directory", tests, enter, folder_leave);
}
