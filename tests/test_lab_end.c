/* SPDX-License-Identifier: GPL-2.0-only */
/* A run that is ended before its plan is: by who is told of it, or by a signal. */
#include "play.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct sock *begin(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");

	return tcp_connect(client, "server", SERVICE_PORT);
}

static void play_well(struct lab *lab)
{
	begin(lab);
}

static void play_for_ever(struct lab *lab)
{
	begin(lab);
	settle(lab);
	for (;;)
		pause();
}

static const struct promise promises[] = {
	{ "client", .call = CLAIM(call, .verb = "connect", .err = ECONNREFUSED) },
	{ .who = NULL },
};

static bool stop_after_one(const struct played *played, void *arg)
{
	int *count = arg;

	(void)played;
	return ++*count < 1;
}

static bool interrupt_after_one(const struct played *played, void *arg)
{
	int *count = arg;

	(void)played;
	if (++*count == 1)
		kill(getpid(), SIGTERM);
	return true;
}

/* Who is told may end it, and so may a signal; no child is left, and no signal. */
static void test_end_early(void **state)
{
	static bool (*const ends[])(const struct played *played,
				    void *arg) = { stop_after_one, interrupt_after_one };
	const struct scenario well = { "well", .play = play_well, .promises = promises };
	const struct scenario *list[] = { &well };

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct why why;
		int count = 0;
		struct run_plan plan = { .scenario = list,
					 .scenario_count = 1,
					 .ipv4 = true,
					 .ipv6 = true,
					 .repeat = 100,
					 .jobs = 2,
					 .scale = play_patience(),
					 .each = ends[i],
					 .arg = &count };
		assert_int_equal(run_play(&plan, &why), -EINTR);
		assert_true(count >= 1 && count <= 50);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		sigset_t pending;
		sigpending(&pending);
		assert_false(sigismember(&pending, SIGTERM));
	}
}

/* The second story is finished, the first goes on. */
static void interrupt_waiting(int done, int planned, void *arg)
{
	assert_int_equal(planned, 2);
	assert_ptr_not_equal(arg, NULL);
	if (done == 1)
		kill(getpid(), SIGTERM);
}

static bool tell_well(const struct played *played, void *arg)
{
	assert_string_equal(played->scenario->name, "well");
	++*(int *)arg;
	return true;
}

/* What was found is told, if what comes before it in the plan is not there yet. */
static void test_end_out_of_order(void **state)
{
	const struct scenario slow = { "slow", .waits_for_timer = true, .play = play_for_ever,
				       .promises = promises },
			      well = { "well", .play = play_well, .promises = promises };
	const struct scenario *list[] = { &slow, &well };
	struct why why;
	int count = 0;
	struct run_plan plan = { .scenario = list,
				 .scenario_count = 2,
				 .ipv4 = true,
				 .repeat = 1,
				 .jobs = 2,
				 .scale = play_patience(),
				 .each = tell_well,
				 .waiting = interrupt_waiting,
				 .arg = &count };

	(void)state;
	if (!play_possible())
		skip();
	assert_int_equal(run_play(&plan, &why), -EINTR);
	assert_int_equal(count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_end_early),
		cmocka_unit_test(test_end_out_of_order),
	};

	return cmocka_run_group_tests_name("lab_end", tests, NULL, NULL);
}
