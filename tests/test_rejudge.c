/* SPDX-License-Identifier: GPL-2.0-only */
/* A saved run is judged again, by its own kernel or as another. */
#include "registry.h"
#include "results.h"
#include "results_load.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct change change = { "6.11", "c0ffee (tcp: say it)" };

/* One of the made results, with a promise that depends on the kernel. */
static const struct promise promises[] = {
	{ "server", "it counts", .with = &change, .counter = CLAIM(counter, "TcpOutRsts", 1) },
	{ "server", "it does not", .without = &change, .counter = CLAIM(counter, "TcpOutRsts", 0) },
	{ .who = NULL },
};
SCENARIO(port_closed) = {
	.name = "port-closed",
	.title = "as in the made results",
	.promises = promises,
};

static void test_as_kernel(void **state)
{
	static const struct {
		const char *as_kernel, *version;
		enum status status;
		bool lacks;
	} cases[] = {
		{ NULL, "6.1.0", FAIL, true },
		{ "6.10.9", "6.10.9", FAIL, true },
		{ "6.11", "6.11", PASS, false },
	};
	char path[] = P_tmpdir "/rstlab-test-XXXXXX";
	char *text = results_save(NULL);
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *run = NULL;
	struct result *result = NULL;
	struct why why;
	int fd = mkstemp(path);

	(void)state;
	assert_non_null(ev);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(saved_open(path, &run, &why), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(saved_result(run, 0, cases[i].as_kernel, ev, &result, &why), 0);
		assert_string_equal(reading_version(&result->reading), cases[i].version);
		assert_int_equal(result->verdict.status, cases[i].status);
		assert_int_equal(result->verdict.lacks == &change, cases[i].lacks);
		result_free(result);
	}
	/* the other made ones are of no scenario that this program has */
	assert_int_equal(saved_result(run, 1, NULL, ev, &result, &why), -EINVAL);
	assert_non_null(strstr(why.text, "results[1]: this version knows no scenario 'half-open'"));
	saved_close(run);
	unlink(path);
	free(text);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_as_kernel) };

	return cmocka_run_group_tests_name("rejudge", tests, NULL, NULL);
}
