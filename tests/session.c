/* SPDX-License-Identifier: GPL-2.0-only */
#include "session.h"

#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MAX = 16 };

struct session *session_begin(const char *const *args)
{
	struct session *session = calloc(1, sizeof(*session));
	char *argv[WORDS_MAX + 2] = { (char[]){ "rstlab-ns" } };

	assert_non_null(session);
	for (int i = 0; i < WORDS_MAX && args[i]; i++)
		argv[i + 1] = (char *)(uintptr_t)args[i];
	session->pid = forkpty(&session->fd, NULL, NULL, NULL);
	assert_true(session->pid >= 0);
	if (session->pid == 0) {
		setenv("SHELL", "/bin/sh", 1);
		setenv("NO_COLOR", "1", 1);
		execv(RSTLAB_NS, argv);
		_exit(127);
	}
	return session;
}

size_t session_await(struct session *session, size_t from, const char *what)
{
	const char *found;

	while (!(found = strstr(session->text + from, what))) {
		struct pollfd fd = { .fd = session->fd, .events = POLLIN };
		if (poll(&fd, 1, SESSION_PATIENCE_MS) != 1)
			fail_msg("waited for '%s' after: %s", what, session->text + from);
		ssize_t n = read(session->fd, session->text + session->size,
				 SESSION_TEXT - 1 - session->size);
		if (n <= 0)
			fail_msg("ended before '%s': %s", what, session->text + from);
		session->size += (size_t)n;
	}
	return (size_t)(found - session->text) + strlen(what);
}

void session_type(struct session *session, const char *line)
{
	assert_int_equal(write(session->fd, line, strlen(line)), strlen(line));
}

int session_end(struct session *session)
{
	char rest[4096];
	int status;

	while (read(session->fd, rest, sizeof(rest)) > 0)
		;
	assert_int_equal(waitpid(session->pid, &status, 0), session->pid);
	close(session->fd);
	free(session);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
