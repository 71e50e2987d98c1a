/* SPDX-License-Identifier: GPL-2.0-only */
/* The KTAP of whole runs, of every kind of result and end, is sound. */
#include "child.h"
#include "folder.h"
#include "ktap.h"
#include "play.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cmocka.h>

static void deny_packet_sockets(void)
{
	child_deny(SYS_socket, AF_PACKET, EPERM);
}

static void deny_kill(void)
{
	child_deny(SYS_kill, -1, EPERM);
}

#define RUN    "run", "port-closed", "half-open-orphan"
#define FORMAT "--format", "ktap", "--timeout-scale", "3"

static void test_runs(void **state)
{
	static const struct {
		struct child_spec spec;
		int code, planned;
		enum ktap_outcome outcome; /* of one result at least */
	} cases[] = {
		{ { { RUN, FORMAT, "--repeat", "2", "--jobs", "3" } }, GOOD, 8, KTAP_PASS },
		{ { { RUN, FORMAT, "--shard", "2/3", "-v" } }, GOOD, 1, KTAP_PASS },
		{ { { "run", "broadcast-source-syn", FORMAT } }, GOOD, 2, KTAP_XFAIL },
		{ { { "run", "broadcast-source-syn", FORMAT } }, GOOD, 2, KTAP_SKIP },
		{ { { RUN, FORMAT }, child_become_free_nobody }, GOOD, 4, KTAP_PASS },
		{ { { RUN, FORMAT }, deny_packet_sockets }, NOTHING_RAN, 4, KTAP_SKIP },
		{ { { RUN, FORMAT, "--timeout-scale", "0.2" }, deny_kill },
		  IN_PIECES,
		  4,
		  KTAP_ERROR },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		char why[KTAP_WHY_SIZE] = "";
		struct ktap ktap;
		if (!child_run(&cases[i].spec, &child))
			continue;
		if (ktap_read(child.out, &ktap, why) != 0)
			fail_msg("%s in\n%s", why, child.out);
		assert_int_equal(child.code, cases[i].code);
		assert_int_equal(ktap.planned, cases[i].planned);
		assert_true(ktap.count[cases[i].outcome] > 0);
		assert_false(ktap.bailed_out);
		assert_true(ktap.totals);
		child_free(&child);
	}
}

/* A broken promise is a failed test of a failed test. */
static void test_failure(void **state)
{
	static const struct child_spec run = { { "run", "port-closed", "--out", "saved" } };
	static const struct child_spec judge = { { "judge", "saved", "--format", "ktap" } };
	struct child child;
	char why[KTAP_WHY_SIZE] = "";
	struct ktap ktap;
	size_t size;

	(void)state;
	if (!play_possible())
		skip();
	assert_true(child_expect(&run, GOOD, NULL));
	char *text = folder_read("saved/results.json", &size);
	char *refused = strstr(strstr(text, "\"evidence\""), "\"err\": 111"); /* ECONNREFUSED */
	assert_non_null(refused);
	memcpy(refused, "\"err\": 110", 10);
	folder_write("saved/results.json", text, size);
	free(text);
	assert_true(child_run(&judge, &child));
	assert_int_equal(child.code, FAILED);
	if (ktap_read(child.out, &ktap, why) != 0)
		fail_msg("%s in\n%s", why, child.out);
	assert_int_equal(ktap.count[KTAP_FAIL], 1);
	assert_non_null(strstr(child.out, "\n  not ok "));
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_failure),
	};

	return cmocka_run_group_tests_name("lab_ktap", tests, folder_enter, folder_leave);
}
