/* SPDX-License-Identifier: GPL-2.0-only */
/* A lab that is held: before a chapter, or after an error; and what is told of one that is played.
 */
#include "child.h"
#include "play.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000, TEXT_MAX = 1 << 16 };

/* The program at a terminal. */
struct session {
	pid_t pid;
	int fd;
	size_t size;
	char text[TEXT_MAX]; /* all that it has said */
};

static struct session *begin(char *const *args)
{
	struct session *session = calloc(1, sizeof(*session));

	assert_non_null(session);
	session->pid = forkpty(&session->fd, NULL, NULL, NULL);
	assert_true(session->pid >= 0);
	if (session->pid == 0) {
		setenv("SHELL", "/bin/sh", 1);
		setenv("NO_COLOR", "1", 1);
		execv(RSTLAB_NS, args);
		_exit(127);
	}
	return session;
}

/* Reads until it has said @what, after what it had said before @from; returns where that ends. */
static size_t await(struct session *session, size_t from, const char *what)
{
	const char *found;

	while (!(found = strstr(session->text + from, what))) {
		struct pollfd fd = { .fd = session->fd, .events = POLLIN };
		if (poll(&fd, 1, PATIENCE_MS) != 1)
			fail_msg("waited for '%s' after: %s", what, session->text + from);
		ssize_t n = read(session->fd, session->text + session->size,
				 TEXT_MAX - 1 - session->size);
		if (n <= 0)
			fail_msg("ended before '%s': %s", what, session->text + from);
		session->size += (size_t)n;
	}
	return (size_t)(found - session->text) + strlen(what);
}

static void type(struct session *session, const char *line)
{
	assert_int_equal(write(session->fd, line, strlen(line)), strlen(line));
}

/* Its exit status, when it has said all. */
static int end(struct session *session)
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

#define ARGS(...)                                          \
	(char *const[])                                    \
	{                                                  \
		(char[]){ "rstlab-ns" }, __VA_ARGS__, NULL \
	}
#define WORD(text)   \
	(char[])     \
	{            \
		text \
	}

/* It stops before the chapter, with the lab as it is then; a shell is where it says; and it goes
 * on. */
static void test_pause(void **state)
{
	static char pauses[][32] = { "the client sends", "2" };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < 2; i++) {
		struct session *session = begin(ARGS(WORD("run"), WORD("half-open"), WORD("-4"),
						     WORD("--pause"), pauses[i]));
		size_t at = await(session, 0, "half-open/ipv4 is paused before 'the client sends'");
		at = await(session, at, "switch");
		at = await(session, at, "opens a shell there: ");
		type(session, "nobody\n");
		at = await(session, at, "no host 'nobody' is up");
		type(session, "server\n");
		at = await(session, at, "[server] # ");
		/* the service has started again, and nobody is connected to it */
		type(session, "grep -c ' 0A ' /proc/net/tcp; grep -c ' 01 ' /proc/net/tcp\n");
		at = await(session, at, "1\r\n0\r\n");
		type(session, "exit\n");
		at = await(session, at, "opens a shell there: ");
		type(session, "\n");
		await(session, at, "1 PASS");
		assert_int_equal(end(session), GOOD);
	}
}

static void test_no_such_chapter(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session =
		begin(ARGS(WORD("run"), WORD("linger"), WORD("-4"), WORD("--pause"), WORD("9")));
	await(session, 0,
	      "linger/ipv4 has no chapter '9'; it has 0 'set-up', 1 'the client closes'");
	assert_int_equal(end(session), GOOD);
}

/* What waits for a timer cannot end in time: its lab stays to be looked at. */
static void test_shell_on_error(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session =
		begin(ARGS(WORD("run"), WORD("keepalive-timeout"), WORD("-4"),
			   WORD("--timeout-scale"), WORD("0.1"), WORD("--shell-on-error")));
	size_t at = await(session, 0, "keepalive-timeout/ipv4 is BROKEN; its lab is as the story");
	at = await(session, at, "opens a shell there: ");
	type(session, "client\n");
	at = await(session, at, "[client] # ");
	type(session, "grep -c ' 01 ' /proc/net/tcp\n");
	at = await(session, at, "1\r\n");
	type(session, "exit\n");
	at = await(session, at, "opens a shell there: ");
	type(session, "\n");
	await(session, at, "1 BROKEN");
	assert_int_equal(end(session), IN_PIECES);
}

/* Killed while it is held, it takes the lab and the shell with it. */
static void test_killed(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session =
		begin(ARGS(WORD("run"), WORD("linger"), WORD("-4"), WORD("--pause"), WORD("1")));
	size_t at = await(session, 0, "opens a shell there: ");
	type(session, "client\n");
	at = await(session, at, "[client] # ");
	type(session, "echo shell $$ $PPID end\n");
	at = await(session, at, "\nshell ");
	await(session, at, " end\r\n");
	long shell = atol(session->text + at);
	assert_true(shell > 1);
	assert_int_equal(kill(session->pid, SIGKILL), 0);
	/* Its terminal ends when nobody holds it any more. */
	assert_int_equal(end(session), -SIGKILL);
	for (int left = 0; left < PATIENCE_MS && kill((pid_t)shell, 0) == 0; left += 10)
		poll(NULL, 0, 10);
	assert_int_equal(kill((pid_t)shell, 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void test_no_terminal(void **state)
{
	static const struct child_spec specs[] = { { { "run", "linger", "--pause", "1" } },
						   { { "all", "--shell-on-error" } } };

	(void)state;
	for (int i = 0; i < 2; i++)
		child_expect(&specs[i], BAD_USE, "want a terminal as standard input");
}

/* Each verb, and each wait, is told before it is done, so that a hang shows where it is. */
static void test_narrated(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *told[6];
	} cases[] = {
		{ { { "run", "linger", "-4", "-vv" } },
		  { "linger/ipv4  chapter 0: set-up", "client: connect", "server: accept",
		    "linger/ipv4  chapter 1: the client closes", "client: close",
		    "server: recv() = -1 ECONNRESET" } },
		{ { { "run", "half-open-route-lost", "-4", "-vv" } },
		  { "client: send", "waits for a segment [ACK] to arrive at 'server'",
		    "the route is back" } },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		struct child child;
		assert_true(child_run(&cases[n].spec, &child));
		assert_int_equal(child.code, GOOD);
		const char *at = child.err;
		for (size_t i = 0; i < 6 && cases[n].told[i]; i++) {
			at = strstr(at, cases[n].told[i]);
			if (!at)
				fail_msg("'%s' is not told in its place: %s", cases[n].told[i],
					 child.err);
		}
		child_free(&child);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pause),          cmocka_unit_test(test_no_such_chapter),
		cmocka_unit_test(test_shell_on_error), cmocka_unit_test(test_killed),
		cmocka_unit_test(test_no_terminal),    cmocka_unit_test(test_narrated),
	};

	return cmocka_run_group_tests_name("lab_hold", tests, NULL, NULL);
}
