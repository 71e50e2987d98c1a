/* SPDX-License-Identifier: GPL-2.0-only */
#include "frames.h"
#include "segment_text.h"
#include "wire.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CLIENT, SERVER };

static struct wire read_wire(const struct evidence *ev)
{
	struct wire wire;

	assert_int_equal(wire_read(ev, &wire), 0);
	return wire;
}

static void done(struct evidence *ev, struct wire *wire)
{
	wire_free(wire);
	free(ev);
}

static void assert_info(const struct segment *segment, const char *expected)
{
	char info[256];

	assert_string_equal(segment_info(segment, info, sizeof(info)), expected);
}

/* Captured between two hosts, with the Info that Wireshark 4.0 gives it: a port that is closed, a
 * close() with data unread, and the closed port again over IPv6. */
static const struct {
	bool sent;
	const char *hex, *info;
} captured[] = {
	{
		.sent = true,
		.hex = "02000000000202000000000108004500003c148a40004006121e0a0900010a09000292e60051"
		       "f673fe0b00000000a002faf057b90000020405b40402080a54730514000000000103030a",
		.info = "37606 → 81 [SYN] Seq=0 Win=64240 Len=0 "
			"MSS=1460 SACK_PERM TSval=1416824084 TSecr=0 WS=1024",
	},
	{
		.sent = false,
		.hex = "02000000000102000000000208004500002800004000400626bc0a0900020a090001005192e6"
		       "00000000f673fe0c5014000014040000",
		.info = "81 → 37606 [RST, ACK] Seq=1 Ack=1 Win=0 Len=0",
	},
	{
		.sent = true,
		.hex = "02000000000202000000000108004500003ca52940004006817e0a0900010a090002b4601f90"
		       "e1308fb400000000a002faf04eae0000020405b40402080a80df2494000000000103030a",
		.info = "46176 → 8080 [SYN] Seq=0 Win=64240 Len=0 "
			"MSS=1460 SACK_PERM TSval=2162107540 TSecr=0 WS=1024",
	},
	{
		.sent = false,
		.hex = "02000000000102000000000208004500003c00004000400626a80a0900020a0900011f90b460"
		       "3fabd6b5e1308fb5a012fe8863480000020405b40402080a0f2dc22e80df24940103030a",
		.info = "8080 → 46176 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 "
			"MSS=1460 SACK_PERM TSval=254657070 TSecr=2162107540 WS=1024",
	},
	{
		.sent = true,
		.hex = "020000000002020000000001080045000034a52a4000400681850a0900010a090002b4601f90"
		       "e1308fb53fabd6b68010003f906100000101080a80df24940f2dc22e",
		.info = "46176 → 8080 [ACK] Seq=1 Ack=1 Win=64512 Len=0 "
			"TSval=2162107540 TSecr=254657070",
	},
	{
		.sent = true,
		.hex = "020000000002020000000001080045000041a52b4000400681770a0900010a090002b4601f90"
		       "e1308fb53fabd6b68018003f145000000101080a80df24940f2dc22e48656c6c6f20776f726c"
		       "642e0a",
		.info = "46176 → 8080 [PSH, ACK] Seq=1 Ack=1 Win=64512 Len=13 "
			"TSval=2162107540 TSecr=254657070",
	},
	{
		.sent = false,
		.hex = "020000000001020000000002080045000034729540004006b41a0a0900020a0900011f90b460"
		       "3fabd6b6e1308fc280100040905300000101080a0f2dc22e80df2494",
		.info = "8080 → 46176 [ACK] Seq=1 Ack=14 Win=65536 Len=0 "
			"TSval=254657070 TSecr=2162107540",
	},
	{
		.sent = false,
		.hex = "020000000001020000000002080045000034729640004006b4190a0900020a0900011f90b460"
		       "3fabd6b6e1308fc2801400408f2300000101080a0f2dc35a80df2494",
		.info = "8080 → 46176 [RST, ACK] Seq=1 Ack=14 Win=65536 Len=0 "
			"TSval=254657370 TSecr=2162107540",
	},
	{
		.sent = true,
		.hex = "02000000000202000000000186dd6003ab7900280640fd720009000000000000000000000001"
		       "fd720009000000000000000000000002cbd8005189dfbc3700000000a002fd203e1200000204"
		       "05a00402080aa27a5d28000000000103030a",
		.info = "52184 → 81 [SYN] Seq=0 Win=64800 Len=0 "
			"MSS=1440 SACK_PERM TSval=2725928232 TSecr=0 WS=1024",
	},
	{
		.sent = false,
		.hex = "02000000000102000000000286dd600a59fa00140640fd720009000000000000000000000002"
		       "fd7200090000000000000000000000010051cbd80000000089dfbc3850140000a2940000",
		.info = "81 → 52184 [RST, ACK] Seq=1 Ack=1 Win=0 Len=0",
	},
};

static size_t from_hex(const char *hex, uint8_t *ret)
{
	size_t size = strlen(hex) / 2;

	for (size_t i = 0; i < size; i++) {
		char byte[3] = { hex[2 * i], hex[2 * i + 1] };

		ret[i] = (uint8_t)strtoul(byte, NULL, 16);
	}
	return size;
}

static void test_info_is_wiresharks(void **state)
{
	enum { COUNT = sizeof(captured) / sizeof(captured[0]) };
	struct evidence *ev = frames_direct(AF_INET);
	uint8_t frame[256];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		size_t size = from_hex(captured[i].hex, frame);

		frames_raw(ev, 0, captured[i].sent, i, frame, size);
		frames_raw(ev, 1, !captured[i].sent, i, frame, size);
	}

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, COUNT);
	assert_int_equal(wire.stream_count, 3);
	for (int i = 0; i < COUNT; i++) {
		assert_info(&wire.segment[i], captured[i].info);
		assert_string_equal(segment_protocol(&wire.segment[i]), "TCP");
		assert_int_equal(wire.segment[i].origin, captured[i].sent ? CLIENT : SERVER);
	}
	done(ev, &wire);
}

/* The numbers that Wireshark shows where it has not seen all SYNs, or not with all options. */
static const uint8_t scale[] = { 1, 3, 3, 7 };
static const uint8_t sack[] = { 1, 1, 5, 10, 0, 0, 0x13, 0x9c, 0, 0, 0x13, 0xa6 };
static const struct {
	int end;
	struct frame_spec spec;
	const char *info;
} numbered[] = {
	/* No scale in the SYN,ACK. */
	{ 0,
	  { .sport = 1, .flags = SYN, .seq = 9, .options = scale, .option_bytes = 4 },
	  "1 → 8080 [SYN] Seq=0 Win=0 Len=0 WS=128" },
	{ 1,
	  { .dport = 1, .flags = SYN | ACK, .seq = 70, .ack = 10 },
	  "8080 → 1 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0" },
	{ 0,
	  { .sport = 1, .flags = ACK, .seq = 10, .ack = 71, .window = 5 },
	  "1 → 8080 [ACK] Seq=1 Ack=1 Win=5 Len=0" },
	/* None in the SYN. */
	{ 0, { .sport = 6, .flags = SYN, .seq = 9 }, "6 → 8080 [SYN] Seq=0 Win=0 Len=0" },
	{ 1,
	  { .dport = 6,
	    .flags = SYN | ACK,
	    .seq = 70,
	    .ack = 10,
	    .options = scale,
	    .option_bytes = 4 },
	  "8080 → 6 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0 WS=128" },
	{ 1,
	  { .dport = 6, .flags = ACK, .seq = 71, .ack = 10, .window = 5 },
	  "8080 → 6 [ACK] Seq=1 Ack=1 Win=5 Len=0" },
	/* No SYN at all. */
	{ 0,
	  { .sport = 2, .flags = ACK, .seq = 101, .ack = 501, .window = 5, .payload = "abc" },
	  "2 → 8080 [ACK] Seq=1 Ack=1 Win=5 Len=3" },
	{ 1, { .dport = 2, .flags = RST, .seq = 501 }, "8080 → 2 [RST] Seq=1 Win=0 Len=0" },
	/* A half-open connection meets a SYN from the same port: the SYN is a new stream,
	 * and the SYN,ACK at its end is the new origin of that direction. */
	{ 0, { .sport = 2, .flags = SYN, .seq = 9999 }, "2 → 8080 [SYN] Seq=0 Win=0 Len=0" },
	{ 1,
	  { .dport = 2, .flags = ACK, .seq = 501, .ack = 104 },
	  "8080 → 2 [ACK] Seq=1 Ack=4294957401 Win=0 Len=0" },
	{ 0,
	  { .sport = 2, .flags = RST, .seq = 104 },
	  "2 → 8080 [RST] Seq=4294957401 Win=0 Len=0" },
	{ 1,
	  { .dport = 2, .flags = SYN | ACK, .seq = 900, .ack = 10000 },
	  "8080 → 2 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0" },
	/* A simultaneous open is one stream. */
	{ 0, { .sport = 3, .flags = SYN, .seq = 7 }, "3 → 8080 [SYN] Seq=0 Win=0 Len=0" },
	{ 1, { .dport = 3, .flags = SYN, .seq = 70 }, "8080 → 3 [SYN] Seq=0 Win=0 Len=0" },
	{ 0,
	  { .sport = 3, .flags = SYN | ACK, .seq = 7, .ack = 71 },
	  "3 → 8080 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0" },
	/* In a bare SYN that answers, a scale is on whatever the other SYN says. */
	{ 0, { .sport = 7, .flags = SYN, .seq = 7 }, "7 → 8080 [SYN] Seq=0 Win=0 Len=0" },
	{ 1,
	  { .dport = 7, .flags = SYN, .seq = 70, .options = scale, .option_bytes = 4 },
	  "8080 → 7 [SYN] Seq=0 Win=0 Len=0 WS=128" },
	{ 1,
	  { .dport = 7, .flags = ACK, .seq = 71, .ack = 8, .window = 5 },
	  "8080 → 7 [ACK] Seq=1 Ack=1 Win=640 Len=0" },
	/* Both have one: it holds for all but the SYNs themselves. */
	{ 0,
	  { .sport = 8, .flags = SYN, .window = 6, .options = scale, .option_bytes = 4 },
	  "8 → 8080 [SYN] Seq=0 Win=6 Len=0 WS=128" },
	{ 1,
	  { .dport = 8,
	    .flags = SYN | ACK,
	    .ack = 1,
	    .window = 7,
	    .options = scale,
	    .option_bytes = 4 },
	  "8080 → 8 [SYN, ACK] Seq=0 Ack=1 Win=7 Len=0 WS=128" },
	{ 0,
	  { .sport = 8,
	    .flags = SYN,
	    .window = 6,
	    .options = scale,
	    .option_bytes = 4,
	    .ip_id = 2 },
	  "8 → 8080 [SYN] Seq=0 Win=6 Len=0 WS=128" },
	{ 1,
	  { .dport = 8, .flags = ACK, .seq = 1, .ack = 1, .window = 5 },
	  "8080 → 8 [ACK] Seq=1 Ack=1 Win=640 Len=0" },
	{ 0,
	  { .sport = 8, .flags = ACK, .seq = 1, .ack = 1, .window = 9 },
	  "8 → 8080 [ACK] Seq=1 Ack=1 Win=1152 Len=0" },
	/* A SYN that was not captured may have had one. */
	{ 0,
	  { .sport = 9, .flags = ACK, .seq = 10, .ack = 70, .window = 5 },
	  "9 → 8080 [ACK] Seq=1 Ack=1 Win=5 Len=0" },
	{ 1,
	  { .dport = 9,
	    .flags = SYN | ACK,
	    .seq = 69,
	    .ack = 10,
	    .options = scale,
	    .option_bytes = 4 },
	  "8080 → 9 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0 WS=128" },
	{ 1,
	  { .dport = 9, .flags = ACK, .seq = 70, .ack = 10, .window = 5 },
	  "8080 → 9 [ACK] Seq=1 Ack=1 Win=640 Len=0" },
	/* SACK edges are relative too; numbers wrap. */
	{ 0, { .sport = 4, .flags = SYN, .seq = 0xffffffff }, "4 → 8080 [SYN] Seq=0 Win=0 Len=0" },
	{ 1,
	  { .dport = 4, .flags = SYN | ACK, .seq = 5000 },
	  "8080 → 4 [SYN, ACK] Seq=0 Ack=1 Win=0 Len=0" },
	{ 0,
	  { .sport = 4, .flags = ACK, .ack = 5001, .options = sack, .option_bytes = 12 },
	  "4 → 8080 [ACK] Seq=1 Ack=1 Win=0 Len=0 SLE=20 SRE=30" },
	{ 0,
	  { .sport = 5, .flags = PSH | ACK | URG, .payload = "uv" },
	  "5 → 8080 [PSH, ACK, URG] Seq=1 Ack=1 Win=0 Urg=0 Len=2" },
};

static void test_relative_numbers(void **state)
{
	enum { COUNT = sizeof(numbered) / sizeof(numbered[0]) };
	struct evidence *ev = frames_direct(AF_INET6);

	(void)state;
	for (int i = 0; i < COUNT; i++)
		frames_pass(ev, numbered[i].end, 10000 * i, &numbered[i].spec);

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, COUNT);
	assert_int_equal(wire.stream_count, 10);
	for (int i = 0; i < COUNT; i++)
		assert_info(&wire.segment[i], numbered[i].info);
	done(ev, &wire);
}

static void test_other_protocols(void **state)
{
	static const struct {
		const char *hex, *protocol, *info;
	} cases[] = {
		{ "ffffffffffff02000000000108060001080006040001020000000001"
		  "0a0000010000000000000a000002",
		  "ARP", "Who has 10.0.0.2? Tell 10.0.0.1" },
		{ "02000000000102000000000208060001080006040002020000000002"
		  "0a0000020200000000010a000001",
		  "ARP", "10.0.0.2 is at 02:00:00:00:00:02" },
		{ "0200000000010200000000020800450000180000400040010000"
		  "0a0000020a0000010303000000000000",
		  "ICMP", "Destination unreachable (Port unreachable)" },
		{ "02000000000102000000000286dd6000000000083aff"
		  "fd720000000000000000000000000002fd720000000000000000000000000001"
		  "8700000000000000",
		  "ICMPv6", "Neighbor Solicitation" },
		{ "0200000000010200000000020800450000180000400040010000"
		  "0a0000020a0000012a01000000000000",
		  "ICMP", "Type 42 code 1" },
		{ "0200000000010200000000020800450000180000400040010000"
		  "0a0000020a0000010307000000000000",
		  "ICMP", "Destination unreachable" },
		{ "0200000000010200000000020800450000180000400040010000"
		  "0a0000020a0000010100000000000000",
		  "ICMP", "Type 1 code 0" },
		{ "0200000000010200000000020800450000180000400040010000"
		  "0a0000020a0000010801000000000000",
		  "ICMP", "Echo (ping) request" },
		{ "02000000000102000000000208004500001e0000400040110000"
		  "0a0000020a00000100350400000a00006869",
		  "UDP", "53 → 1024 Len=2" },
		{ "02000000000102000000000288cc0000", "other", "16 bytes" },
	};
	enum { COUNT = sizeof(cases) / sizeof(cases[0]) };
	struct evidence *ev = frames_direct(AF_INET);
	uint8_t frame[128];

	(void)state;
	for (int i = 0; i < COUNT; i++)
		frames_raw(ev, 0, true, i, frame, from_hex(cases[i].hex, frame));

	struct wire wire = read_wire(ev);

	assert_int_equal(wire.count, COUNT);
	assert_int_equal(wire.stream_count, 0);
	for (int i = 0; i < COUNT; i++) {
		assert_string_equal(segment_protocol(&wire.segment[i]), cases[i].protocol);
		assert_info(&wire.segment[i], cases[i].info);
		assert_int_equal(wire.segment[i].stream, -1);
	}
	done(ev, &wire);
}

static void test_mptcp(void **state)
{
	const struct segment mptcp = { .tcp = { .protocol = PROTO_TCP,
						.option_bytes = 4,
						.option = { OPTION_MPTCP, 4, 0x01, 0x81 } } };

	(void)state;
	assert_string_equal(segment_protocol(&mptcp), "MPTCP");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_info_is_wiresharks),
		cmocka_unit_test(test_relative_numbers),
		cmocka_unit_test(test_other_protocols),
		cmocka_unit_test(test_mptcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
