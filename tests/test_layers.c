/* SPDX-License-Identifier: GPL-2.0-only */
/* Link layers, tags, extension headers, tunnels: what is read of the segment within. */
#include "layers.h"
#include "packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct frame_spec segments[] = {
	{
		.src = "10.0.0.1",
		.dst = "10.0.0.2",
		.sport = 50031,
		.dport = 8080,
		.flags = RST | ACK,
		.seq = 1000,
		.ack = 2000,
		.window = 502,
		.options = frames_ts_options,
		.option_bytes = sizeof(frames_ts_options),
		.payload = "Hello world.\n",
		.ttl = 3,
		.ip_id = 77,
	},
	{
		.src = "2001:0:53aa:64c::1",
		.dst = "fd72::2",
		.sport = 50031,
		.dport = 8080,
		.flags = RST,
		.seq = 1000,
		.options = frames_ts_options,
		.option_bytes = sizeof(frames_ts_options),
		.payload = "Hello world.\n",
		.ttl = 3,
	},
};

struct row {
	enum link_layer link;
	const char *words;
	enum tunnel tunnel;
	int tunnels;
	uint64_t ids;
	bool is_fragment;
	enum { IS_TCP, IS_UDP, IS_OTHER } is;
};

/* Decodes a copy of exactly @size bytes, so that a sanitizer sees each read past the end. */
static struct decoded decode(enum link_layer link, const uint8_t *frame, size_t size, size_t length)
{
	struct decoded ret;
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, frame, size);
	packet_read(link, copy, size, length, &ret);
	free(copy);
	return ret;
}

static void assert_address(const char *row, const struct in6_addr *addr, const char *expected)
{
	char text[INET6_ADDRSTRLEN];

	if (strcmp(address_text(addr, text, sizeof(text)), expected) != 0)
		fail_msg("%s: address %s, not %s", row, text, expected);
}

static void check_segment(const struct row *row, const struct decoded *tcp,
			  const struct frame_spec *spec)
{
	if (tcp->tunnels != row->tunnels || tcp->tunnel != row->tunnel ||
	    tcp->tunnel_ids != row->ids)
		fail_msg("%s: %d tunnels, the innermost %d, ids %llx", row->words, tcp->tunnels,
			 tcp->tunnel, (unsigned long long)tcp->tunnel_ids);
	if (tcp->is_fragment != row->is_fragment)
		fail_msg("%s: fragment %d", row->words, tcp->is_fragment);

	static const enum protocol protocols[] = { PROTO_TCP, PROTO_UDP, PROTO_OTHER };
	enum protocol expected = protocols[row->is];

	if (tcp->protocol != expected)
		fail_msg("%s: protocol %d", row->words, tcp->protocol);
	if (expected != PROTO_TCP)
		return;
	if (!strstr(row->words, "tcp")) {
		assert_address(row->words, &tcp->src.addr, spec->src);
		assert_address(row->words, &tcp->dst.addr, spec->dst);
		assert_int_equal(tcp->ttl, spec->ttl);
		assert_int_equal(tcp->ip_id, spec->ip_id);
	}
	assert_int_equal(tcp->src.port, spec->sport);
	assert_int_equal(tcp->dst.port, spec->dport);
	assert_int_equal(tcp->seq, spec->seq);
	assert_int_equal(tcp->ack, spec->ack);
	assert_int_equal(tcp->flags, spec->flags);
	assert_int_equal(tcp->window, spec->window);
	assert_int_equal(tcp->ts_val, 2);
	if (tcp->len != strlen(spec->payload))
		fail_msg("%s: %u bytes", row->words, tcp->len);
	assert_false(tcp->options_cut || tcp->window_cut);
}

static void check_row(const struct row *row, const struct frame_spec *spec)
{
	uint8_t frame[LAYERS_SIZE + 64] = { 0 };
	size_t size = layers_build(row->words, spec, frame);
	struct decoded tcp = decode(row->link, frame, size, size);

	check_segment(row, &tcp, spec);
	if (tcp.protocol == PROTO_TCP)
		assert_memory_equal(frame + tcp.payload, spec->payload, strlen(spec->payload));
	/* What pads it is not payload. */
	if (!strstr(row->words, "zero")) {
		tcp = decode(row->link, frame, size + 6, size + 6);
		check_segment(row, &tcp, spec);
	}
	/* Of which a part was captured: nothing past it is read. */
	for (size_t cut = 0; cut < size; cut++)
		decode(row->link, frame, cut, size);
	if (tcp.protocol == PROTO_TCP) {
		tcp = decode(row->link, frame, tcp.payload, size);
		check_segment(row, &tcp, spec);
	}
}

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (int family = 0; family < 2; family++)
			check_row(&rows[i], &segments[family]);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_links(void **state)
{
	static const struct row rows[] = {
		{ LINK_ETHERNET, "eth" },
		{ LINK_ETHERNET, "eth vlan" },
		{ LINK_ETHERNET, "eth qinq vlan" },
		{ LINK_ETHERNET, "eth qinq vlan vlan" },
		{ LINK_ETHERNET, "eth mpls" },
		{ LINK_ETHERNET, "eth vlan mpls" },
		{ LINK_ETHERNET, "eth mpls control eth" },
		{ LINK_ETHERNET, "eth mpls control eth vlan" },
		{ LINK_ETHERNET, "eth pppoe ppp" },
		{ LINK_ETHERNET, "eth vlan pppoe ppp" },
		{ LINK_ETHERNET, "eth pppoe ppp mpls" },
		{ LINK_COOKED, "cooked" },
		{ LINK_COOKED, "cooked vlan" },
		{ LINK_COOKED_2, "cooked2" },
		{ LINK_COOKED_2, "cooked2 vlan" },
		{ LINK_IP, "" },
		{ LINK_LOOPBACK, "loop" },
		{ LINK_LOOPBACK, "null" },
		{ LINK_PPP, "ppp" },
		{ LINK_PPP, "short" },
		{ LINK_PPP, "hdlc" },
		{ LINK_PPP, "cisco" },
		{ LINK_PPPOE, "pppoe ppp" },
		/* Not as it says. */
		{ LINK_ETHERNET, "", .is = IS_OTHER },
		{ LINK_COOKED, "netlink", .is = IS_OTHER },
		{ LINK_COOKED_2, "netlink2", .is = IS_OTHER },
		{ LINK_LOOPBACK, "ipx", .is = IS_OTHER },
		{ LINK_PPP, "ccp", .is = IS_OTHER },
		{ LINK_ETHERNET, "eth discovery ppp", .is = IS_OTHER },
		{ LINK_IP, "vlan", .is = IS_OTHER },
	};

	(void)state;
	CHECK(rows);
}

static void test_extensions(void **state)
{
	static const struct row rows[] = {
		{ LINK_ETHERNET, "eth ip6 hop tcp" },
		{ LINK_ETHERNET, "eth ip6 hop options route tcp" },
		{ LINK_ETHERNET, "eth ip6 ah tcp" },
		{ LINK_ETHERNET, "eth ip4 ah tcp" },
		{ LINK_ETHERNET, "eth ip6 hop ah options tcp" },
		{ LINK_ETHERNET, "eth ip6 first tcp", .is_fragment = true },
		{ LINK_ETHERNET, "eth ip6 later tcp", .is_fragment = true, .is = IS_OTHER },
		{ LINK_ETHERNET, "eth ip6 whole tcp" },
		{ LINK_ETHERNET, "eth first4 tcp", .is_fragment = true },
		{ LINK_ETHERNET, "eth later4 tcp", .is_fragment = true, .is = IS_OTHER },
		{ LINK_ETHERNET, "eth ip4 hop tcp", .is = IS_OTHER },
		{ LINK_ETHERNET, "eth little6 hop16 tcp", .is = IS_OTHER },
		/* The interface was to cut it: it does not say how long it is. */
		{ LINK_ETHERNET, "eth zero4 tcp" },
		{ LINK_ETHERNET, "eth zero6 tcp" },
	};

	(void)state;
	CHECK(rows);
}

static void test_tunnels(void **state)
{
	static const struct row rows[] = {
		{ LINK_ETHERNET, "eth ip4", TUNNEL_IP, 1 },
		{ LINK_ETHERNET, "eth ip6", TUNNEL_IP, 1 },
		{ LINK_IP, "ip6 options", TUNNEL_IP, 1 },
		{ LINK_ETHERNET, "eth ip4 gre", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip6 gre", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 grekey:0xfedcba98", TUNNEL_GRE, 1, 0xfedcba98 },
		{ LINK_ETHERNET, "eth ip4 gresum:7", TUNNEL_GRE, 1, 7 },
		{ LINK_ETHERNET, "eth ip4 gre eth", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 gre eth vlan", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 gre mpls", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 pptp:9 ppp", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 pptp:9 hdlc", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 span eth", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 span1 eth", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 span3 eth", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 span3sub eth vlan", TUNNEL_GRE, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:4789 vxlan:42 eth", TUNNEL_VXLAN, 1, 42 },
		{ LINK_COOKED_2, "cooked2 ip6 udp:8472 vxlan:1 eth vlan", TUNNEL_VXLAN, 1, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:4790 gpe:0xabcdef", TUNNEL_VXLAN, 1, 0xabcdef },
		{ LINK_ETHERNET, "eth ip4 udp:4790 gpe:6 eth", TUNNEL_VXLAN, 1, 6 },
		{ LINK_ETHERNET, "eth ip4 udp:4790 vxlan:5 eth", TUNNEL_VXLAN, 1, 5 },
		{ LINK_ETHERNET, "eth ip4 udp:6081 geneve:43 eth", TUNNEL_GENEVE, 1, 43 },
		{ LINK_ETHERNET, "eth ip6 udp:6081 geneve:43", TUNNEL_GENEVE, 1, 43 },
		/* Within one another, as deep as they are looked into. */
		{ LINK_ETHERNET, "eth ip4 udp:4789 vxlan:42 eth ip6 grekey:7", TUNNEL_GRE, 2,
		  42ULL << 32 | 7 },
		{ LINK_ETHERNET, "eth ip4 grekey:1 ip4 grekey:2 ip4 grekey:3", TUNNEL_GRE, 3,
		  2ULL << 32 | 3 },
		{ LINK_ETHERNET, "eth ip4 ip6 ip4 ip6", TUNNEL_IP, 4 },
		{ LINK_ETHERNET, "eth ip4 ip6 ip4 ip6 ip4", TUNNEL_IP, 4, .is = IS_OTHER },
		/* A fragment around it is none of what is in it. */
		{ LINK_ETHERNET, "eth first4", TUNNEL_IP, 1 },
		{ LINK_ETHERNET, "eth ip4 first4 tcp", TUNNEL_IP, 1, .is_fragment = true },
		{ LINK_ETHERNET, "eth later4", .is_fragment = true, .is = IS_OTHER },
		/* What is no tunnel, or has something else in it, is the packet that it is. */
		{ LINK_ETHERNET, "eth ip4 gre7", .is = IS_OTHER },
		{ LINK_ETHERNET, "eth ip4 grekey:7 discovery ppp", .is = IS_OTHER },
		{ LINK_ETHERNET, "eth ip4 udp:4789 novni:42 eth", .is = IS_UDP },
		{ LINK_ETHERNET, "eth ip4 udp:4789 vxlan:42", .is = IS_UDP },
		{ LINK_ETHERNET, "eth ip4 udp:4788 vxlan:42 eth", .is = IS_UDP },
		{ LINK_ETHERNET, "eth ip4 udp:6081 geneve1:42 eth", .is = IS_UDP },
	};

	(void)state;
	CHECK(rows);
}

static void test_teredo(void **state)
{
	static const struct row rows[] = {
		{ LINK_ETHERNET, "eth ip4 udp:3544", TUNNEL_TEREDO, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:50000", TUNNEL_TEREDO, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:3544 origin", TUNNEL_TEREDO, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:3544 auth", TUNNEL_TEREDO, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:3544 auth origin", TUNNEL_TEREDO, 1 },
		{ LINK_ETHERNET, "eth ip4 udp:3544 ip6 tcp", .is = IS_UDP },
		{ LINK_ETHERNET, "eth ip4 udp:3544 ip6", .is = IS_UDP },
		{ LINK_ETHERNET, "eth ip4 udp:3544 teredo6 tcp", .is = IS_UDP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct frame_spec reply = segments[1];
		reply.src = segments[1].dst;
		reply.dst = segments[1].src;
		check_row(&rows[i], &segments[1]);
		check_row(&rows[i], &reply);
	}
}

/* Captures of 64 and 68 bytes, as are often made: what is left of the TCP header is read. */
static void test_short_captures(void **state)
{
	static const struct {
		const char *words;
		int family;
		size_t size;
		bool is_tcp, has_window;
		int options;
	} rows[] = {
		{ "eth", 0, 64, true, true, 10 },      { "eth", 0, 68, true, true, 12 },
		{ "eth vlan", 0, 64, true, true, 6 },  { "eth vlan", 0, 68, true, true, 10 },
		{ "eth", 1, 64, false, false, 0 },     { "eth", 1, 68, true, false, 0 },
		{ "eth", 1, 80, true, true, 6 },       { "eth vlan", 1, 68, false, false, 0 },
		{ "cooked", 0, 68, true, true, 12 },   { "cooked2", 0, 68, true, true, 8 },
		{ "cooked2", 0, 64, true, true, 4 },   { "eth ip4", 0, 68, true, false, 0 },
		{ "eth ip4", 0, 64, false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t frame[LAYERS_SIZE];
		const struct frame_spec *spec = &segments[rows[i].family];
		enum link_layer link = strstr(rows[i].words, "cooked2")  ? LINK_COOKED_2
				       : strstr(rows[i].words, "cooked") ? LINK_COOKED
									 : LINK_ETHERNET;
		size_t size = layers_build(rows[i].words, spec, frame);
		struct decoded tcp = decode(link, frame, rows[i].size, size);
		if ((tcp.protocol == PROTO_TCP) != rows[i].is_tcp)
			fail_msg("%s, %zu bytes: protocol %d", rows[i].words, rows[i].size,
				 tcp.protocol);
		if (!rows[i].is_tcp)
			continue;
		assert_int_equal(tcp.flags, spec->flags);
		assert_int_equal(tcp.len, strlen(spec->payload));
		assert_int_equal(tcp.window_cut, !rows[i].has_window);
		assert_int_equal(tcp.option_bytes, rows[i].options);
		assert_int_equal(tcp.options_cut, rows[i].options < 12);
		assert_int_equal(tcp.has_ts, rows[i].options == 12);
	}
}

/* Longer than any packet of the wire: the loopback, and interfaces that put segments together. */
static void test_large(void **state)
{
	enum { SIZE = 250000 };
	uint8_t *frame = calloc(1, SIZE);

	(void)state;
	assert_non_null(frame);
	layers_build("eth zero4 tcp", &segments[0], frame);

	struct decoded tcp = decode(LINK_ETHERNET, frame, SIZE, SIZE);

	assert_int_equal(tcp.protocol, PROTO_TCP);
	assert_int_equal(tcp.len, SIZE - tcp.payload);
	/* Tags that go on for ever, or for too long. */
	for (size_t i = 0; i + 4 <= SIZE; i += 4)
		memcpy(frame + i, (uint8_t[]){ 0x81, 0x00, 0x00, 0x01 }, 4);
	assert_int_equal(decode(LINK_ETHERNET, frame, SIZE, SIZE).protocol, PROTO_OTHER);
	for (size_t at = 1000; at <= 100000; at += 99000) {
		memcpy(frame + at, (uint8_t[]){ 0x08, 0x00 }, 2);
		layers_build("", &segments[0], frame + at + 2);
		assert_int_equal(decode(LINK_ETHERNET, frame, SIZE, SIZE).protocol,
				 at < 65536 ? PROTO_TCP : PROTO_OTHER);
		for (size_t i = at; i < at + 200; i += 4)
			memcpy(frame + i, (uint8_t[]){ 0x81, 0x00, 0x00, 0x01 }, 4);
	}
	/* It kept more than there was, they say. */
	layers_build("eth", &segments[0], frame);
	assert_int_equal(decode(LINK_ETHERNET, frame, 200, 10).protocol, PROTO_TCP);
	free(frame);
}

/* Where it was captured: the same for both directions, if the link layer can tell. */
static void test_places(void **state)
{
	static const uint8_t there[20] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8 },
			     back[20] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8 },
			     elsewhere[20] = { 2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 2, 8 };
	/* Of SLL the type of the packet and an address, of SLL2 the interface. */
	static const uint8_t in[20] = { 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1 },
			     out[20] = { 0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1 },
			     first[20] = { 8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 2 },
			     second[20] = { 8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2 },
			     first_back[20] = { 8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 9 };
#define PLACE(link, frame) link_layer_place(link, frame, sizeof(frame))

	(void)state;
	assert_int_not_equal(PLACE(LINK_ETHERNET, there), 0);
	assert_int_equal(PLACE(LINK_ETHERNET, there), PLACE(LINK_ETHERNET, back));
	assert_int_not_equal(PLACE(LINK_ETHERNET, there), PLACE(LINK_ETHERNET, elsewhere));
	assert_int_not_equal(PLACE(LINK_COOKED, in), PLACE(LINK_COOKED, out));
	assert_int_equal(PLACE(LINK_COOKED_2, first), PLACE(LINK_COOKED_2, first_back));
	assert_int_not_equal(PLACE(LINK_COOKED_2, first), PLACE(LINK_COOKED_2, second));
	assert_int_equal(PLACE(LINK_IP, there), 0);
	assert_int_equal(link_layer_place(LINK_ETHERNET, there, 13), 0);
	assert_int_equal(link_layer_place(LINK_COOKED, in, 15), 0);
	assert_int_equal(link_layer_place(LINK_COOKED_2, first, 19), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),     cmocka_unit_test(test_links),
		cmocka_unit_test(test_extensions), cmocka_unit_test(test_tunnels),
		cmocka_unit_test(test_teredo),     cmocka_unit_test(test_short_captures),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
