/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a machine can do is tried once, and begun once, however many labs ask at a time; and none
 * goes on before that has ended. One that is killed meanwhile holds nobody up.
 */
#include "ability.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ASKERS = 8 };

/* Shared by all processes. */
static volatile struct seen {
	int tried, begun;
	bool has_ended;
} * seen;

/* Another asker has time to come in between. */
static void take_time(void)
{
	for (int i = 0; i < 1000; i++)
		sched_yield();
}

static int probe(void)
{
	__atomic_add_fetch(&seen->tried, 1, __ATOMIC_SEQ_CST);
	take_time();
	return 0;
}

static void begin(void)
{
	__atomic_add_fetch(&seen->begun, 1, __ATOMIC_SEQ_CST);
	take_time();
	seen->has_ended = true;
}

static void die(void)
{
	if (__atomic_add_fetch(&seen->begun, 1, __ATOMIC_SEQ_CST) == 1)
		raise(SIGKILL);
}

static const struct ability abilities[] = {
	{ "other", "", "", probe, NULL },
	{ "slow", "", "", probe, begin },
	{ "deadly", "", "", probe, die },
};
enum { COUNT = sizeof(abilities) / sizeof(abilities[0]) };

/* How many of them have ended well. */
static int ask(int (*asks)(void))
{
	int status, good = 0;

	*seen = (struct seen){ 0 };
	for (int i = 0; i < ASKERS; i++)
		if (fork() == 0)
			_exit(asks());
	while (wait(&status) > 0)
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return good;
}

static int tries(void)
{
	return ability_try(&abilities[1]) != 0 || seen->tried != 1;
}

static int begins(void)
{
	ability_begin(&abilities[1]);
	return !seen->has_ended;
}

static int begins_deadly(void)
{
	ability_begin(&abilities[2]);
	return seen->begun != 2;
}

static void test_once(void **state)
{
	(void)state;
	assert_int_equal(ask(tries), ASKERS);
	assert_int_equal(seen->tried, 1);
	assert_int_equal(ask(begins), ASKERS);
	assert_int_equal(seen->begun, 1);
	/* And never again. */
	assert_int_equal(ask(tries), 0);
	assert_int_equal(seen->tried, 0);
}

static void test_killed(void **state)
{
	(void)state;
	assert_int_equal(ask(begins_deadly), ASKERS - 1);
	assert_int_equal(seen->begun, 2);
}

static int enter(void **state)
{
	(void)state;
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return seen == MAP_FAILED ? -1 : abilities_share(abilities, COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests_name("ability", tests, enter, NULL);
}
