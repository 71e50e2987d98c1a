/* SPDX-License-Identifier: GPL-2.0-only */
/* watch, from what comes after its begin to its end. */
#include "folder.h"
#include "own_host.h"
#include "session.h"

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { LATE = 8097 };

/* The kernel's reasons are of Linux 6.10. */
static bool has_reasons(const struct session *session)
{
	return strstr(session->text, "(resets, reasons") != NULL;
}

/* Is somebody there that hears all interfaces of this namespace? */
static bool is_heard(void)
{
	char line[256];
	int sockets = -1; /* but for the heading */
	FILE *file = fopen("/proc/thread-self/net/packet", "r");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		sockets++;
	fclose(file);
	return sockets > 0;
}

/* In a namespace that begins after watch: it is heard as well, and who listens in another one is no
 * answer to who was refused here. */
static void test_late_namespace(void **state)
{
	enum { PATIENCE_S = 60 };
	struct session *session;
	int channel[2];

	(void)state;
	if (!own_host_enter())
		skip();
	int elsewhere = own_host_listen("0.0.0.0", LATE);
	session = SESSION("watch", "--netns", "all", "--port", "8097");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	assert_int_equal(pipe(channel), 0);
	pid_t pid = fork();
	if (pid == 0) {
		time_t deadline = time(NULL) + PATIENCE_S;
		close(channel[1]);
		if (!own_host_enter())
			_exit(1);
		while (!is_heard() && time(NULL) < deadline)
			poll(NULL, 0, 10);
		/* Again and again: others reset so much that watch may be deaf to one. */
		struct pollfd over = { .fd = channel[0], .events = POLLIN };
		do
			close(own_host_connect("127.0.0.1", LATE, ECONNREFUSED));
		while (poll(&over, 1, 50) == 0);
		_exit(0);
	}
	close(channel[0]);
	end = session_await(session, end, "127.0.0.1:8097 refused 127.0.0.1:");
	if (has_reasons(session))
		session_await(session, end,
			      "nobody listens at 127.0.0.1:8097; 0.0.0.0:8097 does "
			      "(test_lab_watch_, pid ");
	close(channel[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	session_type(session, "\x03");
	assert_int_equal(session_end(session), GOOD);
	close(elsewhere);
}

static bool ends_within(pid_t pid, int ms, int *ret_status)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };

	assert_true(fd >= 0);
	int count = poll(&end, 1, ms);
	close(fd);
	if (count != 1)
		kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, ret_status, 0), pid);
	return count == 1;
}

/* Somebody has stopped reading what it says, and then it is to end: it does. */
static void test_blocked(void **state)
{
	enum { PAGE = 4096, PORTS = 200, PATIENCE_MS = 60000 };
	int out[2], status;
	char text[64] = "";

	(void)state;
	if (!own_host_enter())
		skip();
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	assert_true(fcntl(out[1], F_SETPIPE_SZ, PAGE) >= PAGE);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(out[1], STDOUT_FILENO);
		execl(RSTLAB_NS, "rstlab-ns", "watch", (char *)NULL);
		_exit(1);
	}
	/* It listens, from its first words on. */
	assert_true(read(out[0], text, sizeof(text) - 1) > 0);
	assert_non_null(strstr(text, "Watching"));
	for (int i = 0; i < PORTS; i++)
		close(own_host_connect("127.0.0.1", 20000 + i, ECONNREFUSED));
	/* Of what it has said by now the pipe has a page; it takes no more. */
	struct pollfd room = { .fd = out[1], .events = POLLOUT };
	while (poll(&room, 1, 0) > 0)
		poll(NULL, 0, 10);
	kill(pid, SIGTERM);
	assert_true(ends_within(pid, PATIENCE_MS, &status));
	assert_true(WIFEXITED(status));
	close(out[0]);
	close(out[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late_namespace),
		cmocka_unit_test(test_blocked),
	};

	return cmocka_run_group_tests_name("lab_watch_life", tests, folder_enter, folder_leave);
}
