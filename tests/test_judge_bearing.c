/* SPDX-License-Identifier: GPL-2.0-only */
/* Which segments a ruling is about, and which of them break its promise. */
#include "judge.h"
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LAST_US = 20000 };

static void test_bearing(void **state)
{
	static const struct {
		struct wire_claim claim;
		bool speaks[2], breaks[2]; /* of a RST of window 0, and one of window 9 */
	} cases[] = {
		{ { .flags = "RST,ACK" }, { true, true }, { false, false } },
		{ { .flags = "RST,ACK", .win = IS(9) }, { true, true }, { true, false } },
		{ { .flags = "RST,ACK", .count = IS(1) }, { true, true }, { false, false } },
		{ { .flags = "~RST", .count = IS(0) }, { true, true }, { true, true } },
		{ { .flags = "FIN" }, { false, false }, { false, false } },
		{ { .flags = "RST,ACK", .lost = true }, { false, false }, { false, false } },
		{ { .flags = "RSTT" }, { false, false }, { false, false } }, /* it is unsound */
	};
	struct frame_spec wide = trial_rst;
	struct evidence *ev = trial_story();
	struct reading reading;

	(void)state;
	wide.window = 9;
	frames_pass(ev, 1, LAST_US, &trial_rst);
	frames_pass(ev, 1, LAST_US + 1, &wide);
	assert_int_equal(reading_open(ev, &reading), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *same = trial_story();

		memcpy(same, ev, sizeof(*same));
		const struct promise promise = { .who = "server", .wire = &cases[i].claim };
		const struct ruling *ruling = trial_rule(&promise, same);
		for (int k = 0; k < 2; k++) {
			const struct segment *segment =
				&reading.wire.segment[reading.wire.count - 2 + k];
			assert_int_equal(ruling_speaks_of(ruling, &reading, segment),
					 cases[i].speaks[k]);
			if (cases[i].speaks[k])
				assert_int_equal(ruling_broken_by(ruling, &reading, segment),
						 cases[i].breaks[k]);
		}
	}
	reading_close(&reading);
	free(ev);
	/* What speaks of no segment speaks of none. */
	assert_false(ruling_speaks_of(&(struct ruling){ .who = "server" }, NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bearing) };

	return cmocka_run_group_tests_name("judge_bearing", tests, NULL, NULL);
}
