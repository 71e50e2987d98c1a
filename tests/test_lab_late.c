/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A RST after the end: the runner stands still while a story ends, and hears the kernel only when a
 * retransmission has drawn one RST more, which no capture and no counter of the story has.
 */
#include "child.h"
#include "play.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { MS = 1000000, STANDS_MS = 700, PATIENCE = 20000 };

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * MS }, NULL);
}

/* Has it said @what on standard error? */
static bool has_said(const struct child *child, const char *what)
{
	static char text[1 << 16];
	ssize_t n = pread(child->files[1], text, sizeof(text) - 1, 0);

	text[n < 0 ? 0 : n] = '\0';
	return strstr(text, what) != NULL;
}

/* Its server sends to a client that has forgotten the connection; 200 ms later it sends again. */
static void test_late(void **state)
{
	static const struct child_spec spec = { { "run", "tproxy-late", "-4", "-vv" } };
	struct child child;

	(void)state;
	if (!play_possible())
		skip();
	child_start(&spec, &child);
	for (int i = 0; i < PATIENCE && !has_said(&child, "chapter 1"); i++)
		pause_ms(1);
	kill(child.pid, SIGSTOP);
	for (int i = 0; i < PATIENCE && !has_said(&child, "chapter 2"); i++)
		pause_ms(1);
	assert_true(has_said(&child, "chapter 2"));
	pause_ms(STANDS_MS);
	kill(child.pid, SIGCONT);
	child_wait(&child);
	if (child.code != GOOD)
		fail_msg("exit %d: %s", child.code, child.out);
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests_name("lab_late", tests, NULL, NULL);
}
