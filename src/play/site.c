/* SPDX-License-Identifier: GPL-2.0-only */
#include "site.h"

#include "ns.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_hosts(const struct site *site)
{
	for (int i = 0; i < site->host_count; i++) {
		if (site->host[i].ns < 0) {
			fprintf(stderr, "  %-8s powered off\n", site->host[i].name);
			continue;
		}
		fprintf(stderr, "  %-8s %-16s nsenter ", site->host[i].name, site->host[i].address);
		if (site->unprivileged)
			fprintf(stderr, "-U --preserve-credentials -t %ld ", (long)site->pid);
		fprintf(stderr, "--net=/proc/%ld/fd/%d\n", (long)site->pid, site->host[i].ns);
	}
}

/* The child of shell(): becomes one, as who typed would have it. */
static _Noreturn void become_shell(const struct site *site, int host, pid_t parent)
{
	const char *shell = getenv("SHELL");
	char path[64], prompt[64];
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	snprintf(path, sizeof(path), "/proc/%ld/fd/%d", (long)site->pid, site->host[host].ns);
	int ns = open(path, O_RDONLY | O_CLOEXEC);
	int error = ns < 0 ? -errno : ns_enter(ns);
	if (error) {
		fprintf(stderr, "cannot enter '%s': %s\n", site->host[host].name, strerror(-error));
		_exit(1);
	}
	close_range(3, ~0U, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	snprintf(prompt, sizeof(prompt), "[%s] # ", site->host[host].name);
	setenv("PS1", prompt, 1);
	if (!shell || !*shell)
		shell = "/bin/sh";
	execl(shell, shell, "-i", (char *)NULL);
	fprintf(stderr, "cannot run '%s': %s\n", shell, strerror(errno));
	_exit(1);
}

static void shell(const struct site *site, int host)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		become_shell(site, host, parent);
	if (pid < 0) {
		fprintf(stderr, "cannot start a shell: %s\n", strerror(errno));
		return;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* A line from the terminal, without its end. False: there is none any more, or @interrupt. */
static bool read_line(int interrupt, char *line, size_t size)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
				{ .fd = interrupt, .events = POLLIN } };

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	if (fds[1].revents)
		return false;
	/* A terminal hands over a line at a time. */
	ssize_t n = read(STDIN_FILENO, line, size - 1);
	if (n <= 0)
		return false;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return true;
}

static int find_host(const struct site *site, const char *name)
{
	for (int i = 0; i < site->host_count; i++)
		if (strcmp(site->host[i].name, name) == 0 && site->host[i].ns >= 0)
			return i;
	return -1;
}

void site_hold(const struct site *site, const char *headline, int interrupt)
{
	char line[256];

	fprintf(stderr, "%s\n", headline);
	if (!site->pid) {
		fputs("  there is no lab to look at\n", stderr);
		return;
	}
	print_hosts(site);
	for (;;) {
		fputs("Enter goes on; a host's name opens a shell there: ", stderr);
		if (!read_line(interrupt, line, sizeof(line)) || !*line)
			return;
		int host = find_host(site, line);
		if (host < 0)
			fprintf(stderr, "no host '%.*s' is up\n", NAME_SIZE, line);
		else
			shell(site, host);
	}
}
