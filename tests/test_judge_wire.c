/* SPDX-License-Identifier: GPL-2.0-only */
/* Promises about segments: for each thing that a claim can say, a wire that keeps it and one that
 * breaks it. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LAST_US = 20000 };

static const struct frame_spec fin = { .flags = FIN | ACK,
				       .seq = TRIAL_SND_NXT,
				       .ack = TRIAL_RCV_NXT };

/* The server's last words: @count copies of @spec, with numbers that tell them apart. */
static struct evidence *ending(struct frame_spec spec, int count)
{
	struct evidence *ev = trial_story();

	for (int i = 0; i < count; i++, spec.ip_id++)
		frames_pass(ev, 1, LAST_US + i, &spec);
	return ev;
}

static const struct ruling *rule(struct wire_claim claim, struct evidence *ev)
{
	const struct promise promise = { .who = "server", .wire = &claim };

	return trial_rule(&promise, ev);
}

static void test_fields(void **state)
{
	static const struct frame_spec bare = { .flags = RST, .seq = TRIAL_SND_NXT };
	static const struct frame_spec text = {
		.flags = RST | ACK, .seq = TRIAL_SND_NXT, .ack = TRIAL_RCV_NXT, .payload = "no"
	};
	static const struct frame_spec wide = {
		.flags = RST | ACK, .seq = TRIAL_SND_NXT, .ack = TRIAL_RCV_NXT, .window = 512
	};
	static const struct frame_spec routed = {
		.flags = RST | ACK, .seq = TRIAL_SND_NXT, .ack = TRIAL_RCV_NXT, .ttl = 63
	};
	static const struct frame_spec other = { .flags = RST | ACK,
						 .seq = TRIAL_SND_NXT + 1,
						 .ack = TRIAL_RCV_NXT + 1 };
	static const struct {
		struct wire_claim claim;
		const struct frame_spec *kept, *broken;
		const char *actual; /* part of what is said of the broken one */
	} cases[] = {
		{ { .flags = "RST,ACK" }, &trial_rst, &bare, "0 of them" },
		{ { .flags = "RST" }, &bare, &trial_rst, "0 of them" },
		{ { .flags = "~RST" }, &trial_rst, &fin, "0 of them" },
		{ { .flags = "~RST,ACK" }, &trial_rst, &bare, "0 of them" },
		{ { .flags = "~RST", .count = IS(0) }, &fin, &trial_rst, "1 of them: [RST,ACK]" },
		{ { "~RST", .win = IS(0) }, &trial_rst, &wide, "Win=512" },
		{ { "~RST", .win = IS(512) }, &wide, &trial_rst, "Win=0" },
		{ { "~RST", .len = IS(0) }, &trial_rst, &text, "Len=2" },
		{ { "~RST", .len = IS(2) }, &text, &trial_rst, "Len=0" },
		{ { "~RST", .rel_seq = IS(6) }, &trial_rst, &other, "Seq=7" },
		{ { "~RST", .rel_ack = IS(6) }, &trial_rst, &other, "Ack=7" },
		{ { "~RST", .timestamps = IS(1) }, &trial_rst, &bare, "TS=0" },
		{ { "~RST", .timestamps = IS(0) }, &bare, &trial_rst, "TS=1" },
		{ { "~RST", .open = IS(1) }, &wide, &trial_rst, "Win=0" },
		{ { "~RST", .open = IS(0) }, &trial_rst, &wide, "Win=512" },
		{ { "~RST", .ttl = IS(64) }, &trial_rst, &routed, "TTL=63" },
		{ { "~RST", .ttl = IS(63) }, &routed, &trial_rst, "TTL=64" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct ruling *ruling = rule(cases[i].claim, ending(*cases[i].kept, 1));
		assert_int_equal(ruling->status, PASS);
		ruling = rule(cases[i].claim, ending(*cases[i].broken, 1));
		assert_int_equal(ruling->status, FAIL);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

/* The reason in MP_TCPRST, be it the only option of MPTCP or behind another. */
static void test_tcprst(void **state)
{
	static const uint8_t prohibited[] = { 30, 4, 8 << 4, 3 };
	static const uint8_t failed[] = { 30, 12, 6 << 4, 0, 0,  0, 0,      0,
					  0,  0,  0,      0, 30, 4, 8 << 4, 3 };
	static const struct frame_spec tells = { .flags = RST,
						 .seq = TRIAL_SND_NXT,
						 .options = prohibited,
						 .option_bytes = sizeof(prohibited) };
	static const struct frame_spec tells_second = { .flags = RST,
							.seq = TRIAL_SND_NXT,
							.options = failed,
							.option_bytes = sizeof(failed) };
	static const struct {
		int64_t reason;
		const struct frame_spec *spec;
		int status;
		const char *actual;
	} cases[] = {
		{ 3, &tells, PASS, "MP_TCPRST=3" },
		{ 3, &tells_second, PASS, "MP_TCPRST=3" },
		{ 1, &tells, FAIL, "MP_TCPRST=3" },
		{ 0, &trial_rst, FAIL, "[RST,ACK]" },
		{ NO_TCPRST, &trial_rst, PASS, "[RST,ACK]" },
		{ NO_TCPRST, &tells, FAIL, "MP_TCPRST=3" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire_claim claim = { "~RST", .tcprst = IS(cases[i].reason) };
		const struct ruling *ruling = rule(claim, ending(*cases[i].spec, 1));
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

/* An echo is of what its sender has received, in this connection. */
static void test_echo(void **state)
{
	/* NOP NOP TSval=9, and what it echoes */
	uint8_t options[] = { 1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0 };
	const struct {
		uint8_t echo;
		bool heard;
	} cases[] = {
		{ 1, true },  /* the SYN's */
		{ 2, false }, /* of another connection */
		{ 3, false }, /* of a segment that was lost */
		{ 4, false }, /* its own */
		{ 5, false }, /* its own, which was lost */
		{ 0, false },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = frames_direct(AF_INET);
		uint8_t stamps[5][sizeof(options)];
		struct frame_spec spec[5] = { { .flags = SYN, .seq = TRIAL_ISS },
					      { .flags = SYN, .seq = TRIAL_ISS, .sport = 4000 },
					      { .flags = SYN, .seq = TRIAL_ISS, .ip_id = 1 },
					      { .flags = SYN | ACK, .ack = TRIAL_ISS + 1 },
					      { .flags = ACK, .ack = TRIAL_ISS + 1 } };
		for (uint8_t k = 0; k < 5; k++) {
			memcpy(stamps[k], options, sizeof(options));
			stamps[k][7] = k + 1;
			spec[k].options = stamps[k];
			spec[k].option_bytes = sizeof(options);
		}
		frames_pass(ev, 0, 1000, &spec[0]);
		frames_pass(ev, 0, 2000, &spec[1]);
		frames_tcp(ev, 0, true, 3000, &spec[2]);
		frames_pass(ev, 1, 4000, &spec[3]);
		frames_tcp(ev, 1, true, 5000, &spec[4]);
		options[11] = cases[i / 2].echo;
		frames_pass(ev, 1, LAST_US,
			    &(struct frame_spec){ .flags = RST | ACK,
						  .options = options,
						  .option_bytes = sizeof(options) });
		const struct ruling *ruling =
			rule((struct wire_claim){ "~RST", .echo = IS(i % 2) }, ev);
		assert_int_equal(ruling->status, cases[i / 2].heard == i % 2 ? PASS : FAIL);
		assert_non_null(strstr(ruling->actual, cases[i / 2].heard
							       ? "TSecr=1, which it received"
							       : ", which it never received"));
	}
	/* Without the option there is no echo. */
	assert_int_equal(rule((struct wire_claim){ "~RST", .echo = IS(1) },
			      ending((struct frame_spec){ .flags = RST, .seq = TRIAL_SND_NXT }, 1))
				 ->status,
			 FAIL);
}

/* Each rule holds for its own number, and for that of no other rule. */
static void test_numbers(void **state)
{
	static const struct {
		enum number rule;
		uint32_t value;
		const char *text;
	} rules[] = {
		{ ZERO, 0, "0" },
		{ SEG_ACK, TRIAL_SEG_ACK, "SEG.ACK" },
		{ SEG_SEQ, TRIAL_SEG_END - 5, "SEG.SEQ" },
		{ SEG_END, TRIAL_SEG_END, "SEG.SEQ+SEG.LEN" },
		{ SND_NXT, TRIAL_SND_NXT, "SND.NXT" },
		{ RCV_NXT, TRIAL_RCV_NXT, "RCV.NXT" },
	};
	enum { RULES = sizeof(rules) / sizeof(rules[0]) };

	(void)state;
	for (size_t i = 0; i < 2 * RULES * RULES; i++) {
		bool is_seq = i % 2;
		size_t rule_at = i / 2 % RULES, value_at = i / 2 / RULES;
		struct frame_spec rst = trial_rst;
		struct wire_claim claim = { .flags = "~RST" };
		char said[64];

		*(is_seq ? &rst.seq : &rst.ack) = rules[value_at].value;
		*(is_seq ? &claim.seq : &claim.ack) = rules[rule_at].rule;
		const struct ruling *ruling = rule(claim, ending(rst, 1));
		assert_int_equal(ruling->status, rule_at == value_at ? PASS : FAIL);
		snprintf(said, sizeof(said), " %s=%s", is_seq ? "seq" : "ack", rules[rule_at].text);
		assert_non_null(strstr(ruling->expected, said));
		snprintf(said, sizeof(said), "(%s is %u)", rules[rule_at].text,
			 rules[rule_at].value);
		assert_int_equal(strstr(ruling->actual, said) != NULL, rule_at != value_at);
	}
}

/* A RST out of the blue answers nothing: whatever it bears, no rule about others can hold. */
static void test_numbers_untold(void **state)
{
	static const enum number rules[] = { SEG_ACK, SEG_SEQ, SEG_END, SND_NXT, RCV_NXT };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rules) / sizeof(rules[0]); i++) {
		struct evidence *ev = frames_direct(AF_INET6);
		struct wire_claim claim = { .flags = "~RST" };

		*(i % 2 ? &claim.seq : &claim.ack) = rules[i / 2];
		frames_pass(ev, 1, LAST_US, &(struct frame_spec){ .flags = RST });
		assert_int_equal(rule(claim, ev)->status, FAIL);
	}
}

static void test_count(void **state)
{
	static const struct {
		struct want want;
		int count;
		enum status status;
	} cases[] = {
		{ { 0 }, 0, FAIL }, { { 0 }, 1, PASS }, { { 0 }, 2, PASS }, { IS(0), 0, PASS },
		{ IS(0), 1, FAIL }, { IS(1), 0, FAIL }, { IS(1), 1, PASS }, { IS(1), 2, FAIL },
		{ IS(2), 1, FAIL }, { IS(2), 2, PASS }, { IS(2), 3, FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire_claim claim = { .flags = "RST,ACK", .count = cases[i].want };
		assert_int_equal(rule(claim, ending(trial_rst, cases[i].count))->status,
				 cases[i].status);
	}
}

/* All that a claim counts must be as it says, not one of them. */
static void test_each_of_several(void **state)
{
	struct evidence *ev = trial_reset();
	struct frame_spec second = trial_rst;

	(void)state;
	second.window = 9;
	frames_pass(ev, 1, LAST_US + 5000, &second);
	const struct ruling *ruling = rule((struct wire_claim){ "~RST", .win = IS(0) }, ev);
	assert_int_equal(ruling->status, FAIL);
	assert_non_null(strstr(ruling->actual, "2 of them: [RST,ACK]"));
	assert_non_null(strstr(ruling->actual, "Win=9"));
}

static void test_chapter(void **state)
{
	static const struct {
		const char *chapter;
		struct want count;
		enum status status;
		const char *actual;
	} cases[] = {
		{ "close", IS(1), PASS, "" },
		{ "data", IS(1), FAIL, "0 of them" },
		{ "data", IS(0), PASS, "" },
		{ "close", IS(0), FAIL, "1 of them" },
		{ "clsoe", IS(0), FAIL, "no such chapter" },
		{ NULL, IS(1), PASS, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct wire_claim claim = { .flags = "~RST", .count = cases[i].count };
		const struct promise promise = { "server", .wire = &claim,
						 .chapter = cases[i].chapter };
		const struct ruling *ruling = trial_rule(&promise, trial_reset());
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

static void test_lost(void **state)
{
	static const struct {
		bool lost; /* the claim, */
		struct want count;
		bool arrived; /* and the wire */
		enum status status;
	} cases[] = {
		{ false, IS(1), true, PASS },  { false, IS(1), false, FAIL },
		{ true, IS(1), false, PASS },  { true, IS(1), true, FAIL },
		{ false, IS(0), false, FAIL }, { true, IS(0), true, FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire_claim claim = { "~RST", .count = cases[i].count,
					    .lost = cases[i].lost };
		struct evidence *ev = trial_story();
		frames_tcp(ev, 1, true, LAST_US, &trial_rst);
		if (cases[i].arrived)
			frames_tcp(ev, 0, false, LAST_US + 1, &trial_rst);
		assert_int_equal(rule(claim, ev)->status, cases[i].status);
	}
}

/* Whose segment it is; and what is misspelt claims nothing, not even that there is nothing. */
static void test_who_and_what(void **state)
{
	static const struct {
		const char *who, *flags;
		struct want count;
		enum status status;
		const char *actual;
	} cases[] = {
		{ "server", "~RST", IS(1), PASS, "" },
		{ "client", "~RST", IS(1), FAIL, "0 of them" },
		{ "client", "~RST", IS(0), PASS, "" },
		{ "cleint", "~RST", IS(0), FAIL, "there is no host 'cleint'" },
		{ "client", "~RTS", IS(0), FAIL, "'~RTS' are not TCP flags" },
		{ "client", NULL, IS(4), PASS, "" },
		{ "server", NULL, IS(3), PASS, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = {
			cases[i].who, .wire = CLAIM(wire, cases[i].flags, .count = cases[i].count)
		};
		const struct ruling *ruling = trial_rule(&promise, trial_reset());
		assert_int_equal(ruling->status, cases[i].status);
		assert_non_null(strstr(ruling->actual, cases[i].actual));
	}
}

static void test_text(void **state)
{
	static const struct {
		struct wire_claim claim;
		const char *text, *chapter;
	} cases[] = {
		{ { 0 }, "at least one segment" },
		{ { .count = IS(0) }, "no segment, while: data", "data" },
		{ { "~RST", .count = IS(0) }, "no [~RST]" },
		{ { "RST", .count = IS(2), .seq = SEG_ACK, .ack = ZERO, .win = IS(0), .len = IS(1),
		    .rel_seq = IS(2), .rel_ack = IS(3), .timestamps = IS(0), .ttl = IS(64),
		    .lost = true },
		  "2 [RST] seq=SEG.ACK ack=0 win=0 len=1 Seq=2 Ack=3 TS=0 TTL=64, while: close, lost on the way",
		  "close" },
		{ { "RST", .open = IS(1), .echo = IS(1), .tcprst = IS(NO_TCPRST) },
		  "at least one [RST] win>0 TSecr=heard no MP_TCPRST" },
		{ { "RST", .open = IS(0), .echo = IS(0), .tcprst = IS(3) },
		  "at least one [RST] win=0 TSecr=unheard MP_TCPRST=3" },
		{ { "RST", .md5 = IS(1) }, "at least one [RST] MD5=1" },
		{ { "RST", .forged = true }, "at least one [RST], not sent by TCP" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promise = { .wire = &cases[i].claim,
						 .chapter = cases[i].chapter };
		char text[RULING_TEXT];
		assert_string_equal(promise_text(&promise, text, sizeof(text)), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_tcprst),
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_numbers_untold),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_each_of_several),
		cmocka_unit_test(test_chapter),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_who_and_what),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests_name("judge_wire", tests, NULL, NULL);
}
