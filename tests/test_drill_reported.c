/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of the client stands in every format, whether it survived or not: in each where its
 * readers look for such things. */
#include "drill_story.h"
#include "formats.h"
#include "ktap.h"
#include "results.h"

static const struct promise promises[] = { CALL_RETURNS("client", "exit", 0, "it survives"),
					   { 0 } };
static const struct scenario drill = { .name = "drill-test",
				       .is_drill = true,
				       .promises = promises };

/* The report on two faults to a client that ended with @status, in @format; to be freed. */
static char *report(const char *format, int status)
{
	const struct report_format *told = report_find(RESULT_FORMATS, format);
	const struct print_options options = { 0 };
	struct tally tally = { .complete = true };
	struct run_facts run = results_run;
	struct evidence *ev = begin_again();
	char *text = NULL;
	size_t size = 0;
	void *data = NULL;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(told);
	assert_non_null(out);
	ev->ending = ENDED_WELL;
	frames_pass(ev, 1, (FAULT_MS + 5) * MS, &server_fin);
	frames_pass(ev, 1, (NEXT_MS + 7) * MS,
		    &(struct frame_spec){ .flags = RST, .seq = 10, .dport = NEW_PORT });
	snprintf(trial_call(ev, TRIAL_CLIENT, "exit", status, 0)->actor, NAME_SIZE, "client");
	struct result *result = result_make(&drill, ev, 0, 1);
	assert_non_null(result);
	assert_int_equal(result->verdict.status, status ? FAIL : PASS);
	tally.count[result->verdict.status]++;
	run.planned = 1;
	run.plan = NULL;
	assert_int_equal(told->begin(out, &run, &options, &data), 0);
	assert_int_equal(told->result(out, data, result), 0);
	assert_int_equal(told->end(out, data, &tally), 0);
	assert_int_equal(fclose(out), 0);
	result_free(result);
	free(ev);
	return text;
}

#define FIRST                                                                               \
	"fault 1: a FIN without an error reached the client 5.0 ms after the fault; a new " \
	"connection "                                                                       \
	"was established after 21.0 ms, at attempt 1"
#define SECOND                                                                             \
	"fault 2: a RST reached the client 7.0 ms after the fault; no new connection was " \
	"established (0 "                                                                  \
	"attempts); 3 bytes sent but never acknowledged"

static const struct {
	const char *format, *says;
} cases[] = {
	{ "text", FIRST "; " SECOND "\n" },
	{ "markdown", FIRST "; " SECOND " |" },
	{ "junit", ">\n      <system-out>" FIRST "\n" SECOND "\n</system-out>\n    </testcase>\n" },
	{ "ktap", "\n  # told: " FIRST "\n  # told: " SECOND "\n" },
	{ "json",
	  "\"drill\": [\n"
	  "      {\"noticed\": \"FIN\", \"noticed_ns\": 5001000, \"reason\": null, \"attempts\": 1, "
	  "\"stood_ns\": 21000000, \"unacknowledged\": 0, \"unread\": 0, \"lost_packets\": 0},\n"
	  "      {\"noticed\": \"RST\", \"noticed_ns\": 7001000, \"reason\": null, \"attempts\": 0, "
	  "\"stood_ns\": null, \"unacknowledged\": 3, \"unread\": 0, \"lost_packets\": 0}\n    ]" },
};

static void test_formats(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int status = 0; status < 2; status++) {
			char *text = report(cases[i].format, status);
			if (!strstr(text, cases[i].says))
				fail_msg("%s of exit status %d does not say\n%s\nbut\n%s",
					 cases[i].format, status, cases[i].says, text);
			free(text);
		}
}

/* It is sound KTAP still. */
static void test_sound(void **state)
{
	(void)state;
	for (int status = 0; status < 2; status++) {
		char *text = report("ktap", status), why[KTAP_WHY_SIZE] = "";
		struct ktap ktap;
		if (ktap_read(text, &ktap, why) != 0)
			fail_msg("%s in\n%s", why, text);
		assert_int_equal(ktap.count[status ? KTAP_FAIL : KTAP_PASS], 1);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_sound),
	};

	return cmocka_run_group_tests_name("drill_reported", tests, NULL, NULL);
}
