/* SPDX-License-Identifier: GPL-2.0-only */
/* The canonical form of a story: what is noise changes nothing, and each other change is told,
 * alone and by its name. */
#include "compare_words.h"
#include "tale.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TOLD_MAX = 6 };

/* What is told of the way from @old to @new, a line each. To be freed. */
static char *tell(const struct tale *old, const struct tale *new)
{
	struct evidence *ev[] = { tale_tell(old), tale_tell(new) };
	struct differences differences = { 0 };
	struct canon canon[2];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; i < 2; i++) {
		struct result *result = result_make(&tale_scenario, ev[i], 0, 0);
		assert_non_null(result);
		assert_int_equal(canon_read(result, &canon[i]), 0);
		result_free(result);
	}
	assert_int_equal(canon_diff(&canon[0], &canon[1], &differences), 0);
	for (int i = 0; i < differences.count; i++) {
		const struct difference *d = &differences.difference[i];
		char line[COMPARE_TEXT];
		fprintf(out, "[%s] %s\n", aspect_name[d->aspect],
			difference_text(d, line, sizeof(line)));
	}
	assert_int_equal(fclose(out), 0);
	for (int i = 0; i < 2; i++) {
		canon_free(&canon[i]);
		free(ev[i]);
	}
	differences_free(&differences);
	return text;
}

static const struct tale plain;

static void test_noise(void **state)
{
	static const struct {
		const char *what;
		struct tale tale;
	} cases[] = {
		{ "nothing", { 0 } },
		{ "addresses, ports, initial numbers, block", { .moved = true } },
		{ "times", { .late_ns = 3000000 } },
		{ "an ACK that a timer suppressed", { .unacknowledged = true } },
		{ "a retransmission", { .again = true } },
		{ "the same bytes in two segments", { .cut = true } },
		{ "data that cross", { .at_once = true } },
		{ "an ACK that crosses the RST", { .answered_late = true } },
		{ "a window", { .window = 64240 } },
		{ "a descriptor", { .fd = 17 } },
		{ "a queue", { .queue = 4711 } },
		{ "a delayed ACK", { .counter = "TcpExtDelayedACKs" } },
		{ "a retransmission, counted", { .counter = "TcpRetransSegs" } },
		{ "a cookie check", { .counter = "TcpExtSyncookiesFailed" } },
		{ "events that were not handed over", { .missing = 2 } },
		{ "a state that is not told", { .state = "" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int turn = 0; turn < 2; turn++) {
			char *told =
				turn ? tell(&cases[i].tale, &plain) : tell(&plain, &cases[i].tale);
			if (*told)
				fail_msg("%s: %s", cases[i].what, told);
			free(told);
		}
}

#define RST_TEXT                                                                                   \
	"RST (flags RST,ACK, seq SND.NXT, ack RCV.NXT, window 0, options TS, arrived yes, reason " \
	"TCP_ABORT_ON_CLOSE, state CLOSED)"

static const struct {
	struct tale tale;
	const char *told;
} differing[] = {
	{ { .flags = RST },
	  "[flags] server: RST: flags RST,ACK → RST, in 'close'\n"
	  "[ack] server: RST: ack RCV.NXT → none, in 'close'\n" },
	{ { .seq = 1 }, "[seq] server: RST: seq SND.NXT → other, in 'close'\n" },
	{ { .ack = 1 }, "[ack] server: RST: ack RCV.NXT → other, in 'close'\n" },
	{ { .rst_window = 1 }, "[window] server: RST: window 0 → open, in 'close'\n" },
	{ { .sacked = true }, "[options] server: RST: options TS → SACK, in 'close'\n" },
	{ { .plain = true }, "[options] server: RST: options TS → none, in 'close'\n" },
	{ { .lost = true }, "[arrived] server: RST: arrived yes → no, in 'close'\n" },
	{ { .by_client = true, .deaf = true },
	  "[sender] RST: sent by server → client, in 'close'\n"
	  "[events] client: tcp_receive_reset: 1 → 0\n" },
	{ { .twice = true }, "[packets] server: " RST_TEXT ": 1 → 2, in 'close'\n" },
	{ { .after_fin = true }, "[packets] server: FIN: 0 → 1\n" },
	{ { .early = true },
	  "[seq] server: RST: seq SND.NXT → other, in 'talk'\n"
	  "[ack] server: RST: ack RCV.NXT → other, in 'talk'\n"
	  "[order] server: RST: moved: in 'close' → in 'talk'\n" },
	{ { .reason = "TCP_STATE" },
	  "[reason] server: RST: reason TCP_ABORT_ON_CLOSE → TCP_STATE, in 'close'\n" },
	{ { .state = "LISTEN" }, "[state] server: RST: state CLOSED → LISTEN, in 'close'\n" },
	{ { .err = EPIPE }, "[errno] client: recv(): errno ECONNRESET → EPIPE, in 'close'\n" },
	{ { .ret = 4 }, "[returned] client: send(): returned 5 → 4, in 'close'\n" },
	{ { .aborts = 1 }, "[counter] server: TcpExtTCPAbortOnClose: +1 → +2\n" },
	{ { .counter = "TcpExtEmbryonicRsts" },
	  "[counter] client: TcpExtEmbryonicRsts: +0 → +3\n" },
	{ { .deaf = true }, "[events] client: tcp_receive_reset: 1 → 0\n" },
	{ { .challenged = true }, "[packets] server: ACK in answer to a SYN: 0 → 1, in 'close'\n" },
	{ { .sockets = 2 },
	  "[sockets] server: sockets in TIME-WAIT, at the end: 0 → 2, in 'close'\n" },
	{ { .orphan = true },
	  "[sockets] server: sockets in ESTABLISHED, at the end: 1 → 0, in 'close'\n"
	  "[sockets] server: sockets in ESTABLISHED without a process, at the end: 0 → 1, in "
	  "'close'\n" },
	{ { .another_call = true },
	  "[calls] client: send() (errno none, returned 5): 1 → 2, in 'close'\n" },
	{ { .no_reason = true },
	  "[ability] the kernel's reasons: told → not told\n"
	  "[ability] the tracepoint of resets that no socket sends: told → not told\n" },
	{ { .no_trace = true },
	  "[ability] the tracepoint of resets: told → not told\n"
	  "[ability] the kernel's reasons: told → not told\n"
	  "[ability] the tracepoint of resets that no socket sends: told → not told\n" },
	{ { .no_counter = true },
	  "[ability] server: TcpExtTCPAbortOnClose: +1 → no such counter\n" },
};

static void test_differences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(differing) / sizeof(differing[0]); i++) {
		char *told = tell(&plain, &differing[i].tale);
		assert_string_equal(told, differing[i].told);
		free(told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_differences),
	};

	return cmocka_run_group_tests_name("canon", tests, NULL, NULL);
}
