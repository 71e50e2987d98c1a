/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether kTLS has met a bad record in a namespace. */
#include "tls_stat.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void test_tls_stat(void **state)
{
	static const struct {
		const char *text;
		bool is_clean;
	} cases[] = {
		{ "TlsCurrTxSw      \t1\nTlsDecryptError  \t0\nTlsRxDeviceResync\t3\n", true },
		{ "TlsCurrTxSw      \t1\nTlsDecryptError  \t7\nTlsRxDeviceResync\t0\n", false },
		{ "TlsCurrTxSw      \t0\nTlsDecryptError  \t0", true },
		{ "TlsCurrTxSw      \t0\nTlsDecryptError  \t03\n", false },
		{ "TlsCurrTxSw      \t0\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		FILE *file = tmpfile();
		assert_non_null(file);
		fputs(cases[i].text, file);
		fflush(file);
		assert_int_equal(tls_stat_is_clean(fileno(file)), cases[i].is_clean);
		fclose(file);
	}
	assert_false(tls_stat_is_clean(-EACCES));
}

/* Here, whatever this kernel has: a file, or none. */
static void test_here(void **state)
{
	int fd = tls_stat_open();

	(void)state;
	assert_true(fd >= 0 || fd == -ENOENT);
	if (fd < 0 && access("/sys/module/tls", F_OK) < 0)
		assert_int_equal(tls_stat_is_clean(fd), access("/sys/module", F_OK) == 0);
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tls_stat),
		cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests_name("netns_tls_stat", tests, NULL, NULL);
}
