/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that is there whole or not at all, in the place of a file alone. */
#include "atomic_file.h"
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void check_file(const char *path, const char *text)
{
	char is[64] = "";
	FILE *in = fopen(path, "r");

	if (!in)
		fail_msg("no '%s'", path);
	is[fread(is, 1, sizeof(is) - 1, in)] = '\0';
	fclose(in);
	assert_string_equal(is, text);
}

static int save(const char *path, const char *text, bool is_new)
{
	struct atomic_file file;
	int error = atomic_file_open(AT_FDCWD, path, &file);

	if (error)
		return error;
	fputs(text, file.file);
	return is_new ? atomic_file_commit_new(&file) : atomic_file_commit(&file);
}

static void save_all(void)
{
	assert_int_equal(save("one", "1", false), 0);
	check_file("one", "1");
	assert_int_equal(save("one", "2", false), 0);
	check_file("one", "2");
	assert_int_equal(save("one", "3", true), -EEXIST);
	check_file("one", "2");
	assert_int_equal(save("two", "1", true), 0);
	check_file("two", "1");
	assert_int_equal(unlink("one") + unlink("two"), 0);
}

static void test_save(void **state)
{
	struct atomic_file file;

	(void)state;
	save_all();
	assert_int_equal(atomic_file_open(AT_FDCWD, "gone", &file), 0);
	fputs("x", file.file);
	atomic_file_abandon(&file);
	assert_int_equal(access("gone", F_OK), -1);
	assert_int_equal(save("", "x", false), -EISDIR);
	assert_int_equal(save("nowhere/x", "x", false), -ENOENT);
	assert_int_equal(save("x/", "x", false), -EISDIR);
}

/* As on a file system that has no files without a name: the flag that asks for one is refused. */
static void deny_nameless(int error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		_exit(1);
}

static void test_named(void **state)
{
	static const int errors[] = { EOPNOTSUPP, EISDIR, EINVAL };
	char folder[100];
	int status;

	(void)state;
	assert_non_null(getcwd(folder, sizeof(folder)));
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		pid_t pid = fork();
		if (pid == 0) {
			struct atomic_file file;
			deny_nameless(errors[i]);
			if (atomic_file_open(AT_FDCWD, "named", &file) != 0 || !file.temporary[0] ||
			    access(file.temporary, F_OK) < 0)
				_exit(2);
			atomic_file_abandon(&file);
			save_all();
			_exit(rmdir(folder) < 0 && errno == ENOTEMPTY ? 3 : 0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		/* The folder was empty again, and so is gone. */
		assert_int_equal(status, 0);
		assert_int_equal(mkdir(folder, 0755) + chdir(folder), 0);
	}
}

/* A link is not written through: its place is taken, or, where it leads to a device, refused. */
static void test_links(void **state)
{
	(void)state;
	write_file("target", "theirs");
	assert_int_equal(symlink("target", "link") + symlink("nowhere", "dangling"), 0);
	assert_int_equal(symlink("/dev/null", "device") + symlink("fifo", "to-fifo"), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	assert_int_equal(save("link", "ours", false), 0);
	assert_int_equal(save("dangling", "ours", false), 0);
	check_file("target", "theirs");
	check_file("link", "ours");
	check_file("dangling", "ours");
	assert_int_equal(access("nowhere", F_OK), -1);
	assert_int_equal(save("device", "ours", false), -ELOOP);
	assert_int_equal(save("to-fifo", "ours", false), -ELOOP);
	assert_int_equal(symlink("target", "claimed"), 0);
	assert_int_equal(save("claimed", "ours", true), -EEXIST);
	check_file("claimed", "theirs");
}

/* What is no file is refused, and nobody waits for who reads a FIFO. */
static void test_no_files(void **state)
{
	(void)state;
	alarm(20);
	assert_int_equal(save("fifo", "x", false), -ENOTSUP);
	int reader = open("fifo", O_RDONLY | O_NONBLOCK);
	assert_int_equal(save("fifo", "x", false), -ENOTSUP);
	close(reader);
	alarm(0);
	assert_int_equal(save(".", "x", false), -EISDIR);
	assert_int_equal(save("/dev/null", "x", false), 0);
	assert_int_equal(save("/dev/full", "x", false), -ENOSPC);
}

/* Streams that are open already are written as they are. */
static void test_streams(void **state)
{
	char path[32], text[8] = "";
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
	assert_int_equal(save(path, "piped", false), 0);
	assert_int_equal(read(ends[0], text, sizeof(text)), 5);
	assert_string_equal(text, "piped");
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(save(path, "x", false), -EBADF);
	assert_int_equal(save("/dev/fd/99999999999", "x", false), -ENOENT);
}

/* A file that cannot be whole has no name, and the error is what it was. */
static void test_limits(void **state)
{
	struct rlimit was, small = { .rlim_cur = 1, .rlim_max = RLIM_INFINITY };

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_IGN);
	small.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(save("large", "xx", false), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(access("large", F_OK), -1);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	small = (struct rlimit){ 3, was.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
	int error = save("late", "x", false);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(error, -EMFILE);
}

/* Who called sudo has the file. */
static void test_sudo(void **state)
{
	struct stat status;

	(void)state;
	if (geteuid() != 0)
		skip();
	setenv("SUDO_UID", "12345", 1);
	setenv("SUDO_GID", "54321", 1);
	assert_int_equal(save("given", "x", false), 0);
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
	assert_int_equal(stat("given", &status), 0);
	assert_int_equal(status.st_uid, 12345);
	assert_int_equal(status.st_gid, 54321);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_save),    cmocka_unit_test(test_named),
		cmocka_unit_test(test_links),   cmocka_unit_test(test_no_files),
		cmocka_unit_test(test_streams), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_sudo),
	};

	return cmocka_run_group_tests_name("atomic_file", tests, folder_enter, folder_leave);
}
