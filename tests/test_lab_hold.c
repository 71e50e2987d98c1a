/* SPDX-License-Identifier: GPL-2.0-only */
/* A lab that is held at a terminal: at its chapters, or after an error; and what is told of one
 * that is played. */
#include "child.h"
#include "play.h"
#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#define PROMPT "q ends: "

/* It stops before each chapter from the one that is named, with the lab as it is then; a shell is
 * where it says; what is seen so far is shown; and when all was only looked at, the story is judged
 * as ever. */
static void test_steps(void **state)
{
	static const char *const until[] = { "the client sends", "2" };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < 2; i++) {
		struct session *session =
			SESSION("up", "half-open", "-4", "--step", "--until", until[i]);
		size_t at = session_await(
			session, 0, "half-open/ipv4 is held before chapter 2 'the client sends'");
		at = session_await(session, at, "switch");
		at = session_await(session, at, PROMPT);
		session_type(session, "nobody\n");
		at = session_await(session, at, "no host 'nobody' is up");
		session_type(session, "s\n");
		at = session_await(session, at, "Which host? client server switch: ");
		session_type(session, "server\n");
		at = session_await(session, at, "[half-open server] # ");
		/* the service has started again, and nobody is connected to it */
		session_type(session,
			     "grep -c ' 0A ' /proc/net/tcp; grep -c ' 01 ' /proc/net/tcp\n");
		at = session_await(session, at, "1\r\n0\r\n");
		session_type(session, "exit\n");
		at = session_await(session, at, PROMPT);
		session_type(session, "w\n");
		at = session_await(session, at, "[SYN] Seq=0");
		at = session_await(session, at, "ESTABLISHED");
		at = session_await(session, at, "switch: no TCP sockets");
		at = session_await(session, at, PROMPT);
		session_type(session, "\n");
		at = session_await(session, at, "half-open/ipv4 is held at its end");
		session_type(session, "\n");
		at = session_await(session, at, "PASS    half-open/ipv4");
		session_await(session, at, "1 PASS");
		assert_int_equal(session_end(session), GOOD);
	}
}

/* To quit is no verdict: by word, by the end of the input, by a signal. */
static void test_quits(void **state)
{
	static const char *const typed[] = { "q\n", "\004", "\003" };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < 3; i++) {
		struct session *session = SESSION("up", "linger", "-4", "--step");
		size_t at = session_await(session, 0, PROMPT);
		session_type(session, typed[i]);
		assert_null(strstr(session->text + at, "PASS"));
		assert_int_equal(session_end(session), GOOD);
	}
}

/* Has the shell call this test to connect to a port of the server where nobody listens. */
static void connect_to_server(struct session *session)
{
	char own[4096] = "", addr[64], line[sizeof(own) + 128];

	assert_true(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	assert_int_equal(sscanf(strstr(session->text, "  server "), " server %63s", addr), 1);
	snprintf(line, sizeof(line), "%s --connect %s\n", own, addr);
	session_type(session, line);
}

static int connect_from_shell(const char *addr)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, addr, &in.sin_addr);
	puts(connect(fd, (struct sockaddr *)&in, sizeof(in)) < 0 && errno == ECONNREFUSED
		     ? "it was refused"
		     : "it was not");
	return 0;
}

/* What the user's own commands send is told as such, and what it would have been counted among is
 * skipped; the rest is judged. */
static void test_spoilt(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session =
		SESSION("up", "port-closed", "-4", "-v", "--step", "--until", "1");
	size_t at = session_await(session, 0, PROMPT);
	session_type(session, "client\n");
	at = session_await(session, at, "[port-closed client] # ");
	connect_to_server(session);
	at = session_await(session, at, "it was refused");
	session_type(session, "exit\n");
	at = session_await(session, at, PROMPT);
	session_type(session, "\n");
	at = session_await(session, at, "is held before chapter 2 ");
	session_type(session, "\n");
	at = session_await(session, at, "is held at its end");
	session_type(session, "\n");
	at = session_await(session, at, "[while it was held]");
	at = session_await(session, at, "PASS    wire");
	at = session_await(session, at, "SKIP    counter");
	session_await(session, at, "grew by");
	session_await(session, 0, ", while it was held; RST,ACK from server");
	assert_int_equal(session_end(session), GOOD);
}

static void test_no_such_chapter(void **state)
{
	static const struct child_spec spec = { { "up", "linger", "-4", "--until", "9" } };

	(void)state;
	child_expect(&spec, BAD_USE,
		     "'linger' has no chapter '9'; it has 0 'set-up', 1 'the client closes'");
}

/* What waits for a timer cannot end in time: its lab stays to be looked at. */
static void test_hold_on_fail(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session = SESSION("run", "keepalive-timeout", "-4", "--timeout-scale",
					  "0.1", "--hold-on", "fail");
	size_t at = session_await(session, 0,
				  "keepalive-timeout/ipv4 is FAIL; its lab is as the story");
	at = session_await(session, at, PROMPT);
	session_type(session, "client\n");
	at = session_await(session, at, "[keepalive-timeout client] # ");
	session_type(session, "grep -c ' 01 ' /proc/net/tcp\n");
	at = session_await(session, at, "1\r\n");
	session_type(session, "exit\n");
	at = session_await(session, at, PROMPT);
	session_type(session, "\n");
	session_await(session, at, "1 FAIL");
	assert_int_equal(session_end(session), FAILED);
}

/* Killed while it is held, it takes the lab and the shell with it. */
static void test_killed(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	struct session *session = SESSION("up", "linger", "-4", "--step");
	size_t at = session_await(session, 0, PROMPT);
	session_type(session, "client\n");
	at = session_await(session, at, "[linger client] # ");
	session_type(session, "echo shell $$ $PPID end\n");
	at = session_await(session, at, "\nshell ");
	session_await(session, at, " end\r\n");
	long shell = atol(session->text + at);
	assert_true(shell > 1);
	assert_int_equal(kill(session->pid, SIGKILL), 0);
	/* Its terminal ends when nobody holds it any more. */
	assert_int_equal(session_end(session), -SIGKILL);
	for (int left = 0; left < SESSION_PATIENCE_MS && kill((pid_t)shell, 0) == 0; left += 10)
		poll(NULL, 0, 10);
	assert_int_equal(kill((pid_t)shell, 0), -1);
	assert_int_equal(errno, ESRCH);
}

/* A shell in a host at a terminal of its own: with its jobs, and the terminal as it was when the
 * lab takes it along. */
static void test_exec_at_terminal(void **state)
{
	struct termios before, after;

	(void)state;
	if (!play_possible())
		skip();
	struct session *up = SESSION("up", "linger", "-4");
	session_await(up, 0, "Ctrl-C ends it");
	char place[64];
	snprintf(place, sizeof(place), "%d:client", (int)up->pid);
	struct session *shell = SESSION("exec", place);
	size_t at = session_await(shell, 0, "[linger client] # ");
	/* What it says, it says in the foreground: Ctrl-C is for it. */
	session_type(shell, "sh -c 'echo $((6 * 6)); exec sleep 1000'\n");
	at = session_await(shell, at, "36");
	session_type(shell, "\003");
	at = session_await(shell, at, "[linger client] # ");
	session_type(shell, "echo $((6 * 7))\n");
	at = session_await(shell, at, "42");
	at = session_await(shell, at, "[linger client] # ");
	assert_int_equal(tcgetattr(shell->fd, &before), 0);
	session_type(shell, "stty raw -echo; echo off\n");
	session_await(shell, at, "\noff");
	session_type(up, "\003");
	assert_int_equal(session_end(up), GOOD);
	session_await(shell, at, "has ended, and so has everything that ran in its hosts");
	assert_int_equal(tcgetattr(shell->fd, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(session_end(shell), 128 + SIGKILL);
}

static void test_no_terminal(void **state)
{
	static const struct child_spec specs[] = { { { "up", "linger", "--step" } },
						   { { "all", "--hold-on", "fail" } } };

	(void)state;
	for (int i = 0; i < 2; i++)
		child_expect(&specs[i], BAD_USE, "needs a terminal on standard input");
}

static void test_one_family(void **state)
{
	static const struct child_spec spec = { { "up", "linger", "-4", "-6" } };

	(void)state;
	child_expect(&spec, BAD_USE, "'up' holds one lab; choose -4 or -6");
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

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--connect") == 0)
		return connect_from_shell(argv[2]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_quits),
		cmocka_unit_test(test_spoilt),
		cmocka_unit_test(test_no_such_chapter),
		cmocka_unit_test(test_hold_on_fail),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_no_terminal),
		cmocka_unit_test(test_one_family),
		cmocka_unit_test(test_exec_at_terminal),
		cmocka_unit_test(test_narrated),
	};

	return cmocka_run_group_tests_name("lab_hold", tests, NULL, NULL);
}
