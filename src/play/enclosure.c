/* SPDX-License-Identifier: GPL-2.0-only */
#include "enclosure.h"

#include "descriptors.h"
#include "ns.h"
#include "processes.h"
#include "procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_RUN = 126, NOT_FOUND = 127 }; /* as shells exit: POSIX, 2.8.2 */

/* The watcher's first word, and its second. */
struct start {
	int error; /* -errno: it could not be started */
	pid_t program;
};
struct ended {
	int status; /* of the program, as wait() tells it */
	bool stays; /* the watcher: something that the program has left runs on */
};

/* ---- The program --------------------------------------------------------------------------------
 */

/* What reads no file at its start takes PS1; bash, whose files set their own, asks PROMPT_COMMAND
 * once after them. */
static void set_prompt(const struct enclosure *e)
{
	char prompt[128], command[192];
	snprintf(prompt, sizeof(prompt), "[%s %s] # ", e->scenario, e->host);
	snprintf(command, sizeof(command), "PS1='%s'; unset PROMPT_COMMAND", prompt);
	setenv("PS1", prompt, 1);
	setenv("PROMPT_COMMAND", command, 1);
}

static void set_signals(const struct enclosure *e)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t none;
	for (size_t i = 0; e->resets_signals && i < sizeof(ends) / sizeof(*ends); i++)
		signal(ends[i], SIG_DFL);
	/* These the program itself ignores: main(), lab_process.c. */
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become_program(const struct enclosure *e, pid_t watcher)
{
	const char *shell = getenv("SHELL");
	char *const shell_argv[] = { (char *)(uintptr_t)(shell && *shell ? shell : "/bin/sh"),
				     NULL };
	char *const *argv = e->argv ? e->argv : shell_argv;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != watcher)
		_exit(NOT_RUN);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	set_signals(e);
	if (!e->argv)
		set_prompt(e);
	execvp(argv[0], argv);
	int error = errno;
	fprintf(stderr, "rstlab-ns: cannot run '%s': %s\n", argv[0], strerror(error));
	_exit(error == ENOENT ? NOT_FOUND : NOT_RUN);
}

/* ---- Who watches over it ------------------------------------------------------------------------
 */

static bool is_child(const char *pid)
{
	struct process_stat stat;
	char path[64];
	snprintf(path, sizeof(path), "%.16s/stat", pid);
	return process_stat(path, &stat) == 0 && stat.parent == getpid();
}

static void kill_children(pid_t program)
{
	int fd = procfs_open(".", O_RDONLY | O_DIRECTORY);
	DIR *processes = fd < 0 ? NULL : fdopendir(fd);
	if (!processes) {
		if (fd >= 0)
			close(fd);
		kill(program, SIGKILL);
		return;
	}
	for (struct dirent *entry; (entry = readdir(processes));)
		if (atoi(entry->d_name) > 0 && is_child(entry->d_name))
			kill(atoi(entry->d_name), SIGKILL);
	closedir(processes);
}

/* The children of one who dies become ours (PR_SET_CHILD_SUBREAPER), until nobody is left. */
static _Noreturn void end_all(pid_t program)
{
	do
		kill_children(program);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
	_exit(0);
}

/* The program has ended, and who has asked for it is told. What it has left runs on; nobody who
 * waits for the end of our output is to wait for that of theirs. */
static void report_end(int report, const struct ended *ended)
{
	if (write(report, ended, sizeof(*ended)) < 0 || !ended->stays)
		return;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null >= 0; fd++)
		dup2(null, fd);
	close(null);
}

/* Takes leave of who has ended; when nobody is left, so does the watcher. */
static void reap(pid_t program, int *report)
{
	struct ended ended = { 0 };
	bool has_ended = false;
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == program) {
			ended.status = status;
			has_ended = true;
		}
	ended.stays = pid == 0;
	if (has_ended) {
		report_end(*report, &ended);
		close(*report);
		*report = -1;
	}
	if (!ended.stays)
		_exit(0);
}

static _Noreturn void watch(const struct enclosure *e, pid_t program, int signals, int report)
{
	struct signalfd_siginfo info;
	for (;;) {
		struct pollfd fds[] = { { .fd = signals, .events = POLLIN },
					{ .fd = e->lifeline, .events = POLLRDHUP },
					{ .fd = report } };
		if (poll(fds, 3, -1) < 0)
			continue;
		while (read(signals, &info, sizeof(info)) == sizeof(info))
			;
		reap(program, &report);
		/* The lab is gone; or, without having heard of its end, who has asked for the
		 * program. */
		if (fds[1].revents || (report >= 0 && fds[2].revents))
			end_all(program);
	}
}

static int enter(const struct enclosure *e)
{
	int error = e->users >= 0 ? ns_enter_users(e->users) : 0;
	return error ? error : ns_enter(e->ns);
}

/* A child of its own: it lives on while what the program has left does, and dies of nothing but its
 * own hand: to clean up is what it is for. */
static _Noreturn void become_watcher(const struct enclosure *e, int report)
{
	struct start start = { .error = enter(e) };
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	prctl(PR_SET_PDEATHSIG, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "rstlab-watcher");
	/* Nothing else, above all no capture of a lab. */
	descriptors_keep(STDERR_FILENO + 1, e->lifeline, report);
	sigemptyset(&all);
	sigaddset(&all, SIGCHLD);
	int signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (!start.error && signals < 0)
		start.error = -errno;
	pid_t watcher = getpid();
	start.program = start.error ? -1 : fork();
	if (start.program == 0)
		become_program(e, watcher);
	if (!start.error && start.program < 0)
		start.error = -errno;
	if (write(report, &start, sizeof(start)) != sizeof(start) || start.error)
		end_all(start.program);
	watch(e, start.program, signals, report);
}

/* ---- Who has asked for it -----------------------------------------------------------------------
 */

static bool read_word(int fd, void *word, size_t size)
{
	ssize_t n;
	do
		n = read(fd, word, size);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)size;
}

static bool is_in_front(void)
{
	return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* A shell that is killed leaves the terminal to nobody, and without echo. */
static void restore_terminal(const struct enclosed *enclosed)
{
	sigset_t output, before;
	pid_t front = tcgetpgrp(STDIN_FILENO);
	if (!enclosed->at_terminal || front < 0 || (!is_in_front() && kill(-front, 0) == 0))
		return;
	sigemptyset(&output);
	sigaddset(&output, SIGTTOU);
	sigprocmask(SIG_BLOCK, &output, &before);
	if (tcsetpgrp(STDIN_FILENO, getpgrp()) == 0)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &enclosed->terminal);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void await_watcher(const struct enclosed *enclosed)
{
	while (enclosed->watcher > 0 && waitpid(enclosed->watcher, NULL, 0) < 0 && errno == EINTR)
		;
}

int enclosure_start(const struct enclosure *enclosure, struct enclosed *ret)
{
	int report[2];
	struct start start = { 0 };
	*ret = (struct enclosed){ 0 };
	ret->at_terminal = is_in_front() && tcgetattr(STDIN_FILENO, &ret->terminal) == 0;
	if (pipe2(report, O_CLOEXEC) < 0)
		return -errno;
	pid_t pid = fork();
	int error = pid < 0 ? -errno : 0;
	if (pid == 0)
		become_watcher(enclosure, report[1]);
	close(report[1]);
	if (!error && !read_word(report[0], &start, sizeof(start)))
		error = -ECHILD;
	else if (!error)
		error = start.error;
	ret->watcher = pid;
	ret->program = start.program;
	ret->news = report[0];
	if (!error)
		return 0;
	close(report[0]);
	await_watcher(ret);
	return error;
}

int enclosure_end(struct enclosed *enclosed)
{
	/* A watcher that ends everything, or was killed, says nothing. */
	struct ended ended = { .status = SIGKILL };
	read_word(enclosed->news, &ended, sizeof(ended));
	close(enclosed->news);
	if (!ended.stays)
		await_watcher(enclosed);
	if (WIFSIGNALED(ended.status))
		restore_terminal(enclosed);
	return ended.status;
}
