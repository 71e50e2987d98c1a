/* SPDX-License-Identifier: GPL-2.0-only */
#include "frames.h"
#include "packet.h"
#include "text.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ETHERNET_SIZE = 14, FRAME_SIZE = 2048 };

static const struct frame_spec segments[] = {
	{
		.src = "10.0.0.1",
		.dst = "10.0.0.2",
		.sport = 50031,
		.dport = 8080,
		.flags = SYN,
		.seq = 0xdeadbeef,
		.window = 64240,
		.options = frames_syn_options,
		.option_bytes = sizeof(frames_syn_options),
		.ip_id = 7,
	},
	{
		.src = "fd72::1",
		.dst = "fd72::2",
		.sport = 8080,
		.dport = 50031,
		.flags = PSH | ACK,
		.seq = 1,
		.ack = 0xffffffff,
		.window = 1,
		.options = frames_ts_options,
		.option_bytes = sizeof(frames_ts_options),
		.payload = "Hello world.\n",
		.ttl = 3,
	},
};
enum { SEGMENTS = sizeof(segments) / sizeof(segments[0]) };

/* Decodes a copy of exactly @size bytes, so that a sanitizer sees each read past the end. */
static struct decoded decode(const uint8_t *frame, size_t size)
{
	struct decoded ret;
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, frame, size);
	packet_decode(copy, size, &ret);
	free(copy);
	return ret;
}

static void assert_address(const struct in6_addr *addr, const char *expected)
{
	char text[INET6_ADDRSTRLEN];

	assert_string_equal(address_text(addr, text, sizeof(text)), expected);
}

static void assert_segment(const struct decoded *tcp, const struct frame_spec *spec)
{
	size_t payload = spec->payload ? strlen(spec->payload) : 0;

	assert_int_equal(tcp->protocol, PROTO_TCP);
	assert_address(&tcp->src.addr, spec->src);
	assert_address(&tcp->dst.addr, spec->dst);
	assert_int_equal(tcp->src.port, spec->sport);
	assert_int_equal(tcp->dst.port, spec->dport);
	assert_int_equal(tcp->flags, spec->flags);
	assert_int_equal(tcp->seq, spec->seq);
	assert_int_equal(tcp->ack, spec->ack);
	assert_int_equal(tcp->window, spec->window);
	assert_int_equal(tcp->ttl, spec->ttl ? spec->ttl : 64);
	assert_int_equal(tcp->ip_id, spec->ip_id);
	assert_int_equal(tcp->len, payload);
	assert_int_equal(segment_length(tcp), payload + (spec->flags & (SYN | FIN) ? 1 : 0));
	assert_int_equal(tcp->option_bytes, spec->option_bytes);
	assert_memory_equal(tcp->option, spec->options, spec->option_bytes);
	assert_true(tcp->has_ts);
}

static void test_segments(void **state)
{
	uint8_t frame[FRAME_SIZE];

	(void)state;
	for (int i = 0; i < SEGMENTS; i++) {
		size_t size = frames_build(&segments[i], frame);
		struct decoded tcp = decode(frame, size);

		assert_segment(&tcp, &segments[i]);
		assert_int_equal(tcp.network, ETHERNET_SIZE);
		assert_int_equal(tcp.payload, size - tcp.len);

		/* Ethernet pads short frames: the IP header knows better. */
		tcp = decode(frame, size + 6);
		assert_segment(&tcp, &segments[i]);
	}
}

/* Cut anywhere: before the flags it is no segment, within the headers it is one of which something
 * is missing, within the payload it is still the whole one. */
static void test_truncated(void **state)
{
	uint8_t frame[FRAME_SIZE];

	(void)state;
	for (int i = 0; i < SEGMENTS; i++) {
		size_t size = frames_build(&segments[i], frame);
		size_t headers = decode(frame, size).payload;

		for (size_t cut = 0; cut <= size; cut++) {
			struct decoded tcp = decode(frame, cut);

			if (cut >= headers) {
				assert_segment(&tcp, &segments[i]);
				assert_false(tcp.options_cut || tcp.window_cut);
				continue;
			}
			size_t begin = headers - 20 - segments[i].option_bytes;
			if (cut < begin + 14) {
				assert_int_equal(tcp.protocol, PROTO_OTHER);
				continue;
			}
			bool has_window = cut >= begin + 20;
			assert_int_equal(tcp.protocol, PROTO_TCP);
			assert_int_equal(tcp.flags, segments[i].flags);
			assert_int_equal(tcp.seq, segments[i].seq);
			assert_int_equal(tcp.len, size - headers);
			assert_int_equal(tcp.payload, cut);
			assert_true(tcp.options_cut);
			assert_int_equal(tcp.window_cut, !has_window);
			assert_int_equal(tcp.window, has_window ? segments[i].window : 0);
			assert_int_equal(tcp.option_bytes, has_window ? cut - begin - 20 : 0);
		}
	}
}

/* Puts @size bytes into @frame of @frame_size at @at. Returns the new size. */
static size_t insert(uint8_t *frame, size_t frame_size, size_t at, const uint8_t *bytes,
		     size_t size)
{
	memmove(frame + at + size, frame + at, frame_size - at);
	memcpy(frame + at, bytes, size);
	return frame_size + size;
}

static void test_vlan(void **state)
{
	static const uint8_t tag[] = { 0x81, 0x00, 0x00, 0x05 };

	(void)state;
	for (int i = 0; i < SEGMENTS; i++) {
		uint8_t frame[FRAME_SIZE];
		size_t size = frames_build(&segments[i], frame);

		size = insert(frame, size, 12, tag, sizeof(tag));

		struct decoded tcp = decode(frame, size);

		assert_segment(&tcp, &segments[i]);
		assert_int_equal(tcp.network, ETHERNET_SIZE + sizeof(tag));
		assert_int_equal(decode(frame, ETHERNET_SIZE + 2).protocol, PROTO_OTHER);
	}
}

static void test_ipv4_options(void **state)
{
	static const uint8_t router_alert[] = { 0x94, 4, 0, 0 };
	uint8_t frame[FRAME_SIZE];
	size_t size = frames_build(&segments[0], frame);

	(void)state;
	size = insert(frame, size, ETHERNET_SIZE + 20, router_alert, sizeof(router_alert));
	frame[14] = 0x46;
	frame[17] = (uint8_t)(frame[17] + sizeof(router_alert));

	struct decoded tcp = decode(frame, size);

	assert_segment(&tcp, &segments[0]);
}

static void test_ipv6_extensions(void **state)
{
	enum { NEXT_HEADER = 20, PAYLOAD_LENGTH = 19, AT = 54 };
	static const struct {
		uint8_t first; /* as the IPv6 header names it */
		uint8_t size;
		uint8_t bytes[32];
		enum protocol protocol;
	} cases[] = {
		{ IPPROTO_HOPOPTS, 8, { IPPROTO_TCP, 0 }, PROTO_TCP },
		{ IPPROTO_DSTOPTS, 16, { IPPROTO_TCP, 1 }, PROTO_TCP },
		{ IPPROTO_ROUTING, 24, { IPPROTO_TCP, 2 }, PROTO_TCP },
		{ IPPROTO_HOPOPTS, 16, { IPPROTO_DSTOPTS, 0, [8] = IPPROTO_TCP, 0 }, PROTO_TCP },
		{ IPPROTO_FRAGMENT, 8, { IPPROTO_TCP, 0, 0, 1 }, PROTO_TCP },   /* the first one */
		{ IPPROTO_FRAGMENT, 8, { IPPROTO_TCP, 0, 0, 8 }, PROTO_OTHER }, /* a later one */
		{ IPPROTO_FRAGMENT, 8, { IPPROTO_TCP, 9, 0, 1 }, PROTO_TCP },   /* reserved */
		{ IPPROTO_HOPOPTS, 8, { IPPROTO_TCP, 255 }, PROTO_OTHER },      /* beyond the end */
		{ IPPROTO_HOPOPTS, 8, { IPPROTO_ICMPV6, 0 }, PROTO_ICMPV6 },
		{ IPPROTO_NONE, 0, { 0 }, PROTO_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t frame[FRAME_SIZE];
		size_t size = frames_build(&segments[1], frame);

		size = insert(frame, size, AT, cases[i].bytes, cases[i].size);
		frame[NEXT_HEADER] = cases[i].first;
		frame[PAYLOAD_LENGTH] = (uint8_t)(frame[PAYLOAD_LENGTH] + cases[i].size);

		struct decoded packet = decode(frame, size);

		assert_int_equal(packet.protocol, cases[i].protocol);
		if (packet.protocol == PROTO_TCP)
			assert_segment(&packet, &segments[1]);
	}
}

/* One byte of a sound segment is changed. */
static void test_changed(void **state)
{
	static const struct {
		int segment;
		size_t at;
		uint8_t value;
		enum protocol protocol;
	} cases[] = {
		{ 0, 12, 0x99, PROTO_OTHER }, /* EtherType */
		{ 0, 14, 0x65, PROTO_OTHER }, /* IP version */
		{ 0, 14, 0x44, PROTO_OTHER }, /* header length: too short */
		{ 0, 14, 0x4f, PROTO_OTHER }, /* and too long */
		{ 0, 17, 19, PROTO_OTHER },   /* total length */
		{ 0, 17, 40, PROTO_OTHER },   /* which leaves no room for the TCP options */
		{ 0, 20, 0x20, PROTO_TCP },   /* the first fragment */
		{ 0, 21, 1, PROTO_OTHER },    /* a later one */
		{ 0, 23, IPPROTO_UDP, PROTO_UDP },
		{ 0, 23, IPPROTO_ICMP, PROTO_ICMP },
		{ 0, 23, IPPROTO_SCTP, PROTO_OTHER },
		{ 0, 46, 0x40, PROTO_OTHER }, /* data offset: too short */
		{ 0, 46, 0xf0, PROTO_OTHER }, /* and too long */
		{ 1, 14, 0x40, PROTO_OTHER },
		{ 1, 19, 19, PROTO_OTHER }, /* payload length */
		{ 1, 20, IPPROTO_UDP, PROTO_UDP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t frame[FRAME_SIZE];
		size_t size = frames_build(&segments[cases[i].segment], frame);

		frame[cases[i].at] = cases[i].value;
		assert_int_equal(decode(frame, size).protocol, cases[i].protocol);
	}
}

static void test_arp_and_fence(void **state)
{
	static const uint8_t arp[] = { 2,  0, 0, 0, 0, 1, 2, 0, 0, 0, 0,  2, 8, 6,
				       0,  1, 8, 0, 6, 4, 0, 2, 2, 0, 0,  0, 0, 2,
				       10, 0, 0, 2, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1 };
	static const uint8_t fence[ETHERNET_SIZE] = { [12] = 0x88, 0xb5 };
	struct decoded packet = decode(arp, sizeof(arp));

	(void)state;
	assert_int_equal(packet.protocol, PROTO_ARP);
	assert_int_equal(packet.arp_operation, 2);
	assert_memory_equal(packet.arp_mac, arp + 6, 6);
	assert_address(&packet.src.addr, "10.0.0.2");
	assert_address(&packet.dst.addr, "10.0.0.1");
	assert_int_equal(decode(arp, sizeof(arp) - 1).protocol, PROTO_OTHER);
	assert_int_equal(decode(fence, sizeof(fence)).protocol, PROTO_FENCE);

	uint8_t other[sizeof(arp)];

	memcpy(other, arp, sizeof(arp));
	other[15] = 6; /* of another network than Ethernet */
	assert_int_equal(decode(other, sizeof(other)).protocol, PROTO_OTHER);
}

/* What counts in a segment; and a time stamp is one only at its full length. */
static void test_length(void **state)
{
	const struct decoded both = { .flags = SYN | FIN, .len = 3 };
	struct frame_spec spec = segments[0];
	static const uint8_t short_stamp[] = { 8, 6, 1, 2, 3, 4, 1, 1 };
	uint8_t frame[FRAME_SIZE];

	(void)state;
	assert_int_equal(segment_length(&both), 5);
	spec.options = short_stamp;
	spec.option_bytes = sizeof(short_stamp);
	assert_false(decode(frame, frames_build(&spec, frame)).has_ts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_vlan),
		cmocka_unit_test(test_ipv4_options),
		cmocka_unit_test(test_ipv6_extensions),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_arp_and_fence),
		cmocka_unit_test(test_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
