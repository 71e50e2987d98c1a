/* SPDX-License-Identifier: GPL-2.0-only */
/* Promises about calls, sockets, counters and reasons: what keeps each, and what breaks it. */
#include "trial.h"

#include "text.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HTTP = 80 };

/* What is expected of one evidence. */
struct expectation {
	enum status status;
	const char *actual; /* part of it */
};

static void check(const struct promise *promise, struct evidence *ev,
		  const struct expectation *expected)
{
	const struct ruling *ruling = trial_rule(promise, ev);

	assert_int_equal(ruling->status, expected->status);
	if (!strstr(ruling->actual, expected->actual))
		fail_msg("'%s' is not in '%s'", expected->actual, ruling->actual);
}

static void test_call(void **state)
{
	static const struct {
		struct call_claim claim;
		struct expectation expected;
		const char *chapter;
	} cases[] = {
		{ { .verb = "connect" }, { PASS, "connect() = 0" } },
		{ { .verb = "connect", .ret = IS(0) }, { PASS, "" } },
		{ { .verb = "connect", .ret = IS(1) }, { FAIL, "connect() = 0" } },
		{ { .verb = "connect", .err = ECONNREFUSED }, { FAIL, "connect() = 0" } },
		{ { .verb = "accept" }, { FAIL, "no such call" } },
		{ { .verb = "recv", .err = ECONNRESET }, { PASS, "recv() = -1 ECONNRESET" } },
		{ { .verb = "recv", .err = EPIPE }, { FAIL, "recv() = -1 ECONNRESET" } },
		{ { .verb = "recv" }, { FAIL, "recv() = -1 ECONNRESET" } },
		{ { .verb = "recv", .ret = IS(-1) }, { FAIL, "recv() = -1 ECONNRESET" } },
		/* the last, unless one is named; counted within the chapter */
		{ { .verb = "send", .ret = IS(5) }, { FAIL, "send() = -1 EPIPE" } },
		{ { .verb = "send", .nth = 1, .ret = IS(5) }, { PASS, "send() = 5" } },
		{ { .verb = "send", .nth = 1, .ret = IS(6) }, { FAIL, "send() = 5" } },
		{ { .verb = "send", .nth = 1, .ret = IS(4) }, { FAIL, "send() = 5" } },
		{ { .verb = "send", .nth = 2, .ret = IS(6) }, { PASS, "send() = 6" } },
		{ { .verb = "send", .nth = 3, .err = EPIPE }, { PASS, "send() = -1 EPIPE" } },
		{ { .verb = "send", .nth = 4, .err = EPIPE }, { FAIL, "no such call" } },
		{ { .verb = "send", .nth = 1, .err = EPIPE }, { PASS, "" }, "close" },
		{ { .verb = "send", .nth = 2, .err = EPIPE }, { FAIL, "no such call" }, "close" },
		{ { .verb = "send", .ret = IS(6) }, { PASS, "send() = 6" }, "data" },
		{ { .verb = "send" }, { FAIL, "no such call" }, "open" },
		{ { .verb = "send", .err = EPIPE }, { FAIL, "no such call" }, "colse" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .call = &cases[i].claim,
						 .chapter = cases[i].chapter };
		struct evidence *ev = frames_direct(AF_INET);
		frames_chapter(ev, "open");
		trial_call(ev, TRIAL_SERVER, "accept", 4, 0);
		trial_call(ev, TRIAL_CLIENT, "connect", 0, 0);
		frames_chapter(ev, "data");
		trial_call(ev, TRIAL_CLIENT, "send", 5, 0);
		trial_call(ev, TRIAL_CLIENT, "send", 6, 0);
		frames_chapter(ev, "close");
		trial_call(ev, TRIAL_CLIENT, "recv", -1, ECONNRESET);
		trial_call(ev, TRIAL_CLIENT, "send", -1, EPIPE);
		check(&promise, ev, &cases[i].expected);
	}
}

/* Only what an actor called is a call. */
static void test_call_kinds(void **state)
{
	const struct promise promise = { "client", .call = CLAIM(call, .verb = "send") };
	static const struct {
		enum event_kind kind;
		struct expectation expected;
	} cases[] = {
		{ EVENT_CALL, { PASS, "send() = 5" } },
		{ EVENT_PROCESS, { FAIL, "no such call" } },
		{ EVENT_NOTE, { FAIL, "no such call" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		trial_call(ev, TRIAL_CLIENT, "send", 5, 0)->kind = cases[i].kind;
		check(&promise, ev, &cases[i].expected);
	}
}

static void test_look(void **state)
{
	static const struct {
		struct look_claim claim;
		struct expectation expected;
	} cases[] = {
		{ { "after", "LISTEN", .count = 1 }, { PASS, "1; LISTEN 8080-0" } },
		{ { "after", "LISTEN", .count = 0 }, { FAIL, "1; LISTEN" } },
		{ { "after", "LISTEN", .count = 2 }, { FAIL, "1; LISTEN" } },
		{ { "after", "TIME-WAIT", .count = 2 }, { PASS, "2;" } },
		{ { "after", "TIME-WAIT", HTTP, .count = 1 }, { PASS, "1;" } },
		{ { "after", "TIME-WAIT", HTTP, .count = 2 }, { FAIL, "1;" } },
		{ { "after", .port = 8080, .count = 2 }, { PASS, "2;" } }, /* local or remote */
		{ { "after", .port = 8080, .count = 1 }, { FAIL, "2;" } },
		{ { "after", .count = 3 }, { PASS, "3;" } },
		{ { "after", .count = 0 }, { FAIL, "3;" } },
		{ { "after", "ESTABLISHED", .count = 0 }, { PASS, "0;" } },
		{ { "after", "ESTABLISHED", .count = 1 }, { FAIL, "0;" } },
		{ { "before", .count = 0 }, { PASS, "0" } },
		{ { "afterwards", .count = 0 }, { FAIL, "no such look" } },
		{ { "after", "TIMEWAIT", .count = 0 }, { FAIL, "'TIMEWAIT' is not a TCP state" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .look = &cases[i].claim };
		struct evidence *ev = trial_story();
		trial_look(ev, TRIAL_CLIENT, "before");
		struct look *look = trial_look(ev, TRIAL_CLIENT, "after");
		trial_socket(look, TCP_LISTEN, 8080, 0);
		trial_socket(look, TCP_TIME_WAIT, 50031, 8080);
		trial_socket(look, TCP_TIME_WAIT, 50032, HTTP);
		/* of the other host: it is not asked for */
		trial_socket(trial_look(ev, TRIAL_SERVER, "after"), TCP_ESTABLISHED, 8080, 50031);
		check(&promise, ev, &cases[i].expected);
	}
}

static void test_counter(void **state)
{
	static const struct {
		struct counter_claim claim;
		struct expectation expected;
	} cases[] = {
		{ { "TcpEstabResets", 1 }, { PASS, "+1" } },
		{ { "TcpEstabResets", 0 }, { FAIL, "+1" } },
		{ { "TcpEstabResets", 2 }, { FAIL, "+1" } },
		{ { "TcpAttemptFails", 0 }, { PASS, "+0" } },
		{ { "TcpAttemptFails", 1 }, { FAIL, "+0" } },
		{ { "TcpExtTCPOfTomorrow", 0 },
		  { SKIP, "this kernel has no counter TcpExtTCPOfTomorrow" } },
		{ { "TcpExtTCPOfTomorrow", 1 }, { SKIP, "no counter" } },
		/* that of the other host is another one, and has not moved here */
		{ { "TcpExtTCPAbortOnClose", 1 }, { FAIL, "+0" } },
		{ { "TcpExtTCPAbortOnClose", 0 }, { PASS, "+0" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .counter = &cases[i].claim };
		struct evidence *ev = trial_story();
		trial_count(ev, TRIAL_CLIENT, "TcpEstabResets", 1);
		trial_count(ev, TRIAL_CLIENT, "TcpAttemptFails", 0);
		trial_count(ev, TRIAL_SERVER, "TcpExtTCPAbortOnClose", 1);
		check(&promise, ev, &cases[i].expected);
	}
}

/* Evidence keeps the names of all counters, so a counter of which nobody has promised anything when
 * the story was played can be promised later; and older evidence says no more than it knows. */
static void test_counter_unrecorded(void **state)
{
	const struct promise unmoved = { "client",
					 .counter = CLAIM(counter, "TcpExtTCPAbortOnMemory", 0) };
	struct evidence *ev = trial_story();

	(void)state;
	text_append(ev->counter_names, sizeof(ev->counter_names), " TcpExtTCPAbortOnMemory");
	check(&unmoved, ev, &(struct expectation){ PASS, "+0" });
	ev = trial_story();
	ev->counter_names[0] = '\0';
	check(&unmoved, ev,
	      &(struct expectation){ SKIP, "the counter TcpExtTCPAbortOnMemory was not recorded" });
}

static void test_reason(void **state)
{
	static const struct {
		struct reason_claim claim;
		struct expectation expected;
	} cases[] = {
		{ { .reason = "NO_SOCKET" }, { PASS, "reason=NO_SOCKET state=NONE" } },
		{ { .reason = "NO_SOCKET", .state = "NONE" }, { PASS, "" } },
		{ { .reason = "NO_SOCKET", .state = "LISTEN" }, { FAIL, "state=NONE" } },
		{ { .reason = "NO_SOCKET", .count = IS(2) }, { FAIL, "" } },
		{ { .reason = "NO_SOCKET", .count = IS(0) }, { FAIL, "" } },
		{ { .reason = "TCP_STATE" },
		  { FAIL, "reason=TCP_STATE state=CLOSED" } }, /* two of them */
		{ { .reason = "TCP_STATE", .count = IS(2) }, { PASS, "" } },
		{ { .reason = "TCP_FLAGS" },
		  { FAIL, "reason=NO_SOCKET state=NONE, reason=TCP_STATE" } },
		{ { .reason = "TCP_FLAGS", .count = IS(0) }, { PASS, "" } },
		/* one of the other host, and one that was received */
		{ { .reason = "TCP_ABORT_ON_CLOSE" }, { FAIL, "" } },
		{ { .reason = "TCP_TIMEOUT" }, { FAIL, "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .reason = &cases[i].claim };
		struct evidence *ev = trial_story();
		trial_trace(ev, TRIAL_CLIENT, "NO_SOCKET", "NONE");
		trial_trace(ev, TRIAL_CLIENT, "TCP_STATE", "CLOSED");
		trial_trace(ev, TRIAL_CLIENT, "TCP_STATE", "CLOSED");
		trial_trace(ev, TRIAL_SERVER, "TCP_ABORT_ON_CLOSE", "CLOSED");
		trial_trace(ev, TRIAL_CLIENT, "TCP_TIMEOUT", "CLOSED")->sent = false;
		check(&promise, ev, &cases[i].expected);
	}
}

/* A witness that cannot speak is skipped, and says why; it is not taken to have seen nothing. */
static void test_reason_unheard(void **state)
{
	static const struct witness_facts no_trace = { false, "no tracefs" };
	static const struct witness_facts no_reason = { false, "an old kernel" };
	static const struct {
		const struct witness_facts *trace, *reason;
		struct reason_claim claim;
		struct expectation expected;
	} cases[] = {
		{ NULL, NULL, { .reason = "NO_SOCKET" }, { FAIL, "no tcp_send_reset" } },
		{ NULL,
		  NULL,
		  { .reason = "NO_SOCKET", .count = IS(0) },
		  { PASS, "no tcp_send_reset" } },
		{ &no_trace, &no_trace, { .reason = "NO_SOCKET" }, { SKIP, "no tracefs" } },
		{ &no_trace,
		  &no_trace,
		  { .reason = "NO_SOCKET", .count = IS(0) },
		  { SKIP, "no tracefs" } },
		{ &no_trace, NULL, { .reason = "NO_SOCKET" }, { SKIP, "no tracefs" } },
		{ NULL, &no_reason, { .reason = "NO_SOCKET" }, { SKIP, "an old kernel" } },
		{ NULL,
		  &no_reason,
		  { .reason = "NO_SOCKET", .count = IS(0) },
		  { SKIP, "an old kernel" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .reason = &cases[i].claim };
		struct evidence *ev = trial_story();
		if (cases[i].trace)
			ev->trace = *cases[i].trace;
		if (cases[i].reason)
			ev->reason = *cases[i].reason;
		check(&promise, ev, &cases[i].expected);
	}
}

/* A reason that the kernel has no name for cannot be said by it: skipped, also where none is
 * promised. A name is a whole word. */
static void test_reason_unknown(void **state)
{
	static const struct {
		const char *reasons;
		struct reason_claim claim;
		struct expectation expected;
	} cases[] = {
		{ "", { .reason = "TCP_STATE" }, { FAIL, "no tcp_send_reset" } },
		{ "NO_SOCKET TCP_STATE", { .reason = "TCP_STATE" }, { FAIL, "" } },
		{ "TCP_STATE", { .reason = "TCP_STATE", .count = IS(0) }, { PASS, "" } },
		{ "NO_SOCKET TCP_STATED", { .reason = "TCP_STATE" }, { SKIP, "no reason TCP_S" } },
		{ "MY_TCP_STATE", { .reason = "TCP_STATE", .count = IS(0) }, { SKIP, "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { "client", .reason = &cases[i].claim };
		struct evidence *ev = trial_story();
		snprintf(ev->reasons, sizeof(ev->reasons), "%s", cases[i].reasons);
		check(&promise, ev, &cases[i].expected);
	}
}

/* An event that perf has counted and not handed over may be the one that is promised: not one too
 * many, and no more than there are. */
static void test_reason_missing(void **state)
{
	static const struct {
		int64_t wanted, counted; /* by the promise; by the kernel */
		uint64_t missing;
		struct expectation expected;
	} cases[] = {
		{ 2, 1, 0, { FAIL, "" } },
		{ 2, 2, 1, { SKIP, "not deliver them" } },
		{ 3, 2, 1, { FAIL, "" } },
		{ 1, 1, 1, { PASS, "" } },
		{ 0, 1, 1, { FAIL, "" } },
		/* the right number by chance: but only where some are missing */
		{ 1, 2, 1, { SKIP, "counted more" } },
		{ 1, 2, 0, { PASS, "" } },
		{ 1, 0, 1, { PASS, "" } },
		{ 0, 2, 1, { FAIL, "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reason_claim claim = { "NO_SOCKET", .count = IS(cases[i].wanted) };
		const struct promise promise = { "client", .reason = &claim };
		struct evidence *ev = trial_story();
		trial_trace(ev, TRIAL_CLIENT, "NO_SOCKET", "NONE");
		trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", cases[i].counted);
		ev->trace_missing = cases[i].missing;
		check(&promise, ev, &cases[i].expected);
	}
}

static void test_text(void **state)
{
	const struct {
		struct promise promise;
		const char *text;
	} cases[] = {
		{ { .call = CLAIM(call, .verb = "send") }, "send() = success" },
		{ { .call = CLAIM(call, "send", .nth = 2, .ret = IS(5)), .chapter = "data" },
		  "send() number 2 = 5, while: data" },
		{ { .call = CLAIM(call, "recv", .err = ECONNRESET) }, "recv() = -1 ECONNRESET" },
		{ { .look = CLAIM(look, "after", "LISTEN", HTTP, 1) },
		  "1 socket in LISTEN at port 80, after" },
		{ { .look = CLAIM(look, "before", .count = 0) }, "0 sockets in any state, before" },
		{ { .counter = CLAIM(counter, "TcpOutRsts", 2) }, "TcpOutRsts +2" },
		{ { .reason = CLAIM(reason, "NO_SOCKET", NULL, { 0 }) },
		  "1 tcp_send_reset reason=NO_SOCKET" },
		{ { .reason = CLAIM(reason, .count = IS(0)) }, "no tcp_send_reset" },
		{ { .reason = CLAIM(reason, "TCP_STATE", "CLOSED", IS(3)) },
		  "3 tcp_send_reset reason=TCP_STATE state=CLOSED" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[RULING_TEXT];
		assert_string_equal(promise_text(&cases[i].promise, text, sizeof(text)),
				    cases[i].text);
		assert_int_equal(promise_text(&cases[i].promise, text, 8)[7], '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call),
		cmocka_unit_test(test_call_kinds),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_counter),
		cmocka_unit_test(test_counter_unrecorded),
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_reason_unheard),
		cmocka_unit_test(test_reason_unknown),
		cmocka_unit_test(test_reason_missing),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests_name("judge_facts", tests, NULL, NULL);
}
