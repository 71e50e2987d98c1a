/* SPDX-License-Identifier: GPL-2.0-only */
/* A namespace that ip-netns(8) has named is watched by that name, without any process in it, and
 * told by it. */
#include "child.h"
#include "folder.h"
#include "own_host.h"
#include "session.h"

#include "ns.h"
#include "ns_named.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { CLOSED = 8087 };

/* In a /run of its own, so that the machine's stays as it is. */
static bool own_run(void)
{
	return unshare(CLONE_NEWNS) == 0 && mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", "/run", "tmpfs", 0, NULL) == 0 && mkdir("/run/netns", 0755) == 0;
}

/* Of the namespace that the process is in. */
static bool name_it(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

	if (fd >= 0)
		close(fd);
	return fd >= 0 && mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL) == 0;
}

static void refuse_in(const char *name)
{
	int here = ns_current(), there = ns_named_open(name);

	assert_true(here >= 0 && there >= 0);
	assert_int_equal(ns_enter(there), 0);
	close(own_host_connect("127.0.0.1", CLOSED, ECONNREFUSED));
	assert_int_equal(ns_enter(here), 0);
	close(here);
	close(there);
}

static void test_named(void **state)
{
	static const struct child_spec by_name = { { "watch", "--netns", "blue", "--for", "0.1" } },
				       by_none = { { "watch", "--netns", "red", "--for", "0.1" } },
				       stale = { { "watch", "--netns", "stale", "--for", "0.1" } };
	char name[16];

	(void)state;
	if (!own_host_enter() || !own_run() || !name_it("/run/netns/blue") || !own_host_enter())
		skip();
	/* What is no namespace has no number to be found by. */
	close(open("/run/netns/stale", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
	struct stat about;
	assert_int_equal(stat("/run/netns/blue", &about), 0);
	assert_true(ns_named_find(about.st_ino, name, sizeof(name)));
	assert_string_equal(name, "blue");
	assert_false(ns_named_find(about.st_ino, name, strlen("blue")));
	assert_int_equal(stat("/run/netns/stale", &about), 0);
	assert_false(ns_named_find(about.st_ino, name, sizeof(name)));
	assert_int_equal(ns_named_open(".."), -ENOENT);

	assert_true(child_expect(&by_name, GOOD, NULL));
	assert_true(child_expect(&by_none, BAD_USE, "or the name (ip netns) or path"));
	assert_true(child_expect(&stale, BAD_USE, "'stale' is not a network namespace"));

	struct session *session = SESSION("watch", "-v", "--netns", "all", "--port", "8087");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	refuse_in("blue");
	end = session_await(session, end, "127.0.0.1:8087 re");
	if (strstr(session->text, ", namespaces"))
		end = session_await(session, end, "in namespace blue");
	session_type(session, "\x03");
	session_await(session, end, "What to do:");
	assert_int_equal(session_end(session), GOOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
	};

	return cmocka_run_group_tests_name("lab_watch_named", tests, folder_enter, folder_leave);
}
