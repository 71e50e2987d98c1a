/* SPDX-License-Identifier: GPL-2.0-only */
/* What is written as pcapng is read again, by libpcap, byte for byte and to the nanosecond. */
#include "capture_file.h"
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
	FILE *out = fopen("some.pcapng", "w");
	uint8_t bytes[128];
	struct capture_file *file;
	struct captured packet;
	struct why why;

	(void)state;
	assert_non_null(out);
	pcapng_begin(out, "test", "all of it: \xc3\xa4");
	pcapng_interface(out, "eth0", PCAPNG_COOKED, 192);
	pcapng_interface(out, "a name of 15 byt", PCAPNG_COOKED, 192);
	for (uint32_t i = 0; i < 12; i++) {
		size_t size = make(bytes, i % 4);
		const char *comment = i % 3 == 0   ? NULL
				      : i % 3 == 1 ? ""
						   : "a comment whose length is odd";
		pcapng_packet(out, &(struct pcapng_packet){ .interface = i % 2,
							    .time_ns = time_ns[i % 3],
							    .bytes = bytes,
							    .size = (uint32_t)size,
							    .length = (uint32_t)size,
							    .way = (enum pcapng_way)(i % 3),
							    .comment = comment });
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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_read_again) };

	return cmocka_run_group_tests_name("pcapng", tests, folder_enter, folder_leave);
}
