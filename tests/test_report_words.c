/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of reports, where the results of the golden files have no case of them. */
#include "report_words.h"

#include "packet_table.h"
#include "results.h"
#include "trial.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RESETS = 4 };

static const struct promise nothing[] = { { .who = NULL } };
static const struct scenario calm = { .name = "test", .title = "calm", .promises = nothing };

/* ---- The gist -----------------------------------------------------------------------------------
 */

/* A RST: on the wire, at its sender's tracepoint, or both; or received. */
struct telling {
	int host;
	uint8_t flags;      /* 0: on no wire */
	const char *reason; /* NULL: nothing was told */
	bool received;
	bool held; /* it came while the story was held */
};

static void add_telling(struct evidence *ev, const struct telling *telling, int64_t time_ns)
{
	int sender = telling->received ? !telling->host : telling->host;
	int before = ev->packet_count;

	if (telling->flags)
		frames_pass(ev, sender, time_ns,
			    &(struct frame_spec){ .flags = telling->flags,
						  .ip_id = (uint16_t)(time_ns / 1000) });
	for (int i = before; i < ev->packet_count; i++)
		ev->packet[i].hold = telling->held;
	if (!telling->reason)
		return;
	struct reset_fact *fact = trial_trace(ev, telling->host, telling->reason, "CLOSED");
	const struct endpoint ends[] = { { ev->host[0].addr[0], FRAMES_CLIENT_PORT },
					 { ev->host[1].addr[0], FRAMES_SERVER_PORT } };
	fact->sent = !telling->received;
	fact->time_ns = time_ns + (telling->received ? 100 : -100);
	fact->local = ends[telling->host];
	fact->remote = ends[!telling->host];
}

static void test_gist(void **state)
{
	static const struct {
		struct telling telling[RESETS];
		int count;
		const char *gist;
	} cases[] = {
		{ { { 0 } }, 0, "no RST" },
		{ { { 1, RST } }, 1, "RST from server" },
		{ { { 1, RST, "A" }, { 1, RST, "A" } }, 2, "2 RST from server, reason A" },
		{ { { 1, RST, "A" }, { 1, RST, "A" }, { 1, RST, "A" } },
		  3,
		  "3 RST from server, reason A" },
		{ { { 1, RST, "A" }, { 1, RST, "B" }, { 1, RST, "A" } },
		  3,
		  "2 RST from server, reason A; RST from server, reason B" },
		{ { { 1, RST, "A" }, { 1, RST, "A", .held = true }, { 1, RST, "A" } },
		  3,
		  "2 RST from server, reason A; RST from server, reason A, while it was held" },
		{ { { 1, RST }, { 1, RST | ACK } }, 2, "RST from server; RST,ACK from server" },
		{ { { 1, RST }, { 0, RST } }, 2, "RST from server; RST from client" },
		{ { { 1, RST, "A" }, { 1, 0, "A" } },
		  2,
		  "RST from server, reason A; RST from server, reason A, on no wire" },
		{ { { 1, 0, "A" }, { 1, 0, "A" } }, 2, "2 RST from server, reason A, on no wire" },
		/* what is received is told by its sender */
		{ { { 0, RST, "", .received = true }, { 0, RST } },
		  2,
		  "RST from server; RST from client" },
		{ { { 0, RST }, { 0, RST, "", .received = true } },
		  2,
		  "RST from client; RST from server" },
	};
	char gist[GIST_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		for (int k = 0; k < cases[i].count; k++)
			add_telling(ev, &cases[i].telling[k], 20000 + 5000 * k);
		struct result *result = result_make(&calm, ev, 0, 0);
		assert_non_null(result);
		assert_string_equal(gist_text(result, gist), cases[i].gist);
		result_free(result);
		free(ev);
	}
}

/* ---- The table ----------------------------------------------------------------------------------
 */

/* The table of @ev, which it frees; to be freed. */
static char *table_of(struct evidence *ev)
{
	struct result *result = result_make(&calm, ev, 0, 0);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(result);
	table_print(out, result, false);
	assert_int_equal(fclose(out), 0);
	result_free(result);
	free(ev);
	return text;
}

/* As wide as the addresses of what is shown. */
static void test_widths(void **state)
{
	static const struct {
		const char *src, *dst, *unshown, *heading;
	} cases[] = {
		{ "10.0.0.1", "10.0.0.2", NULL, "Source    Destination  Protocol" },
		{ "10.100.100.100", "10.0.0.2", NULL, "Source          Destination  Protocol" },
		{ "10.0.0.1", "10.100.100.100", NULL, "Source    Destination     Protocol" },
		{ "fd72::1", "::2", NULL, "Source   Destination  Protocol" },
		{ "10.0.0.1", "10.0.0.2", "10.100.100.100", "Source    Destination  Protocol" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = frames_direct(AF_INET);
		struct frame_spec spec = { .flags = SYN, .src = cases[i].src, .dst = cases[i].dst };
		frames_pass(ev, 0, 1000, &spec);
		spec.src = cases[i].unshown;
		if (cases[i].unshown) {
			int index = frames_pass(ev, 0, 5000, &spec);
			for (int k = index; k < index + 2; k++)
				ev->frames[ev->packet[k].frame + 23] = IPPROTO_UDP;
		}
		char *text = table_of(ev);
		assert_non_null(strstr(text, cases[i].heading));
		free(text);
	}
}

/* What the kernel said at the very first packet, of which it told neither state nor reason. */
static void test_bare_word(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	add_telling(ev, &(struct telling){ 1, RST, "" }, 5000);
	ev->reset[0].state[0] = '\0';
	char *text = table_of(ev);
	assert_non_null(strstr(text, "kernel of server: tcp_send_reset\n"));
	free(text);
}

/* Only a call returns something. */
static void test_note(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	trial_call(ev, TRIAL_CLIENT, "wait", -1, EPIPE)->kind = EVENT_NOTE;
	trial_call(ev, TRIAL_CLIENT, "send", -1, EPIPE);
	char *text = table_of(ev);
	assert_non_null(strstr(text, "client  wait()\n"));
	assert_non_null(strstr(text, "client  send() = -1 EPIPE\n"));
	free(text);
}

/* ---- Text and XML -------------------------------------------------------------------------------
 */

/* One result, told whole; to be freed. */
static char *tell(const struct report_format *format, const struct print_options *options,
		  const struct result *result)
{
	const struct tally tally = { .count = { [PASS] = 1 }, .complete = true };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;

	assert_int_equal(format->begin(out, &results_run, options, &data), 0);
	format->result(out, data, result);
	format->end(out, data, &tally);
	assert_int_equal(fclose(out), 0);
	return text;
}

static struct ruling ruling_make(enum status status, const char *actual)
{
	struct ruling ruling = { .witness = SOCKET, .status = status, .who = "client" };

	snprintf(ruling.expected, sizeof(ruling.expected), "5");
	snprintf(ruling.actual, sizeof(ruling.actual), "%s", actual);
	return ruling;
}

static const struct change lacking = { "6.11", "c0ffee (tcp: say it)" };
static const struct {
	enum status status; /* of the result */
	enum status rulings[3];
	int count;
	bool lacks, color;
	const struct report_format *format;
	const char *has, *has_not;
} phrases[] = {
	{ PASS,
	  { SKIP, SKIP },
	  2,
	  false,
	  false,
	  &report_text,
	  "2 promises could not be examined here: 0\n",
	  NULL },
	{ PASS,
	  { SKIP },
	  1,
	  false,
	  false,
	  &report_text,
	  "1 promise could not be examined here: 0\n",
	  NULL },
	{ PASS, { PASS }, 1, false, false, &report_text, "1 result:", "examined" },
	{ SKIP, { SKIP }, 1, false, false, &report_text, "1 result:", "examined" },
	{ PASS,
	  { PASS },
	  1,
	  true,
	  false,
	  &report_text,
	  "no RST; as kernels do without c0ffee (tcp: say it)\n",
	  NULL },
	{ FAIL, { FAIL }, 1, true, false, &report_text, "no RST\n", "as kernels do" },
	{ PASS, { PASS }, 1, false, true, &report_text, "\033[32m1 PASS\033[0m, 0 FAIL", NULL },
	{ FAIL,
	  { FAIL, FAIL },
	  2,
	  false,
	  false,
	  &report_junit,
	  "message=\"socket client: expected 5; actual 0\"",
	  NULL },
	{ FAIL,
	  { PASS, FAIL, FAIL },
	  3,
	  false,
	  false,
	  &report_junit,
	  "message=\"socket client: expected 5; actual 1\"",
	  NULL },
	{ XFAIL,
	  { XFAIL },
	  1,
	  false,
	  false,
	  &report_junit,
	  "message=\"a promise was broken\"",
	  NULL },
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		struct result *result = result_make(&calm, trial_story(), 0, 0);
		const struct print_options options = { .color = phrases[i].color };
		struct evidence *ev = (struct evidence *)(uintptr_t)result->reading.ev;

		result->verdict.status = phrases[i].status;
		result->verdict.lacks = phrases[i].lacks ? &lacking : NULL;
		result->verdict.ruling_count = phrases[i].count;
		for (int k = 0; k < phrases[i].count; k++)
			result->verdict.ruling[k] = ruling_make(
				phrases[i].rulings[k], (const char[]){ (char)('0' + k), 0 });
		char *text = tell(phrases[i].format, &options, result);
		if (!strstr(text, phrases[i].has) ||
		    (phrases[i].has_not && strstr(text, phrases[i].has_not)))
			fail_msg("case %zu: %s", i, text);
		free(text);
		result_free(result);
		free(ev);
	}
}

/* A known issue is told in full to who asks for all. */
static void test_known_issue(void **state)
{
	struct result *result = results_make(XFAIL);
	char *text = tell(&report_text, &(struct print_options){ .verbose = true }, result);

	(void)state;
	assert_non_null(strstr(text, result->scenario->known_issue));
	free(text);
	results_free(result);
}

/* XML knows neither bare tabs in an attribute nor two of the characters of UTF-8. */
static void test_xml(void **state)
{
	struct result *result = results_make(BROKEN);

	(void)state;
	snprintf(result->verdict.why, sizeof(result->verdict.why),
		 "a\tb\nc<d>\"e\"&\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd");
	char *text = tell(&report_junit, &(struct print_options){ 0 }, result);
	assert_non_null(
		strstr(text, "message=\"a&#9;b&#10;c&lt;d&gt;&quot;e&quot;&amp;??\xef\xbf\xbd\""));
	free(text);
	results_free(result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gist),      cmocka_unit_test(test_widths),
		cmocka_unit_test(test_bare_word), cmocka_unit_test(test_note),
		cmocka_unit_test(test_words),     cmocka_unit_test(test_known_issue),
		cmocka_unit_test(test_xml),
	};

	return cmocka_run_group_tests_name("report_words", tests, NULL, NULL);
}
