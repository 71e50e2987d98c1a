/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames that are built are read again as what was asked for, and their sums are right. */
#include "packet_build.h"

#include "json_value.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NETWORK = 14, IPV4_SIZE = 20, IPV6_SIZE = 40, TTL = 3, TOS = 0xa5 };

static const uint8_t options[] = { 1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1 };

static struct craft craft_make(bool ipv4, const char *data)
{
	struct craft craft = { .from_mac = { 2, 0, 0, 0, 0, 1 },
			       .to_mac = { 2, 0, 0, 0, 0, 2 },
			       .src = { .port = 50031 },
			       .dst = { .port = 8080 },
			       .ttl = TTL,
			       .tos = TOS,
			       .flags = PSH | ACK,
			       .seq = 0xfffffffe,
			       .ack = 0xdeadbeef,
			       .window = 0xffff,
			       .data = (const uint8_t *)data,
			       .data_size = strlen(data) };

	assert_true(
		address_parse(ipv4 ? "255.254.255.1" : "fdff:ffff:ffff:ffff::1", &craft.src.addr));
	assert_true(address_parse(ipv4 ? "255.255.253.2" : "fdff:ffff:ffff:fffe:ff00::2",
				  &craft.dst.addr));
	return craft;
}

/* The sum of ones' complement, over what may be of odd size: 0xffff over what has its sum in it. */
static unsigned sum(const uint8_t *bytes, size_t size, unsigned sum)
{
	for (size_t i = 0; i < size; i++)
		sum += (unsigned)bytes[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static unsigned tcp_sum(const uint8_t *frame, size_t size, bool ipv4)
{
	size_t at = NETWORK + (ipv4 ? IPV4_SIZE : IPV6_SIZE);
	size_t addresses = NETWORK + (ipv4 ? 12 : 8), both = ipv4 ? 8 : 32;
	unsigned pseudo = IPPROTO_TCP + (unsigned)(size - at);

	return sum(frame + at, size - at, sum(frame + addresses, both, pseudo));
}

static void test_read_again(void **state)
{
	/* of many sums: some are carried over twice */
	static const char *const data[] = { "", "x", "hello", "Hello world.\n", "\xff\xff\xff" };

	(void)state;
	for (size_t i = 0; i < 4 * sizeof(data) / sizeof(data[0]); i++) {
		bool ipv4 = i % 2;
		struct craft craft = craft_make(ipv4, data[i / 4]);
		struct decoded tcp;
		uint8_t frame[CRAFT_MAX];

		craft.option = options;
		craft.option_size = i % 4 < 2 ? sizeof(options) : 0;
		size_t size = craft_tcp(&craft, frame);
		size_t network = ipv4 ? IPV4_SIZE : IPV6_SIZE;
		assert_int_equal(size,
				 NETWORK + network + 20 + craft.option_size + craft.data_size);
		packet_decode(frame, size, &tcp);
		assert_int_equal(tcp.protocol, PROTO_TCP);
		assert_memory_equal(frame, craft.to_mac, 6);
		assert_memory_equal(frame + 6, craft.from_mac, 6);
		assert_true(endpoint_equal(&tcp.src, &craft.src));
		assert_true(endpoint_equal(&tcp.dst, &craft.dst));
		assert_int_equal(tcp.ttl, TTL);
		assert_int_equal(tcp.tos, TOS);
		assert_int_equal(tcp.flags, PSH | ACK);
		assert_int_equal(tcp.seq, craft.seq);
		assert_int_equal(tcp.ack, craft.ack);
		assert_int_equal(tcp.window, craft.window);
		assert_int_equal(tcp.len, craft.data_size);
		assert_int_equal(tcp.option_bytes, craft.option_size);
		assert_memory_equal(tcp.option, options, craft.option_size);
		assert_memory_equal(frame + tcp.payload, craft.data, craft.data_size);
		assert_int_equal(tcp_sum(frame, size, ipv4), 0xffff);
		if (ipv4)
			assert_int_equal(sum(frame + NETWORK, IPV4_SIZE, 0), 0xffff);
	}
}

/* A sum that is carried over, and whose carry carries over again. */
static void test_sums(void **state)
{
	(void)state;
	for (unsigned port = 0; port <= UINT16_MAX; port += 7) {
		struct craft craft = craft_make(true, "");
		uint8_t frame[CRAFT_MAX];

		craft.src.port = (uint16_t)port;
		assert_int_equal(tcp_sum(frame, craft_tcp(&craft, frame), true), 0xffff);
	}
}

static void test_bad_checksum(void **state)
{
	(void)state;
	for (int ipv4 = 0; ipv4 < 2; ipv4++) {
		struct craft craft = craft_make(ipv4, "hello");
		uint8_t frame[CRAFT_MAX];

		craft.bad_checksum = true;
		assert_int_not_equal(tcp_sum(frame, craft_tcp(&craft, frame), ipv4), 0xffff);
	}
}

static void test_refused(void **state)
{
	enum { MOST = CRAFT_MAX - 14 - 40 - 20 - 40 };
	static const struct {
		size_t options, data;
		bool fits;
	} cases[] = {
		{ 0, 0, true },  { 40, 0, true },    { 44, 0, false },        { 10, 0, false },
		{ 6, 0, false }, { 40, MOST, true }, { 40, MOST + 1, false },
	};
	static const uint8_t zeros[CRAFT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct craft craft = craft_make(false, "");
		uint8_t frame[CRAFT_MAX];

		craft.option = zeros;
		craft.option_size = cases[i].options;
		craft.data = zeros;
		craft.data_size = cases[i].data;
		assert_int_equal(craft_tcp(&craft, frame) > 0, cases[i].fits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_again),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_bad_checksum),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("packet_build", tests, NULL, NULL);
}
