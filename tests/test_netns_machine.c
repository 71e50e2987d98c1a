/* SPDX-License-Identifier: GPL-2.0-only */
/* Sysctls of the whole machine, changed and given back from another namespace. The one that is
 * tried is set to what it is. */
#include "machine.h"
#include "ns.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ORPHANS "ipv4/tcp_max_orphans"

static void test_elsewhere(void **state)
{
	(void)state;
	struct machine *machine;
	char was[32], is[32];
	int home = ns_current();
	assert_true(home >= 0);
	/* Neither in a namespace of one's own, nor as somebody else. */
	if (ns_sysctl_read(ORPHANS, was, sizeof(was)) || ns_sysctl(ORPHANS, was) || ns_probe())
		skip();
	assert_int_equal(machine_open(&machine), 0);
	int elsewhere = ns_create();
	assert_true(elsewhere >= 0);
	assert_int_equal(ns_sysctl_read(ORPHANS, is, sizeof(is)), -ENOENT);
	assert_int_equal(machine_set(machine, ORPHANS, was), 0);
	assert_int_equal(machine_set(machine, "ipv4/no_such_sysctl", "1"), -ENOENT);
	assert_int_equal(machine_restore(machine), 0);
	/* There is nothing left to give back, and the thread is where it was. */
	assert_int_equal(machine_restore(machine), 0);
	assert_int_equal(ns_sysctl_read(ORPHANS, is, sizeof(is)), -ENOENT);
	assert_int_equal(ns_enter(home), 0);
	assert_int_equal(ns_sysctl_read(ORPHANS, is, sizeof(is)), 0);
	assert_string_equal(is, was);
	machine_close(machine);
	close(elsewhere);
	close(home);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_elsewhere) };

	return cmocka_run_group_tests_name("netns_machine", tests, NULL, NULL);
}
