/* SPDX-License-Identifier: GPL-2.0-only */
/* A timer sends a RST when the lab has said its last word: no part of the story, whatever hears it.
 */
#include "after_end.h"

#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { END_NS = 1000000 };

static struct evidence *story(void)
{
	struct evidence *ev = trial_story();

	ev->end_ns = END_NS;
	return ev;
}

static void tell(struct evidence *ev, int host, bool sent, int64_t time_ns)
{
	struct reset_fact *fact = trial_trace(ev, host, "", "");

	fact->sent = sent;
	fact->time_ns = time_ns;
}

static void test_late(void **state)
{
	struct evidence *ev = story();

	(void)state;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 1);
	tell(ev, TRIAL_CLIENT, true, END_NS - 5);
	tell(ev, TRIAL_SERVER, false, END_NS - 4);
	tell(ev, TRIAL_CLIENT, true, END_NS + 9);
	tell(ev, TRIAL_CLIENT, true, END_NS + 5);
	tell(ev, TRIAL_SERVER, false, END_NS + 6);
	after_end_forget(ev);
	assert_int_equal(ev->reset_count, 2);
	assert_int_equal(ev->reset[0].time_ns, END_NS - 5);
	assert_int_equal(ev->reset[1].time_ns, END_NS - 4);
	free(ev);
}

/* The counters were read between the two. */
static void test_latest(void **state)
{
	struct evidence *ev = story();

	(void)state;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 1);
	tell(ev, TRIAL_CLIENT, true, END_NS + 5);
	tell(ev, TRIAL_CLIENT, true, END_NS + 9);
	tell(ev, TRIAL_SERVER, false, END_NS + 6);
	tell(ev, TRIAL_SERVER, false, END_NS + 10);
	after_end_forget(ev);
	assert_int_equal(ev->reset_count, 2);
	assert_int_equal(ev->reset[0].time_ns, END_NS + 5);
	assert_int_equal(ev->reset[1].time_ns, END_NS + 6);
	free(ev);
}

/* One that was told before the end, and not counted, is for the judge. */
static void test_before(void **state)
{
	struct evidence *ev = story();

	(void)state;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 1);
	tell(ev, TRIAL_CLIENT, true, END_NS - 5);
	tell(ev, TRIAL_CLIENT, true, END_NS);
	tell(ev, TRIAL_SERVER, false, END_NS + 1);
	after_end_forget(ev);
	assert_int_equal(ev->reset_count, 3);
	free(ev);
}

/* A clock that was set back makes nothing late: it is counted. */
static void test_counted(void **state)
{
	struct evidence *ev = story();

	(void)state;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 2);
	tell(ev, TRIAL_CLIENT, true, END_NS + 5);
	tell(ev, TRIAL_CLIENT, true, END_NS + 9);
	tell(ev, TRIAL_SERVER, true, END_NS + 9);
	after_end_forget(ev);
	assert_int_equal(ev->reset_count, 2);
	assert_int_equal(ev->reset[0].host, TRIAL_CLIENT);
	assert_int_equal(ev->reset[1].host, TRIAL_CLIENT);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_latest),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_counted),
	};

	return cmocka_run_group_tests_name("after_end", tests, NULL, NULL);
}
