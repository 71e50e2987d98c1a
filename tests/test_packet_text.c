/* SPDX-License-Identifier: GPL-2.0-only */
/* A segment in words: flags, options, addresses. */
#include "packet.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_options_text(void **state)
{
	static const struct {
		uint8_t size;
		uint8_t bytes[40];
		const char *text;
	} cases[] = {
		{ 0, { 0 }, "" },
		{ 20,
		  { 2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7 },
		  " MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128" },
		{ 3, { 3, 3, 32 }, " WS=16384" }, /* RFC 7323, 2.3: no more than 14 */
		{ 18,
		  { 5, 18, 0, 0, 0, 110, 0, 0, 0, 120, 0, 0, 0, 130, 0, 0, 0, 140 },
		  " SLE=10 SRE=20 SLE=30 SRE=40" },
		{ 2, { 34, 2 }, " TFO=R" },
		{ 6, { 34, 6, 1, 2, 3, 4 }, " TFO=C" },
		{ 18, { 19, 18 }, " MD5" },
		{ 16, { 29, 16 }, " TCP AO" },
		{ 4, { 30, 4, 0x01, 0x81 }, " MP_CAPABLE" },
		{ 4, { 30, 4, 0x10, 0 }, " MP_JOIN" },
		{ 4, { 30, 4, 0x20, 0 }, " DSS" },
		{ 16, { 30, 12, 0x70, [12] = 30, 4, 0x80, 1 }, " MP_FASTCLOSE MP_TCPRST reason=1" },
		{ 4, { 30, 4, 0xf0, 0 }, " opt(30)" },
		{ 2, { 30, 2 }, " opt(30)" },
		{ 4, { 253, 4, 1, 2 }, " opt(253)" },
		{ 3, { 2, 3, 5 }, " opt(2)" }, /* a wrong length */
		{ 8, { 1, 1, 1, 4, 2, 0, 3, 3 }, " SACK_PERM" },
		{ 4, { 4, 2, 8, 10 }, " SACK_PERM" },  /* beyond the end */
		{ 4, { 4, 2, 253, 1 }, " SACK_PERM" }, /* shorter than itself */
		{ 3, { 4, 2, 253 }, " SACK_PERM" },
		{ 5, { 34, 3, 1, 4, 2 }, " TFO=C SACK_PERM" },
		{ 4, { 3, 4, 7, 0 }, " opt(3)" },
		{ 3, { 30, 3, 0x80 }, " MP_TCPRST" },
		{ 4, { 8, 4, 1, 2 }, " opt(8)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct decoded tcp = { .protocol = PROTO_TCP, .option_bytes = cases[i].size };
		char text[256], little[8], cut[8];

		memcpy(tcp.option, cases[i].bytes, sizeof(tcp.option));
		assert_string_equal(options_text(&tcp, 100, text, sizeof(text)), cases[i].text);
		options_text(&tcp, 100, little, sizeof(little));
		assert_string_equal(little, text_set(cut, sizeof(cut), "%s", text));
	}
}

static void test_flags(void **state)
{
	static const struct {
		int flags;
		const char *text;
	} cases[] = {
		{ SYN, "SYN" },
		{ RST | ACK, "RST,ACK" },
		{ PSH | ACK, "PSH,ACK" },
		{ FIN | ACK, "FIN,ACK" },
		{ SYN | ECE | CWR, "SYN,ECE,CWR" },
		{ 0xff, "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR" },
		{ 0, "<None>" },
	};
	static const char *const wrong[] = { "",     "rst",      "RST,BUS", "RST,",
					     ",RST", "RST, ACK", "RSTACK",  "~RST" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[64];

		flags_text((uint8_t)cases[i].flags, text, sizeof(text));
		assert_string_equal(text, cases[i].text);
		assert_int_equal(flags_parse(cases[i].text), cases[i].flags);
	}
	assert_int_equal(flags_parse("ACK,RST"), RST | ACK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(flags_parse(wrong[i]), -1);
}

static void test_address_text(void **state)
{
	static const struct in6_addr addr = { .s6_addr = { 0xfd, 0x72, [15] = 2 } };
	char text[INET6_ADDRSTRLEN], little[4] = "abc";

	(void)state;
	assert_string_equal(address_text(&addr, text, sizeof(text)), "fd72::2");
	assert_string_equal(address_text(&addr, little, sizeof(little)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options_text),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_address_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
