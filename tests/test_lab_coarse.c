/* SPDX-License-Identifier: GPL-2.0-only */
/* A clock that ticks every 4 or 10 ms changes no verdict, and gives no RST the reason of another:
 * the evidence of every scenario, with its stamps rounded. */
#include "play.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t ticks_ms[] = { 4, 10 };

static void blunt(int64_t *ns, int64_t tick_ms)
{
	*ns -= *ns % (tick_ms * 1000000);
}

static void blunt_all(struct evidence *ev, int64_t tick_ms)
{
	blunt(&ev->begin_ns, tick_ms);
	blunt(&ev->end_ns, tick_ms);
	for (int i = 0; i < ev->packet_count; i++)
		blunt(&ev->packet[i].time_ns, tick_ms);
	for (int i = 0; i < ev->event_count; i++) {
		blunt(&ev->event[i].begin_ns, tick_ms);
		blunt(&ev->event[i].end_ns, tick_ms);
	}
	for (int i = 0; i < ev->look_count; i++)
		blunt(&ev->look[i].time_ns, tick_ms);
	for (int i = 0; i < ev->reset_count; i++)
		blunt(&ev->reset[i].time_ns, tick_ms);
}

/* What the kernel said at the RST that was first seen as packet @first. */
static const char *reason_of(const struct reading *reading, int first, bool sent)
{
	for (int i = 0; i < reading->resets.count; i++) {
		const struct reset *reset = &reading->resets.reset[i];
		if (reset->sent == sent && reset->segment >= 0 &&
		    reading->wire.segment[reset->segment].first == first)
			return reset->fact < 0 ? "none" : reading->ev->reset[reset->fact].reason;
	}
	return "no RST";
}

static int compare_reasons(const struct result *fine, const struct result *coarse)
{
	int unlike = 0;
	for (int i = 0; i < fine->reading.wire.count; i++) {
		const struct segment *s = &fine->reading.wire.segment[i];
		const char *is = reason_of(&fine->reading, s->first, true);
		const char *becomes = reason_of(&coarse->reading, s->first, true);
		if (!segment_is_reset(s) || strcmp(is, becomes) == 0)
			continue;
		fprintf(stderr, "  the RST of packet %d: %s, and then %s\n", s->first, is, becomes);
		unlike++;
	}
	return unlike;
}

static int compare_rulings(const struct result *fine, const struct result *coarse)
{
	int unlike = fine->verdict.status != coarse->verdict.status ||
		     fine->verdict.ruling_count != coarse->verdict.ruling_count;
	for (int i = 0; i < fine->verdict.ruling_count && !unlike; i++) {
		const struct ruling *is = &fine->verdict.ruling[i];
		const struct ruling *becomes = &coarse->verdict.ruling[i];
		if (is->status == becomes->status)
			continue;
		fprintf(stderr, "  %s: %s: %s, and then %s: %s\n", is->who, is->expected,
			status_name[is->status], status_name[becomes->status], becomes->actual);
		unlike++;
	}
	return unlike;
}

struct comparing {
	struct evidence *copy;
	int results, resets, unlike;
};

static bool compare(const struct played *played, void *arg)
{
	struct comparing *comparing = arg;
	struct result *fine = result_make(played->scenario, played->evidence, 0, 1);

	comparing->results++;
	comparing->resets += fine->reading.resets.count;
	for (size_t i = 0; i < sizeof(ticks_ms) / sizeof(ticks_ms[0]); i++) {
		char name[96];
		memcpy(comparing->copy, played->evidence, sizeof(*comparing->copy));
		blunt_all(comparing->copy, ticks_ms[i]);
		struct result *coarse = result_make(played->scenario, comparing->copy, 0, 1);
		int unlike = compare_rulings(fine, coarse) + compare_reasons(fine, coarse);
		if (unlike)
			fprintf(stderr, "%s is another by a clock of %d ms\n",
				result_name(fine, name, sizeof(name)), (int)ticks_ms[i]);
		comparing->unlike += unlike;
		result_free(coarse);
	}
	result_free(fine);
	return true;
}

static void test_coarse(void **state)
{
	struct comparing comparing = { .copy = calloc(1, sizeof(*comparing.copy)) };
	struct run_plan plan = { .ipv4 = true,
				 .ipv6 = true,
				 .repeat = 1,
				 .scale = play_patience(),
				 .each = compare,
				 .arg = &comparing };
	struct why why;

	(void)state;
	if (!play_possible())
		skip();
	assert_non_null(comparing.copy);
	plan.scenario = registry_scenarios(&plan.scenario_count);
	assert_int_equal(run_play(&plan, &why), 0);
	assert_int_equal(comparing.results, run_planned(&plan));
	assert_true(comparing.resets > 0);
	assert_int_equal(comparing.unlike, 0);
	free(comparing.copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coarse),
	};

	return cmocka_run_group_tests_name("lab_coarse", tests, NULL, NULL);
}
