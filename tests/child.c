/* SPDX-License-Identifier: GPL-2.0-only */
#include "child.h"

#include "play.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOBODY = 65534 };

_Noreturn void child_give_up(const char *what)
{
	fprintf(stderr, errno ? "SKIP: %s: %s\n" : "SKIP: %s\n", what, strerror(errno));
	_exit(CHILD_GAVE_UP);
}

static _Noreturn void become_program(const struct child_spec *spec, int program, const int files[2])
{
	const char *argv[CHILD_ARGS_MAX + 2] = { "rstlab-ns" };
	int out = spec->out ? open(spec->out, O_WRONLY | O_CREAT, 0644) : files[0];

	memcpy(argv + 1, spec->args, sizeof(spec->args));
	if (dup2(files[1], STDERR_FILENO) < 0)
		_exit(CHILD_GAVE_UP);
	if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
		child_give_up(spec->out ? spec->out : "standard output");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	errno = 0;
	if (spec->prepare)
		spec->prepare();
	if (spec->program)
		execve(spec->program, (char *const *)(uintptr_t)argv, environ);
	else
		fexecve(program, (char *const *)(uintptr_t)argv, environ);
	child_give_up("exec");
}

int child_program(void)
{
	static int program = -1;

	if (program < 0)
		program = open(RSTLAB_NS, O_RDONLY | O_CLOEXEC);
	if (program < 0) {
		perror(RSTLAB_NS);
		abort();
	}
	return program;
}

void child_start(const struct child_spec *spec, struct child *ret)
{
	int program = child_program();

	*ret = (struct child){ .files = { memfd_create("out", MFD_CLOEXEC),
					  memfd_create("err", MFD_CLOEXEC) } };
	if (ret->files[0] < 0 || ret->files[1] < 0)
		abort();
	fflush(NULL);
	ret->pid = fork();
	if (ret->pid < 0)
		abort();
	if (ret->pid == 0)
		become_program(spec, program, ret->files);
}

static char *read_all(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	if (!text || pread(fd, text, (size_t)size, 0) != size)
		abort();
	close(fd);
	return text;
}

void child_wait(struct child *child)
{
	int status;

	while (waitpid(child->pid, &status, 0) < 0)
		if (errno != EINTR)
			abort();
	child->code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
	child->out = read_all(child->files[0]);
	child->err = read_all(child->files[1]);
}

void child_free(struct child *child)
{
	free(child->out);
	free(child->err);
}

bool child_run(const struct child_spec *spec, struct child *ret)
{
	child_start(spec, ret);
	child_wait(ret);
	if (ret->code != CHILD_GAVE_UP)
		return true;
	fputs(ret->err, stderr);
	child_free(ret);
	return false;
}

void child_check_line(const char *err, const char *says)
{
	size_t size = strlen(err);

	if (strncmp(err, "rstlab-ns: ", 11) != 0 || strchr(err, '\n') != err + size - 1)
		fail_msg("not one line: '%s'", err);
	for (size_t i = 0; i + 1 < size; i++)
		assert_true((unsigned char)err[i] >= ' ');
	if (!strstr(err, says))
		fail_msg("'%s' is not in '%s'", says, err);
}

bool child_expect(const struct child_spec *spec, int code, const char *says)
{
	struct child child;

	if (!child_run(spec, &child))
		return false;
	if (child.code != code)
		fail_msg("%s %s ended with %d: %s%.400s", spec->args[0],
			 spec->args[1] ? spec->args[1] : "", child.code, child.err, child.out);
	if (says)
		child_check_line(child.err, says);
	else
		assert_string_equal(child.err, "");
	child_free(&child);
	return true;
}

void child_deny(long nr, long arg, int err)
{
	/* Only 32 bits of the argument are looked at: an int. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)arg, 0, arg < 0 ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((uint32_t)err & SECCOMP_RET_DATA)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		child_give_up("seccomp");
}

void child_become_nobody(void)
{
	if (geteuid() != 0)
		return;
	if (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		child_give_up("setuid");
}

void child_become_free_nobody(void)
{
	child_become_nobody();
	/* Else setuid() leaves /proc/self to root until execve(): PR_SET_DUMPABLE(2const). */
	prctl(PR_SET_DUMPABLE, 1);
	if (!play_possible())
		child_give_up("namespaces of an ordinary user");
}

int child_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		error = -errno;
	close(fd);
	return error;
}

/* A process may map itself alone; more than that takes one of the namespace outside. */
static int map_ids(const char *process, unsigned uid, unsigned gid, unsigned count)
{
	char path[64], map[64];
	int error;

	if (count == 1) {
		snprintf(path, sizeof(path), "/proc/%s/setgroups", process);
		child_write(path, "deny");
	}
	snprintf(path, sizeof(path), "/proc/%s/uid_map", process);
	snprintf(map, sizeof(map), "0 %u %u", uid, count);
	error = child_write(path, map);
	if (error)
		return error;
	snprintf(path, sizeof(path), "/proc/%s/gid_map", process);
	snprintf(map, sizeof(map), "0 %u %u", gid, count);
	return child_write(path, map);
}

void child_become_root_of(unsigned count)
{
	unsigned uid = geteuid(), gid = getegid();
	char byte, process[16];
	int go[2], status;

	snprintf(process, sizeof(process), "%d", (int)getpid());
	if (pipe2(go, O_CLOEXEC) < 0)
		child_give_up("pipe");
	pid_t helper = count > 1 ? fork() : 0;
	if (helper < 0)
		child_give_up("fork");
	if (count > 1 && helper == 0) {
		close(go[1]);
		_exit(read(go[0], &byte, 1) == 0 ? -map_ids(process, uid, gid, count) : EIO);
	}
	if (unshare(CLONE_NEWUSER) < 0)
		child_give_up("unshare(CLONE_NEWUSER)");
	close(go[0]);
	close(go[1]);
	if (count == 1)
		errno = -map_ids(process, uid, gid, count);
	else
		errno = waitpid(helper, &status, 0) == helper ? WEXITSTATUS(status) : ECHILD;
	if (errno)
		child_give_up("a map of users");
}
