/* SPDX-License-Identifier: GPL-2.0-only */
/* A promise that a segment is signed (TCP MD5, TCP-AO), or is not. */
#include "trial.h"

#include "packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { LAST_US = 20000 };

static void test_md5(void **state)
{
	static const uint8_t digest[20] = { 1, 1, 19, 18, 0x5e };
	static const struct frame_spec is_signed = { .flags = RST,
						     .seq = TRIAL_SND_NXT,
						     .options = digest,
						     .option_bytes = sizeof(digest) };
	static const struct {
		int64_t wanted;
		const struct frame_spec *spec;
		int status;
		const char *actual;
	} cases[] = {
		{ 1, &is_signed, PASS, "MD5=1" },
		{ 0, &is_signed, FAIL, "MD5=1" },
		{ 1, &trial_rst, FAIL, "MD5=0" },
		{ 0, &trial_rst, PASS, "MD5=0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct wire_claim claim = { "~RST", .md5 = IS(cases[i].wanted) };
		const struct promise promise = { .who = "server", .wire = &claim };
		struct evidence *ev = trial_story();

		frames_pass(ev, 1, LAST_US, cases[i].spec);
		const struct ruling *ruling = trial_rule(&promise, ev);
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

/* One is not the other. */
static void test_ao(void **state)
{
	static const uint8_t mac[16] = { 29, 16, 7, 7, 0x5e }, digest[20] = { 1, 1, 19, 18, 0x5e };
	static const struct frame_spec by_ao = {
		.flags = RST, .seq = TRIAL_SND_NXT, .options = mac, .option_bytes = sizeof(mac)
	};
	static const struct frame_spec by_md5 = { .flags = RST,
						  .seq = TRIAL_SND_NXT,
						  .options = digest,
						  .option_bytes = sizeof(digest) };
	static const struct {
		const struct wire_claim claim;
		const struct frame_spec *spec;
		int status;
		const char *actual;
	} cases[] = {
		{ { "~RST", .ao = IS(1) }, &by_ao, PASS, "AO=1" },
		{ { "~RST", .ao = IS(0) }, &by_ao, FAIL, "AO=1" },
		{ { "~RST", .md5 = IS(1) }, &by_ao, FAIL, "MD5=0" },
		{ { "~RST", .ao = IS(1) }, &by_md5, FAIL, "AO=0" },
		{ { "~RST", .ao = IS(1) }, &trial_rst, FAIL, "AO=0" },
		{ { "~RST", .ao = IS(0) }, &trial_rst, PASS, "AO=0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { .who = "server", .wire = &cases[i].claim };
		struct evidence *ev = trial_story();

		frames_pass(ev, 1, LAST_US, cases[i].spec);
		const struct ruling *ruling = trial_rule(&promise, ev);
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md5),
		cmocka_unit_test(test_ao),
	};

	return cmocka_run_group_tests_name("judge_signed", tests, NULL, NULL);
}
