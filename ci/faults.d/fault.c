/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault NUMBER ERRNO LOG PROGRAM [ARGUMENT]...: runs it, and makes one system call fail: that
 * number NUMBER of all that it and its children make, with ERRNO. 0: none; then LOG lists all.
 *
 * By seccomp's user notification (seccomp_unotify(2)): each call is asked for, and let through or
 * answered. What cannot fail is let through unasked, and so is what only gives the CPU away.
 *
 * LOG has a line "NUMBER CALL PROCESS", of the one that failed or of all; and if it ended badly a
 * line "crashed: ...", "hung: ..." or "left: ...". Exit status: that of the program, 125 if this
 * did not work.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* { NUMBER, "NAME" }, ... */
static const struct {
	int number;
	const char *name;
} calls[] = {
#include "calls.inc"
};

enum {
	CHANNEL = 1000, /* the descriptor by which the child hands over its listener */
	FAILED = 125,
	HANG_MS = 60000,  /* a run takes a fraction of a second; its own deadlines are shorter */
	LEAVE_MS = 30000, /* what is left of it has that long to go */
};

struct watch {
	FILE *log;
	long wanted, count;
	int error;
	int listener;
	int begun;  /* the program itself: what ld.so does last is to ask for its stack's limit */
	int closed; /* nobody is left who could ask */
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "fault: %s: %s\n", what, strerror(errno));
	exit(FAILED);
}

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A deadline; a test of this program sets its own in the environment. */
static long limit_ms(const char *name, long usual)
{
	const char *own = getenv(name);
	return own ? atol(own) : usual;
}

static const char *call_name(int number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return calls[i].name;
	return "?";
}

/* ---- The child ----------------------------------------------------------------------------------
 */

static int listen_to_calls(void)
{
#define UNASKED(call)                                           \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		UNASKED(brk), /* it returns no error: brk(2) */
		UNASKED(exit),
		UNASKED(exit_group),
		UNASKED(rt_sigreturn),
		UNASKED(restart_syscall),
		UNASKED(sched_yield),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_sendmsg, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CHANNEL, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };
	if (geteuid() != 0)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    &program);
}

static _Noreturn void become(char **argv, int channel)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec io = { .iov_base = "", .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	if (dup3(channel, CHANNEL, O_CLOEXEC) < 0)
		die("dup3");
	int listener = listen_to_calls();
	*c = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS,
			       .cmsg_len = CMSG_LEN(sizeof(int)) };
	memcpy(CMSG_DATA(c), &listener, sizeof(listener));
	if (listener < 0 || sendmsg(CHANNEL, &msg, 0) < 0)
		die("seccomp");
	close(listener);
	execvp(argv[0], argv);
	_exit(127);
}

static int take_listener(int channel)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec io = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	int listener = -1;
	if (recvmsg(channel, &msg, MSG_CMSG_CLOEXEC) != 1 || !CMSG_FIRSTHDR(&msg))
		exit(FAILED);
	memcpy(&listener, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(listener));
	return listener;
}

/* ---- The watch ----------------------------------------------------------------------------------
 */

static void note(const struct watch *watch, long number, const struct seccomp_notif *asked)
{
	char path[64], name[32] = "?";
	snprintf(path, sizeof(path), "/proc/%u/comm", asked->pid);
	FILE *file = fopen(path, "re");
	if (file && fgets(name, sizeof(name), file))
		name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
	fprintf(watch->log, "%ld %s %s\n", number, call_name(asked->data.nr), name);
}

/* Answers one who asks. */
static void answer(struct watch *watch)
{
	struct seccomp_notif asked = { 0 };
	struct seccomp_notif_resp answer = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
		return; /* he is dead */
	if (watch->begun)
		watch->count++;
	watch->begun = watch->begun || asked.data.nr == __NR_prlimit64;
	answer.id = asked.id;
	if (!watch->wanted && watch->count)
		note(watch, watch->count, &asked);
	if (watch->wanted && watch->count == watch->wanted) {
		note(watch, watch->count, &asked);
		answer.flags = 0;
		answer.error = -watch->error;
	}
	ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

/* Answers until the child has ended, or nobody is left, or @ms are over. True: it has come. */
static int answer_until(struct watch *watch, int child, long ms)
{
	struct pollfd fds[] = { { .fd = watch->listener, .events = POLLIN },
				{ .fd = child, .events = POLLIN } };
	long deadline = now_ms() + ms;
	for (;;) {
		long left = deadline - now_ms();
		if (left <= 0 || poll(fds, 2, (int)left) == 0)
			return 0;
		if (fds[0].revents & POLLIN)
			answer(watch);
		else if (fds[0].revents)
			watch->closed = 1;
		if (watch->closed || fds[1].revents)
			return 1;
	}
}

/* Those whose parents have died come to us. */
static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static int watch_child(struct watch *watch, pid_t pid)
{
	long hang_ms = limit_ms("FAULT_HANG_MS", HANG_MS);
	long leave_ms = limit_ms("FAULT_LEAVE_MS", LEAVE_MS);
	int status, pidfd = (int)syscall(__NR_pidfd_open, pid, 0);
	if (pidfd < 0)
		die("pidfd_open");
	if (!answer_until(watch, pidfd, hang_ms)) {
		fprintf(watch->log, "hung: killed after %ld ms\n", hang_ms);
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
	}
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	close(pidfd);
	for (long deadline = now_ms() + leave_ms; !watch->closed;) {
		reap();
		if (!answer_until(watch, -1, 100) && now_ms() > deadline) {
			fprintf(watch->log, "left: a process, %ld ms after its end\n", leave_ms);
			kill(-pid, SIGKILL);
			break;
		}
	}
	if (WIFSIGNALED(status))
		fprintf(watch->log, "crashed: %s\n", strsignal(WTERMSIG(status)));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	struct watch watch = { 0 };
	int channel[2];

	if (argc < 5)
		return fprintf(stderr, "fault NUMBER ERRNO LOG PROGRAM [ARGUMENT]...\n"), FAILED;
	watch.wanted = atol(argv[1]);
	watch.error = atoi(argv[2]);
	watch.log = fopen(argv[3], "we");
	if (!watch.log)
		die(argv[3]);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		die("socketpair");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t pid = fork();
	if (pid == 0)
		become(argv + 4, channel[1]);
	if (pid < 0)
		die("fork");
	close(channel[1]);
	watch.listener = take_listener(channel[0]);
	int code = watch_child(&watch, pid);
	return fclose(watch.log) == 0 ? code : FAILED;
}
