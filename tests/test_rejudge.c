/* SPDX-License-Identifier: GPL-2.0-only */
/* A saved run is judged again, by its own kernel or as another. */
#include "formats.h"
#include "registry.h"
#include "report_format.h"
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
		const char *as_kernel;
		enum status status;
		bool lacks;
	} cases[] = {
		{ NULL, FAIL, true },
		{ "6.10.9", FAIL, true },
		{ "6.11", PASS, false },
		{ "6.10.x", FAIL, true },
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
		/* The evidence stays what it is: of its own kernel. */
		assert_string_equal(reading_version(&result->reading), "6.1.0");
		assert_int_equal(result->verdict.status, cases[i].status);
		assert_int_equal(result->verdict.lacks == &change, cases[i].lacks);
		result_free(result);
	}
	/* the other made ones are of no scenario that this program has */
	assert_int_equal(saved_result(run, 1, NULL, ev, &result, &why), -EINVAL);
	assert_non_null(strstr(why.text, "results[1]: this version has no scenario 'half-open'"));
	saved_close(run);
	unlink(path);
	free(text);
	free(ev);
}

/* Each report says by whose promises it is; one of the kernel's own says nothing. */
static void test_reports(void **state)
{
	const struct print_options options = { 0 };
	const struct tally tally = { .complete = true };
	const char *name;

	(void)state;
	for (int i = 0; (name = format_name(RESULT_FORMATS, i)); i++)
		for (int foreign = 0; foreign < 2; foreign++) {
			const struct report_format *format = report_find(RESULT_FORMATS, name);
			struct run_facts facts = results_run;
			char *text = NULL;
			size_t size;
			void *data;
			FILE *out = open_memstream(&text, &size);
			assert_non_null(out);
			facts.as_kernel = foreign ? "6.18.x" : NULL;
			assert_int_equal(format->begin(out, &facts, &options, &data), 0);
			format->end(out, data, &tally);
			assert_int_equal(fclose(out), 0);
			if ((strstr(text, "6.18.x") != NULL) != foreign)
				fail_msg("%s: %s", name, text);
			free(text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_kernel),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests_name("rejudge", tests, NULL, NULL);
}
