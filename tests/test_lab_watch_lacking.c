/* SPDX-License-Identifier: GPL-2.0-only */
/* watch where the kernel's word is not to be had: one line says why, and a reset is told by the
 * wire and counted all the same. Where nothing is to be had it says that, and ends. */
#include "child.h"
#include "confinement.h"
#include "folder.h"
#include "own_host.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { CLOSED = 8096 };

static struct situation now; /* of the child that is being started */

static void enter_now(void)
{
	situation_enter(&now);
}

/* Resets itself until the child, which tells of them, has enough. */
static void reset_until_ended(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };

	assert_true(fd >= 0);
	do
		close(own_host_connect("127.0.0.1", CLOSED, ECONNREFUSED));
	while (poll(&end, 1, 50) == 0);
	close(fd);
}

static void must_say(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("it does not say '%s':\n%s", what, text);
}

static void must_hear_the_wire(const char *text, const char *why)
{
	char lacking[128];

	snprintf(lacking, sizeof(lacking), "\"lacking\": \"The kernel is not heard (%s", why);
	must_say(text, "\"kernel\": null, \"wire\": \"all interfaces of 1 namespace\"");
	must_say(text, lacking);
	assert_null(strstr(text, " \"}"));
	must_say(text, "\"fate\": \"sent\"");
	must_say(text, "\"name\": \"no-listener\", \"confidence\": \"possible\"");
	must_say(text, "\"wire\": {\"interface\": \"lo\", \"direction\": \"out\", "
		       "\"flags\": \"RST,ACK\"");
	must_say(text, "\"facts\": [\"nobody listens at 127.0.0.1:8096\"");
	/* At least the one that was told. */
	must_say(text, "\"counted\": ");
	assert_null(strstr(text, "\"counted\": null"));
	assert_null(strstr(text, "\"counted\": 0"));
}

/* Neither the kernel's word nor its headers: what it says is one line. */
static const struct {
	struct situation situation;
	const char *why; /* the kernel is not heard; NULL: nothing is */
} cases[] = {
	{ { { "an ordinary user", true, 0 }, WHOLE, NO_FILTER }, NULL },
	{ { { "root without any capability", false, 0 }, WHOLE, NO_FILTER }, NULL },
	{ { { "root", false, ~0ULL }, NO_TRACEFS, NO_FILTER }, "no tracefs: " },
	{ { { "root with those of the network", false, CAP(NET_ADMIN) | CAP(NET_RAW) },
	    WHOLE,
	    NO_FILTER },
	  "no tracefs: Operation not permitted" },
	/* A container, by default and with CAP_NET_ADMIN. */
	{ { { "a container's root", false, CAP(NET_ADMIN) | CAP(NET_RAW) | CAP(KILL) | CAP(CHOWN) },
	    READ_ONLY_SYSCTLS,
	    NO_BPF },
	  "no tracefs: Operation not permitted" },
	{ { { "a container's root", false, CAP(NET_ADMIN) | CAP(NET_RAW) }, NO_SYS, NO_BPF },
	  "no tracefs: " },
};

static void try_one(const struct situation *situation, const char *why)
{
	const struct child_spec spec = { { "watch", "--format", "json", "--count", "1", "--for",
					   "60", "--port", "8096" },
					 .prepare = enter_now };
	struct child child;

	now = *situation;
	if (!why) {
		assert_true(child_expect(&spec, IN_PIECES, "nothing can be heard: no tracefs: "));
		return;
	}
	child_start(&spec, &child);
	reset_until_ended(child.pid);
	child_wait(&child);
	if (child.code == CHILD_GAVE_UP) {
		print_message("%s, %s: not to be had here\n", situation->who.name,
			      ground_name[situation->ground]);
	} else {
		if (child.code != GOOD || *child.err)
			fail_msg("%s, %s: it ended with %d: %s", situation->who.name,
				 ground_name[situation->ground], child.code, child.err);
		must_hear_the_wire(child.out, why);
	}
	child_free(&child);
}

static void test_lacking(void **state)
{
	(void)state;
	if (geteuid() != 0 || !own_host_enter())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (situation_possible(&cases[i].situation))
			try_one(&cases[i].situation, cases[i].why);
}

/* What a person reads: a line of what there is, one of what lacks. */
static void test_words(void **state)
{
	const struct child_spec spec = { { "watch", "-v", "--count", "1", "--for", "60", "--port",
					   "8096" },
					 .prepare = enter_now };
	struct child child;

	(void)state;
	if (geteuid() != 0 || !own_host_enter())
		skip();
	now = cases[3].situation;
	child_start(&spec, &child);
	reset_until_ended(child.pid);
	child_wait(&child);
	assert_int_equal(child.code, GOOD);
	assert_string_equal(child.err, "");
	must_say(child.out, "Watching: all interfaces of 1 namespace. Ctrl-C ends it.\n"
			    "The kernel is not heard (no tracefs: Operation not permitted): what "
			    "sent a RST is inferred from its\n  packet.\n");
	must_say(child.out, "127.0.0.1:8096 refused 127.0.0.1:");
	must_say(child.out, "wire: lo out [RST, ACK]");
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lacking),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("lab_watch_lacking", tests, folder_enter, folder_leave);
}
