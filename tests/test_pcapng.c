/* SPDX-License-Identifier: GPL-2.0-only */
/* What is written as pcapng is read again, by libpcap, byte for byte and to the nanosecond; and its
 * comments are text, whatever they were. */
#include "capture_file.h"
#include "comments.h"
#include "folder.h"
#include "pcapng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 10.0.0.1:1000 -> 10.0.0.2:80, SYN, and @extra bytes behind it: any length is padded. */
static size_t make(uint8_t *bytes, size_t extra)
{
	static const uint8_t cooked[] = { 0x08, 0, 0, 0, 0, 0, 0, 1, 0, 1,
					  4,    0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t head[] = { 0x45, 0, 0,  40, 0,    0, 0,    0,    64, 6,  0, 0, 10, 0,
					0,    1, 10, 0,  0,    2, 0x03, 0xe8, 0,  80, 0, 0, 0,  9,
					0,    0, 0,  0,  0x50, 2, 1,    0,    0,  0,  0, 0 };

	memcpy(bytes, cooked, sizeof(cooked));
	memcpy(bytes + sizeof(cooked), head, sizeof(head));
	memset(bytes + sizeof(cooked) + sizeof(head), 0x5a, extra);
	bytes[sizeof(cooked) + 3] = (uint8_t)(40 + extra);
	return sizeof(cooked) + sizeof(head) + extra;
}

static void test_read_again(void **state)
{
	static const int64_t time_ns[] = { 1, 1767225600123456789, INT64_C(4294967296) * 3 };
	static const char *const comments[] = { "", "a comment whose length is odd" };
	FILE *out = fopen("some.pcapng", "w");
	uint8_t bytes[128];
	struct capture_file *file;
	struct captured packet;
	struct why why;

	(void)state;
	assert_non_null(out);
	pcapng_begin(out, &(struct pcapng_section){ .program = "test", .comment = "all of it" });
	pcapng_interface(out, "eth0", PCAPNG_COOKED, 192);
	pcapng_interface(out, "a name of 15 byt", PCAPNG_COOKED, 192);
	for (uint32_t i = 0; i < 12; i++) {
		size_t size = make(bytes, i % 4);
		pcapng_packet(out, &(struct pcapng_packet){ .interface = i % 2,
							    .time_ns = time_ns[i % 3],
							    .bytes = bytes,
							    .size = (uint32_t)size,
							    .length = (uint32_t)size,
							    .way = (enum pcapng_way)(i % 3),
							    .comment = comments,
							    .comments = i % 3 });
	}
	assert_int_equal(fclose(out), 0);
	assert_int_equal(capture_file_open("some.pcapng", &file, &why), 0);
	for (uint32_t i = 0; i < 12; i++) {
		size_t size = make(bytes, i % 4);
		assert_int_equal(capture_file_next(file, &packet, &why), 1);
		assert_int_equal(packet.time_ns, time_ns[i % 3]);
		assert_int_equal(packet.size, size);
		assert_memory_equal(packet.bytes, bytes, size);
		assert_int_equal(packet.packet.dst.port, 80);
		assert_int_equal(packet.packet.flags, SYN);
		assert_int_equal(packet.packet.len, i % 4);
	}
	assert_int_equal(capture_file_next(file, &packet, &why), 0);
	capture_file_close(file);
}

/* ---- Comments -----------------------------------------------------------------------------------
 */

/* What is no UTF-8, or what a terminal would obey, is shown for what it is; what is too long is cut
 * between characters. */
static void test_any_text(void **state)
{
	enum { LONG = 70000, PAIRS = LONG / 2 };
	static char text[LONG + 1], pairs[LONG + 1];
	const char *const comments[] = { "a\033[2J\tb\nc\x7f", "\xff\xc3(\xe2\x80\xae", text, pairs,
					 "\xc3\xa4" };
	static const char *const expected[] = { "a?[2J?b\nc?",
						"?"
						"?(\\u202e",
						NULL, NULL, "\xc3\xa4" };
	FILE *out = fopen("any.pcapng", "w");
	uint8_t bytes[128];
	struct commented file;

	(void)state;
	memset(text, 'x', LONG);
	for (int i = 0; i < PAIRS; i++)
		memcpy(pairs + 2 * i, "\xc3\xa4", 2);
	assert_non_null(out);
	pcapng_begin(out, &(struct pcapng_section){ .program = text + LONG - 65535,
						    .system = text + LONG - 65536,
						    .comment = "\xc3" });
	pcapng_interface(out, "x\n\x80", PCAPNG_ETHERNET, 192);
	pcapng_packet(out, &(struct pcapng_packet){ .bytes = bytes,
						    .size = (uint32_t)make(bytes, 1),
						    .comment = comments,
						    .comments = 5 });
	assert_int_equal(fclose(out), 0);
	assert_null(comments_read("any.pcapng", &file));
	assert_string_equal(file.section, "?");
	assert_string_equal(file.interface[0], "x\n?");
	assert_int_equal(strlen(file.program), 65535);
	assert_null(strchr(file.program, '.'));
	assert_int_equal(strlen(file.system), 65535);
	assert_string_equal(file.system + 65535 - 4, "x...");
	assert_int_equal(file.packet[0].count, 5);
	for (int i = 0; i < 5; i++)
		if (expected[i])
			assert_string_equal(file.packet[0].comment[i], expected[i]);
	assert_string_equal(file.packet[0].comment[2] + 65535 - 4, "x...");
	/* Characters of two bytes leave an odd one. */
	assert_int_equal(strlen(file.packet[0].comment[3]), 65531 + 3 - 65531 % 2);
	comments_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_read_again),
					    cmocka_unit_test(test_any_text) };

	return cmocka_run_group_tests_name("pcapng", tests, folder_enter, folder_leave);
}
