/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program_init.c - process 1 of a program's namespace: makes its view, starts the command, and
 * waits for all that it leaves behind. When this process dies, all in the namespace are killed:
 * zap_pid_ns_processes().
 */
#include "program_init.h"

#include "ns.h"
#include "private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void refuse(const struct program_setup *setup, const char *what, int error)
{
	struct program_report report = { .error = error };

	snprintf(report.what, sizeof(report.what), "%s", what);
	_exit(write(setup->report, &report, sizeof(report)) == (ssize_t)sizeof(report) ? 1 : 2);
}

static void say(const struct program_setup *setup, const struct program_report *report)
{
	if (write(setup->report, report, sizeof(*report)) != (ssize_t)sizeof(*report))
		_exit(1);
}

/* Its own /proc shows its own processes; where none may be mounted, the machine's stays. */
static void make_view(const struct program_setup *setup)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		refuse(setup, "keep its mounts to itself", -errno);
	mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	int error = private_file("/etc/hosts", setup->hosts);
	if (error)
		refuse(setup, "give it an /etc/hosts with the names of the hosts", error);
	/* Names that are not in it are refused at once: no name server is reached, or waited for.
	 */
	error = private_file("/etc/resolv.conf", "nameserver 127.0.0.1\n");
	if (error && error != -ENOENT)
		refuse(setup, "give it an /etc/resolv.conf without a name server", error);
}

static void become_user(const struct program_setup *setup)
{
	const struct drill_request *as = setup->request;

	if (!as->user)
		return;
	if (initgroups(as->user, as->gid) < 0)
		refuse(setup, "take the groups of the user", -errno);
	if (setresgid(as->gid, as->gid, as->gid) < 0 || setresuid(as->uid, as->uid, as->uid) < 0)
		refuse(setup, "become the user", -errno);
	setenv("USER", as->user, 1);
	setenv("LOGNAME", as->user, 1);
	setenv("HOME", as->home, 1);
	setenv("SHELL", as->shell, 1);
}

/* Signals are as whoever calls a program leaves them. */
static void reset_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Of what a command says that is run again and again, only what is new is said. What it waits for
 * is no fact of this lab's kernel, of which somebody would be told. */
static const char until_good[] = "until said=$(sh -c \"$1\" 2>&1); do\n"
				 "	[ \"$said\" = \"$last\" ] || printf '%s\\n' \"$said\"\n"
				 "	last=$said\n"
				 "	sleep 0.1\n"
				 "done";

static _Noreturn void become_command(const struct program_setup *setup)
{
	char *const command = (char *)(uintptr_t)setup->command;
	char *const once[] = { (char[]){ "sh" }, (char[]){ "-c" }, command, NULL };
	char *const again[] = { once[0],          once[1], (char *)(uintptr_t)until_good,
				(char[]){ "sh" }, command, NULL };

	reset_signals();
	setsid();
	become_user(setup);
	for (size_t i = 0; i < sizeof(setup->environment) / sizeof(setup->environment[0]); i++)
		putenv((char *)(uintptr_t)setup->environment[i]);
	int null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(setup->output, STDOUT_FILENO) < 0 ||
	    dup2(setup->output, STDERR_FILENO) < 0)
		refuse(setup, "give it its standard streams", -errno);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	execv("/bin/sh", setup->until_good ? again : once);
	refuse(setup, "run /bin/sh", -errno);
}

/* Until nobody is left. What outlives the command is a daemon, or its children. */
static void reap(const struct program_setup *setup, pid_t command)
{
	int status;

	for (;;) {
		pid_t pid = wait(&status);
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			return;
		if (pid == command)
			say(setup, &(struct program_report){ .status = status });
	}
}

/* Nothing of the lab is held, above all no capture: its own descriptors become the first ones. */
static void keep_own(struct program_setup *setup)
{
	int *const own[] = { &setup->ns, &setup->output, &setup->report, &setup->alive };
	enum { OWN = sizeof(own) / sizeof(own[0]), FIRST = STDERR_FILENO + 1 };

	for (int i = 0; i < OWN; i++)
		*own[i] = fcntl(*own[i], F_DUPFD_CLOEXEC, FIRST + OWN);
	for (int i = 0; i < OWN; i++) {
		if (dup3(*own[i], FIRST + i, O_CLOEXEC) < 0)
			_exit(1);
		*own[i] = FIRST + i;
	}
	close_range(FIRST + OWN, ~0U, 0);
}

_Noreturn void program_init(struct program_setup *setup)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	keep_own(setup);
	struct pollfd alive = { .fd = setup->alive, .events = POLLIN };
	/* Who died before the line above is told by the pipe alone. */
	if (poll(&alive, 1, 0) != 0)
		_exit(1);
	int error = ns_enter(setup->ns);
	if (error)
		refuse(setup, "enter the namespace of its host", error);
	make_view(setup);
	pid_t command = fork();
	if (command < 0)
		refuse(setup, "start a process", -errno);
	if (command == 0)
		become_command(setup);
	close(setup->output);
	say(setup, &(struct program_report){ .has_started = true });
	reap(setup, command);
	_exit(0);
}
