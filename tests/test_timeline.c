/* SPDX-License-Identifier: GPL-2.0-only */
/* All witnesses in one order: time never runs backwards, and causes come before what they cause. */
#include "reading.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reset_fact *add_word(struct evidence *ev, int64_t time_ns, bool sent)
{
	struct reset_fact *fact = trial_trace(ev, sent ? TRIAL_SERVER : TRIAL_CLIENT, "", "");
	const struct endpoint client = { .addr = ev->host[TRIAL_CLIENT].addr[0],
					 .port = FRAMES_CLIENT_PORT };
	const struct endpoint server = { .addr = ev->host[TRIAL_SERVER].addr[0],
					 .port = FRAMES_SERVER_PORT };

	fact->time_ns = time_ns;
	fact->sent = sent;
	fact->local = sent ? server : client;
	fact->remote = sent ? client : server;
	return fact;
}

/* What of the last moments is which: "event sends segment received". To be freed. */
static char *last_moments(const struct evidence *ev, int count)
{
	static const char *const kinds[] = {
		[MOMENT_EVENT] = "event",
		[MOMENT_SENDS] = "sends",
		[MOMENT_SEGMENT] = "segment",
		[MOMENT_RECEIVED] = "received",
	};
	struct reading reading;
	char *text = calloc(1, 256);

	assert_non_null(text);
	assert_int_equal(reading_open(ev, &reading), 0);
	const struct timeline *timeline = &reading.timeline;
	int numbered = 0;
	for (int i = 0; i < timeline->count; i++) {
		const struct moment *moment = &timeline->moment[i];
		assert_true(i == 0 || timeline->moment[i - 1].time_ns <= moment->time_ns);
		assert_true(i == 0 || moment[-1].time_ns < moment->time_ns ||
			    moment[-1].kind != moment->kind || moment[-1].index < moment->index);
		assert_int_equal(moment->number, moment->kind == MOMENT_SEGMENT ? ++numbered : 0);
		if (i >= timeline->count - count)
			sprintf(text + strlen(text), "%s ", kinds[moment->kind]);
	}
	reading_close(&reading);
	return text;
}

static void test_order(void **state)
{
	static const struct {
		int64_t sends, received, call; /* when; the RST is on its wire at 20000 */
		const char *order;
	} cases[] = {
		{ 19000, 21000, 18000, "event sends segment received " },
		/* a clock that is coarse, and shows one time for all */
		{ 20000, 20000, 20000, "event sends segment received " },
		/* what was stamped late is told late */
		{ 22000, 21000, 23000, "segment received sends event " },
		{ 19000, 22000, 21000, "sends segment event received " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		frames_pass(ev, 1, 20000, &trial_rst);
		add_word(ev, cases[i].received, false);
		add_word(ev, cases[i].sends, true);
		trial_call(ev, TRIAL_SERVER, "close", 0, 0)->begin_ns = cases[i].call;
		char *order = last_moments(ev, 4);
		assert_string_equal(order, cases[i].order);
		free(order);
		free(ev);
	}
}

/* What no wire shows is told where it happened, too; what the captures alone show is left out. */
static void test_unsent_and_unshown(void **state)
{
	static const uint8_t arp[42] = { [12] = 0x08, [13] = 0x06 };
	struct evidence *ev = trial_story();

	(void)state;
	frames_raw(ev, 0, true, 30000, arp, sizeof(arp));
	add_word(ev, 25000, true);
	/* two calls at one time */
	trial_call(ev, TRIAL_SERVER, "close", 0, 0)->begin_ns = 40000;
	trial_call(ev, TRIAL_CLIENT, "close", 0, 0)->begin_ns = 40000;
	char *order = last_moments(ev, 4);
	assert_string_equal(order, "segment sends event event ");
	free(order);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_unsent_and_unshown),
	};

	return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
