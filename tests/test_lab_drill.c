/* SPDX-License-Identifier: GPL-2.0-only */
/* Each drill, with programs of which one survives and another does not: what is told of them. */
#include "drills.h"
#include "folder.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What reaches a client, and by which word of the kernel's. */
struct news {
	const char *what, *reason;
};

/* What reaches a client that speaks, and one that does not come again. Where two retransmissions
 * meet, the client's data and the orphan's FIN, either may be the first. */
static const struct {
	const char *drill;
	struct news either, or_else;
	const char *family;
} faults[] = {
	{ "half-open", { "a RST", "TCP_FLAGS" }, { NULL }, "-4" },
	{ "half-open", { "a RST", "TCP_FLAGS" }, { NULL }, "-6" },
	{ "half-open-orphan",
	  { "a FIN without an error", NULL },
	  { "a RST", "TCP_ABORT_ON_DATA" },
	  "-4" },
	{ "half-open-orphan",
	  { "a FIN without an error", NULL },
	  { "a RST", "TCP_ABORT_ON_DATA" },
	  "-6" },
	{ "power-loss", { "a RST", "TCP_FLAGS" }, { NULL }, "-4" },
	{ "power-loss", { "a RST", "TCP_FLAGS" }, { NULL }, "-6" },
	{ "moved", { "a RST", "TCP_FLAGS" }, { NULL }, "-4" },
	{ "moved", { "a RST", "TCP_FLAGS" }, { NULL }, "-6" },
	{ "reset", { "a RST", "TCP_STATE" }, { NULL }, "-4" },
	{ "reset", { "a RST", "TCP_STATE" }, { NULL }, "-6" },
	{ "restart", { "a FIN without an error", NULL }, { NULL }, "-4" },
	{ "restart", { "a FIN without an error", NULL }, { NULL }, "-6" },
	{ "reject", { "a RST", NULL }, { NULL }, "-4" },
	{ "reject", { "a RST", NULL }, { NULL }, "-6" },
	{ "nat-lost", { "a RST", "TCP_FLAGS" }, { NULL }, "-4" },
	{ "nat-lost", { "a RST", "TCP_FLAGS" }, { NULL }, "-6" },
};

/* Does the line of the result tell that? */
static bool is_told(const char *out, const char *status, const struct news *news, bool has_reasons)
{
	char whole[128];
	const char *line = strstr(out, status);

	if (!line || !news->what)
		return false;
	size_t size = strcspn(line, "\n");
	if (has_reasons && news->reason)
		snprintf(whole, sizeof(whole), "%s (%s) reached the client ", news->what,
			 news->reason);
	else
		snprintf(whole, sizeof(whole), "%s reached the client ", news->what);
	const char *at = strstr(line, whole);
	return at && at < line + size;
}

static void test_told(void **state)
{
	static const char line[] = "PASS    drill-x/ipv4  9 ms  a RST (TCP_ABORT_ON_DATA) reached "
				   "the client 8 ms after\nPASS a RST reached the client \n";
	static const struct news fin = { "a FIN without an error", NULL }, none = { NULL },
				 reset = { "a RST", "TCP_ABORT_ON_DATA" },
				 other = { "a RST", "TCP_FLAGS" };

	(void)state;
	assert_true(is_told(line, "PASS ", &reset, true));
	assert_false(is_told(line, "PASS ", &reset, false));
	assert_false(is_told(line, "PASS ", &other, true));
	assert_false(is_told(line, "PASS ", &fin, true));
	assert_false(is_told(line, "PASS ", &none, true));
	assert_false(is_told(line, "FAIL ", &reset, true));
}

static void check_faults(const char *client, int code, const char *status, const char *says)
{
	bool has_reasons = play_has_reasons();

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		char *out;
		const struct drill_case drill = { .drill = faults[i].drill,
						  .server = "echo",
						  .client = client,
						  .more = { faults[i].family },
						  .code = code,
						  .says = { status, says } };
		drill_check(&drill, &out);
		if (strstr(out, "SKIP "))
			fprintf(stderr, "%s", out);
		else if (!is_told(out, status, &faults[i].either, has_reasons) &&
			 !is_told(out, status, &faults[i].or_else, has_reasons))
			fail_msg("it does not tell of %s:\n%s", faults[i].either.what, out);
		free(out);
	}
}

static void test_survives(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	check_faults("reconnect", GOOD, "PASS ", "; a new connection was established after ");
}

static void test_gives_up(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	check_faults("give-up", FAILED, "FAIL ",
		     "; no new connection was established (0 attempts)");
}

static const struct drill_case others[] = {
	{ "refused",
	  "echo",
	  "reconnect",
	  { NULL },
	  NULL,
	  GOOD,
	  { "PASS ", "a new connection was established after ", "!reached the client" } },
	{ "refused", "echo", "reconnect", { "-6" }, NULL, GOOD, { "PASS ", "/ipv6" } },
	{ "refused",
	  "echo",
	  "give-up",
	  { NULL },
	  NULL,
	  FAILED,
	  { "FAIL ", "no new connection was established (1 attempt)" } },
	/* Nothing tells of it; who waits for an answer waits on. */
	{ "silence",
	  "echo",
	  "reconnect",
	  { "--for", "1" },
	  NULL,
	  FAILED,
	  { "FAIL ", "the client was never told; no new connection was established (0 attempts)",
	    "5 bytes sent but never acknowledged" } },
	{ "silence", "echo", "reconnect", { "--for", "1", "-6" }, NULL, FAILED, { "FAIL " } },
	/* Who says nothing is not told either: that is what half-open means. */
	{ "half-open",
	  "echo",
	  "listen",
	  { "--for", "0.5" },
	  NULL,
	  FAILED,
	  { "FAIL ", "the client was never told" } },
	{ "half-open",
	  "echo",
	  "patient",
	  { "--for", "0.5" },
	  NULL,
	  FAILED,
	  { "FAIL ", "the client was never told" } },
	{ "reset", "echo", "listen", { NULL }, NULL, GOOD, { "heard Connection reset by peer" } },
	{ "restart", "echo", "listen", { NULL }, NULL, GOOD, { "heard an end" } },
	/* What was acknowledged and never read is lost as well. */
	{ "half-open",
	  "deaf",
	  "reconnect",
	  { "--when", "0.3 s", "--for", "0.5" },
	  NULL,
	  FAILED,
	  { "5 bytes acknowledged but never read" } },
	/* Options */
	{ "reset",
	  "echo",
	  "give-up",
	  { "-4", "-6" },
	  NULL,
	  FAILED,
	  { "drill-reset/ipv4 ", "drill-reset/ipv6 ", "2 results: 0 PASS, 2 FAIL" } },
	{ "reset", "echo", "give-up", { "--expect", "1" }, NULL, GOOD, { "PASS " } },
	{ "reset", "echo", "reconnect", { "--expect", "1" }, NULL, FAILED, { "FAIL " } },
	{ "reset", "echo", "reconnect", { "--when", "idle" }, NULL, GOOD, { "PASS " } },
	{ "reset", "echo", "reconnect", { "--when", "5 bytes" }, NULL, GOOD, { "PASS " } },
	{ "reset", "echo", "reconnect", { "--when", "0.1 s" }, NULL, GOOD, { "PASS " } },
	{ "reset", "echo", "reconnect", { "--when", "line word 2" }, NULL, GOOD, { "PASS " } },
	{ "reset", "echo", "reconnect", { "--port", "9" }, NULL, GOOD, { "PASS ", "port 9" } },
	{ "reset",
	  "echo",
	  "often",
	  { "--times", "2" },
	  NULL,
	  GOOD,
	  { "PASS ", "  fault 1: a RST", "; fault 2: a RST", "!fault 3" } },
	{ "half-open",
	  "echo",
	  "often",
	  { "--times", "3" },
	  NULL,
	  GOOD,
	  { "  fault 1: a RST", "; fault 2: a RST", "; fault 3: a RST" } },
	{ "half-open",
	  "echo",
	  "reconnect",
	  { "--forget", "linger" },
	  NULL,
	  GOOD,
	  { "PASS ", "SO_LINGER {1, 0} set on 1 socket", "!SOCK_DESTROY" } },
	{ "half-open",
	  "echo",
	  "reconnect",
	  { "--forget", "linger", "-6" },
	  NULL,
	  GOOD,
	  { "PASS " } },
	{ "half-open",
	  "echo",
	  "reconnect",
	  { "--forget", "destroy" },
	  NULL,
	  GOOD,
	  { "PASS ", "SOCK_DESTROY of 1 socket" } },
};

static void test_others(void **state)
{
	(void)state;
	DRILLS_CHECK(others);
}

/* The line of the first result, up to its duration, and what is told behind it. To be freed. */
static char *result_line(const char *out)
{
	const char *line = strstr(out, "drill-"), *told = line ? strstr(line, " ms  ") : NULL;

	assert_non_null(told);
	return strndup(told, strcspn(told, "\n"));
}

/* What was saved is judged as it was, anywhere. */
static void test_judged_again(void **state)
{
	static const char *const clients[] = { "reconnect", "give-up" };

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < 2; i++) {
		static const struct child_spec judge = { { "judge", "out" } };
		const struct drill_case drill = { .drill = "half-open",
						  .server = "echo",
						  .client = clients[i],
						  .more = { "--out", "out" },
						  .code = i ? FAILED : GOOD };
		struct child child;
		char *out;

		folder_remove("out");
		drill_check(&drill, &out);
		assert_true(child_run(&judge, &child));
		assert_int_equal(child.code, drill.code);
		char *before = result_line(out), *after = result_line(child.out);
		assert_string_equal(after, before);
		free(before);
		free(after);
		free(out);
		child_free(&child);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),         cmocka_unit_test(test_survives),
		cmocka_unit_test(test_gives_up),     cmocka_unit_test(test_others),
		cmocka_unit_test(test_judged_again),
	};

	return cmocka_run_group_tests_name("lab_drill", tests, drills_enter, drills_leave);
}
