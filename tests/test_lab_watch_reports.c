/* SPDX-License-Identifier: GPL-2.0-only */
/* watch, and what it leaves for others to read: metrics and reports. */
#include "child.h"
#include "folder.h"
#include "own_host.h"
#include "session.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The kernel's reasons are of Linux 6.10. */
static bool has_reasons(const struct session *session)
{
	return strstr(session->text, "(resets, reasons") != NULL;
}

static void refuse(void)
{
	close(own_host_connect("127.0.0.1", 8081, ECONNREFUSED));
}

/* As a monitor reads it. */
static void test_metrics(void **state)
{
	struct session *session;
	size_t size;

	(void)state;
	if (!own_host_enter())
		skip();
	session = SESSION("watch", "--metrics", "counts.prom", "--port", "8081");
	session_await(session, 0, "Ctrl-C ends it");
	refuse();
	session_await(session, 0, "127.0.0.1:8081 refused");
	session_type(session, "\x03");
	bool reasons = has_reasons(session);
	assert_int_equal(session_end(session), GOOD);
	char *text = folder_read("counts.prom", &size);
	assert_non_null(text);
	if (reasons)
		assert_non_null(strstr(text, "\nrstlab_ns_resets_total{cause=\"no-listener\","
					     "confidence=\"likely\",fate=\"sent\"} 1\n"));
	assert_non_null(strstr(text, "\n# EOF\n"));
	free(text);
}

static void check_report(const char *path, const char *first, const char *second)
{
	size_t size;
	char *text = folder_read(path, &size);

	assert_non_null(text);
	if (!strstr(text, first) || !strstr(text, second))
		fail_msg("%s lacks '%s' or '%s':\n%s", path, first, second, text);
	free(text);
}

/* Reports are there when it ends, and not before; the terminal is told as ever. */
static void test_reports(void **state)
{
	struct session *session;

	(void)state;
	if (!own_host_enter())
		skip();
	session = SESSION("watch", "--port", "8081", "--report", "html=watched.html", "--report",
			  "markdown=watched.md", "--report", "json=watched.json");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	refuse();
	end = session_await(session, end, "127.0.0.1:8081 refused");
	assert_int_not_equal(access("watched.html", F_OK), 0);
	session_type(session, "\x03");
	session_await(session, end, "What to do:");
	assert_int_equal(session_end(session), GOOD);
	check_report("watched.html", "127.0.0.1:8081 refused", "</html>");
	check_report("watched.md", "127.0.0.1:8081 refused", "| count |");
	check_report("watched.json", "\"event\": \"begin\"", "\"event\": \"end\"");
}

/* Where the file can not be, nothing is watched. */
static void test_no_report(void **state)
{
	const struct child_spec spec = { { "watch", "--report", "html=none/x.html" } };

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_true(child_expect(&spec, BAD_USE, "cannot write the report 'none/x.html'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_no_report),
	};

	return cmocka_run_group_tests_name("lab_watch_reports", tests, folder_enter, folder_leave);
}
