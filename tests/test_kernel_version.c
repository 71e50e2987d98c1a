/* SPDX-License-Identifier: GPL-2.0-only */
/* test_kernel_version.c - which kernels have a change, and which version a kernel is. */
#include "evidence.h"
#include "kernel_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

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

/* What nobody can know is said, and judged all the same. */
static void test_doubt(void **state)
{
	static const struct {
		const char *version, *played, *begin;
	} table[] = {
		{ "6.12.40", NULL, "" },
		{ "6.12.x", "6.1.0", "" },
		{ "6.19.x", NULL, "" },
		{ "7.0", NULL, "" },
		{ "7.3.99", NULL, "" },
		{ "1.2", NULL, "" },
		{ "Linux", NULL, "" },
		{ "6.20", NULL, "there was no Linux 6.20: 7.0 followed 6.19; " },
		{ "6.99.x", "7.9.1", "there was no Linux 6.99: 7.0 followed 6.19; " },
		{ "5.20", NULL, "there was no Linux 5.20: 6.0 followed 5.19; " },
		{ "7.4.x", NULL, "Linux 7.4 is newer than the newest known here, 7.3: " },
		{ "7.4.x", "7.4.0-rc1", "" },
		{ "7.5", "7.4.9", "Linux 7.5 is newer than the newest known here, 7.4: " },
		{ "60.1", "unknown", "Linux 60.1 is newer than the newest known here, 7.3: " },
	};
	char got[TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		kernel_doubt(table[i].version, table[i].played, got, sizeof(got));
		if (strncmp(got, table[i].begin, strlen(table[i].begin)) != 0 ||
		    !*got != !*table[i].begin)
			fail_msg("'%s': '%s'", table[i].version, got);
	}
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

static void test_named(void **state)
{
	static const struct {
		const char *text, *version; /* NULL: it is none */
	} table[] = {
		{ "6.12.40", "6.12.40" },
		{ "6.12.0", "6.12.0" },
		{ "6.12", "6.12.x" },
		{ "6.12.x", "6.12.x" },
		{ "", NULL },
		{ "6", NULL },
		{ "6.", NULL },
		{ "6.x", NULL },
		{ "x", NULL },
		{ ".x", NULL },
		{ "6.12.", NULL },
		{ "6.12.40.x", NULL },
		{ "6.12.40.1", NULL },
		{ "6.12-rc1", NULL },
		{ "v6.12", NULL },
		{ "newest", NULL },
		{ "6.12.4000000000000000000000", NULL },
	};
	char got[VERSION_SIZE];
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		bool is_one = kernel_named(table[i].text, strlen(table[i].text), got);
		if (is_one != (table[i].version != NULL))
			fail_msg("'%s' is %s version", table[i].text, is_one ? "a" : "no");
		if (is_one)
			assert_string_equal(got, table[i].version);
	}
	assert_true(kernel_named("6.12,", 4, got));
	/* No room is left for ".x". */
	char tight[VERSION_SIZE];
	memset(tight, '0', sizeof(tight));
	memcpy(tight, "6.", 2);
	assert_false(kernel_named(tight, sizeof(tight) - 2, got));
	assert_true(kernel_named(tight, sizeof(tight) - 3, got));
}

/* The newest of a series has what any stable release of it took, and nothing of the next. */
static void test_newest(void **state)
{
	(void)state;
	assert_true(kernel_has("5.10.226 6.1.110 6.11", "6.1.x"));
	assert_true(kernel_has("6.11", "6.11.x"));
	assert_false(kernel_has("6.11", "6.10.x"));
	assert_false(kernel_has("5.10.226 6.11", "6.1.x"));
	assert_true(kernel_order("6.1.192", "6.1.x") < 0);
	assert_true(kernel_order("6.1.x", "6.2") < 0);
}

static void test_pair(void **state)
{
	static const char *const bad[] = { "6.1", "6.1,", ",6.1", "6.1 6.2", "6.1,6.2,6.3", "6,7" };
	struct kernel_pair pair;
	(void)state;
	assert_true(kernel_pair("6.1,6.12.40", &pair));
	assert_string_equal(pair.old, "6.1.x");
	assert_string_equal(pair.new, "6.12.40");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (kernel_pair(bad[i], &pair))
			fail_msg("'%s' are no two versions", bad[i]);
}

static void test_order(void **state)
{
	static const char *const sorted[] = { "", "5.10.262", "6.1.0", "6.1.192", "6.10", "7.0" };
	enum { SORTED = sizeof(sorted) / sizeof(*sorted) };
	(void)state;
	for (int i = 0; i < SORTED; i++)
		for (int k = 0; k < SORTED; k++) {
			int order = kernel_order(sorted[i], sorted[k]);
			if ((order > 0) - (order < 0) != (i > k) - (i < k))
				fail_msg("'%s' and '%s'", sorted[i], sorted[k]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_has),   cmocka_unit_test(test_version),
		cmocka_unit_test(test_named), cmocka_unit_test(test_newest),
		cmocka_unit_test(test_doubt), cmocka_unit_test(test_pair),
		cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
