/* SPDX-License-Identifier: GPL-2.0-only */
/* test_kernel_version.c - which kernels have a change, and which version a kernel is. */
#include "evidence.h"
#include "kernel_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_has(void **state)
{
	static const struct {
		const char *since, *version;
		bool has;
	} table[] = {
		{ "6.11", "6.11", true },
		{ "6.11", "6.11.0-rc1", true },
		{ "6.11", "6.10.9", false },
		{ "6.11", "7.0", true },
		{ "6.11", "6.9", false },
		{ "6.11", "5.19.17", false },
		{ "5.10.226 6.1.110 6.11", "5.10.225", false },
		{ "5.10.226 6.1.110 6.11", "5.10.226", true },
		{ "5.10.226 6.1.110 6.11", "5.15.300", false },
		{ "5.10.226 6.1.110 6.11", "6.1.109-cloud", false },
		{ "5.10.226 6.1.110 6.11", "6.1.192", true },
		{ "5.10.226 6.1.110 6.11", "6.2", false },
		{ "5.10.226 6.1.110 6.11", "6.12.1", true },
		{ "6.11", "", false },
		{ "6.11", "Linux", false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (kernel_has(table[i].since, table[i].version) != table[i].has)
			fail_msg("'%s' of '%s'", table[i].version, table[i].since);
}

static void test_version(void **state)
{
	static const struct {
		const char *release, *build, *signature, *version;
	} table[] = {
		{ "6.18.44", "#1 SMP PREEMPT_DYNAMIC @0", "", "6.18.44" },
		{ "6.1.0-56-cloud-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)",
		  "", "6.1.192" },
		{ "7.3.4+deb13-cloud-amd64", "#1 SMP Debian 7.3.4-1~bpo13+1 (2026-11-15)", "",
		  "7.3.4" },
		{ "6.8.0-51-generic", "#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec 5",
		  "Ubuntu 6.8.0-51.52-generic 6.8.12", "6.8.12" },
		{ "6.12.0-rc3+", "#7 SMP Debian sid", "", "6.12.0" },
		{ "unknown", "", "", "" },
	};
	char got[VERSION_SIZE];
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		kernel_version(table[i].release, table[i].build, table[i].signature, got,
			       sizeof(got));
		assert_string_equal(got, table[i].version);
	}
}

static void test_is_version(void **state)
{
	static const char *const good[] = { "6.12", "6.12.40" };
	static const char *const bad[] = { "", "6", "6.", "6.12.", "6.12-rc1", "v6.12", "newest" };
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(kernel_is_version(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (kernel_is_version(bad[i]))
			fail_msg("'%s' is no version", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_has),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_is_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
