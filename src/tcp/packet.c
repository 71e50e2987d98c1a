/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet.h"

#include "tunnel.h"

#include <netinet/in.h>
#include <string.h>

enum {
	IPV4_SIZE = 20,
	IPV6_SIZE = 40,
	TCP_SIZE = 20,
	TCP_TO_FLAGS = 14, /* what a capture must have for it to be TCP */
	UDP_SIZE = 8,
	ARP_SIZE = 28,
	TUNNELS_MAX = 4,
};

static struct in6_addr mapped(const uint8_t *ipv4)
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	memcpy(&addr.s6_addr[12], ipv4, 4);
	return addr;
}

const uint8_t *option_next(const struct decoded *tcp, size_t *at)
{
	while (*at < tcp->option_bytes && tcp->option[*at] == OPTION_NOP)
		++*at;
	if (*at >= tcp->option_bytes || tcp->option[*at] == OPTION_END)
		return NULL;

	const uint8_t *option = &tcp->option[*at];
	size_t left = tcp->option_bytes - *at;

	if (left < 2 || option[1] < 2 || option[1] > left)
		return NULL;
	*at += option[1];
	return option;
}

const uint8_t *option_find(const struct decoded *tcp, uint8_t kind)
{
	const uint8_t *option;

	for (size_t at = 0; (option = option_next(tcp, &at));)
		if (option[0] == kind)
			return option;
	return NULL;
}

int option_shift(const uint8_t *option)
{
	if (!option || option[1] != 3)
		return -1;
	return option[2] < 14 ? option[2] : 14;
}

static void decode_ports(const uint8_t *header, struct decoded *ret)
{
	ret->src.port = get16(header);
	ret->dst.port = get16(header + 2);
}

static void decode_options(const uint8_t *option, size_t size, struct decoded *ret)
{
	ret->option_bytes = (uint8_t)size;
	memcpy(ret->option, option, size);

	const uint8_t *ts = option_find(ret, OPTION_TIMESTAMPS);

	if (ts && ts[1] == 10) {
		ret->has_ts = true;
		ret->ts_val = get32(ts + 2);
		ret->ts_ecr = get32(ts + 6);
	}
}

static void decode_tcp(const struct rest *rest, struct decoded *ret)
{
	const uint8_t *tcp = rest_bytes(rest);

	if (!rest_has(rest, TCP_TO_FLAGS))
		return;

	size_t header = (size_t)(tcp[12] >> 4) * 4;
	size_t kept = rest->size < header ? rest->size : header;

	if (header < TCP_SIZE || rest->length < header)
		return;
	ret->protocol = PROTO_TCP;
	decode_ports(tcp, ret);
	ret->seq = get32(tcp + 4);
	ret->ack = get32(tcp + 8);
	ret->flags = tcp[13];
	ret->len = (uint32_t)(rest->length - header);
	ret->payload = (uint16_t)(rest->at + kept);
	ret->options_cut = kept < header;
	ret->window_cut = kept < TCP_SIZE;
	if (ret->window_cut)
		return;
	ret->window = get16(tcp + 14);
	ret->urgent = get16(tcp + 18);
	decode_options(tcp + TCP_SIZE, kept - TCP_SIZE, ret);
}

static void decode_transport(struct rest *rest, uint8_t number, struct decoded *ret,
			     struct inside *inside)
{
	const uint8_t *header = rest_bytes(rest);

	switch (number) {
	case IPPROTO_TCP:
		decode_tcp(rest, ret);
		break;
	case IPPROTO_UDP:
		if (!rest_has(rest, UDP_SIZE))
			break;
		ret->protocol = PROTO_UDP;
		decode_ports(header, ret);
		ret->len = (uint32_t)(rest->length - UDP_SIZE);
		ret->payload = (uint16_t)(rest->at + UDP_SIZE);
		rest_pass(rest, UDP_SIZE);
		tunnel_in_udp(ret, rest, inside);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (!rest_has(rest, 4))
			break;
		ret->protocol = number == IPPROTO_ICMP ? PROTO_ICMP : PROTO_ICMPV6;
		ret->icmp_type = header[0];
		ret->icmp_code = header[1];
		break;
	default:
		tunnel_in_ip(number, rest, inside);
		break;
	}
}

/* RFC 8200, 4: each extension header names what follows it; so does AH (RFC 4302, 2), of IPv4 too.
 * Passes over them. @number becomes that of the transport. False: there is none in this fragment,
 * or in what was captured. */
static bool pass_extensions(struct rest *rest, bool is_ipv6, uint8_t *number, struct decoded *ret)
{
	for (;;) {
		bool is_ah = *number == IPPROTO_AH, is_fragment = *number == IPPROTO_FRAGMENT;

		if (!is_ah &&
		    (!is_ipv6 || (*number != IPPROTO_HOPOPTS && *number != IPPROTO_ROUTING &&
				  *number != IPPROTO_DSTOPTS && !is_fragment)))
			return true;
		if (!rest_has(rest, 8))
			return false;

		const uint8_t *header = rest_bytes(rest);
		size_t bytes = is_fragment ? 8
			       : is_ah     ? ((size_t)header[1] + 2) * 4
					   : ((size_t)header[1] + 1) * 8;
		uint16_t at = is_fragment ? get16(header + 2) >> 3 : 0;

		if (is_fragment && (at || header[3] & 1))
			ret->is_fragment = true;
		if (!rest_has(rest, bytes) || at)
			return false;
		*number = header[0];
		rest_pass(rest, bytes);
	}
}

/* A length of 0 is of a segment that the interface was to cut, or did put together: all the frame
 * is of it. */
static size_t length_told(size_t told, size_t header, const struct rest *rest)
{
	return told ? header + told : rest->length;
}

static bool decode_ipv4(struct rest *rest, struct decoded *ret, struct inside *inside)
{
	enum { DONT_FRAGMENT = 0x4000, MORE_FRAGMENTS = 0x2000, OFFSET = 0x1fff };
	const uint8_t *ip = rest_bytes(rest);

	if (rest->size < IPV4_SIZE || ip[0] >> 4 != 4)
		return false;

	size_t header = (size_t)(ip[0] & 15) * 4;
	uint16_t fragment = get16(ip + 6);
	uint8_t number = ip[9];

	rest->length = length_told(get16(ip + 2), 0, rest);
	if (header < IPV4_SIZE || !rest_has(rest, header))
		return false;
	ret->ip_id = get16(ip + 4);
	ret->ttl = ip[8];
	ret->tos = ip[1];
	ret->src.addr = mapped(ip + 12);
	ret->dst.addr = mapped(ip + 16);
	ret->df = fragment & DONT_FRAGMENT;
	ret->is_fragment = fragment & (MORE_FRAGMENTS | OFFSET);
	rest_pass(rest, header);
	if (!(fragment & OFFSET) && pass_extensions(rest, false, &number, ret))
		decode_transport(rest, number, ret, inside);
	return true;
}

static bool decode_ipv6(struct rest *rest, struct decoded *ret, struct inside *inside)
{
	const uint8_t *ip = rest_bytes(rest);

	if (rest->size < IPV6_SIZE || ip[0] >> 4 != 6)
		return false;

	uint8_t number = ip[6];

	ret->ttl = ip[7];
	ret->df = true;
	ret->tos = (uint8_t)(ip[0] << 4 | ip[1] >> 4);
	memcpy(&ret->src.addr, ip + 8, sizeof(ret->src.addr));
	memcpy(&ret->dst.addr, ip + 24, sizeof(ret->dst.addr));
	rest->length = length_told(get16(ip + 4), IPV6_SIZE, rest);
	if (!rest_has(rest, IPV6_SIZE))
		return false;
	rest_pass(rest, IPV6_SIZE);
	if (pass_extensions(rest, true, &number, ret))
		decode_transport(rest, number, ret, inside);
	return true;
}

static bool decode_arp(const struct rest *rest, struct decoded *ret)
{
	/* Ethernet, IPv4, and their address sizes (RFC 826). */
	static const uint8_t expected[] = { 0, 1, 8, 0, 6, 4 };
	const uint8_t *arp = rest_bytes(rest);

	if (rest->size < ARP_SIZE || memcmp(arp, expected, sizeof(expected)) != 0)
		return false;
	ret->protocol = PROTO_ARP;
	ret->arp_operation = get16(arp + 6);
	memcpy(ret->arp_mac, arp + 8, sizeof(ret->arp_mac));
	ret->src.addr = mapped(arp + 14);
	ret->dst.addr = mapped(arp + 24);
	return true;
}

/* Reads what has the EtherType @type. Is it understood? A tunnel that it is goes to @inside. */
static bool decode_network(uint16_t type, struct rest *rest, struct decoded *ret,
			   struct inside *inside)
{
	ret->network = (uint16_t)rest->at;
	switch (type) {
	case ETHERTYPE_IPV4:
		return decode_ipv4(rest, ret, inside);
	case ETHERTYPE_IPV6:
		return decode_ipv6(rest, ret, inside);
	case ETHERTYPE_ARP:
		return decode_arp(rest, ret);
	case ETHERTYPE_FENCE:
		ret->protocol = PROTO_FENCE;
		return true;
	default:
		return false;
	}
}

/* Looks into the tunnel @inside, of which @ret is the packet around it, and into those within. */
static void decode_tunnels(struct inside inside, struct decoded *ret)
{
	for (uint8_t tunnels = 1; inside.tunnel && tunnels <= TUNNELS_MAX; tunnels++) {
		struct inside next = { .tunnel = TUNNEL_NONE };
		struct decoded inner = { .protocol = PROTO_OTHER,
					 .place = ret->place,
					 .tunnels = tunnels,
					 .tunnel = inside.tunnel,
					 .tunnel_ids = ret->tunnel_ids };
		if (inside.has_id)
			inner.tunnel_ids = inner.tunnel_ids << 32 | inside.id;
		if (!decode_network(inside.type, &inside.rest, &inner, &next))
			return;
		*ret = inner;
		inside = next;
	}
}

void packet_read(enum link_layer link, const uint8_t *frame, size_t size, size_t length,
		 struct decoded *ret)
{
	struct inside inside = { .tunnel = TUNNEL_NONE };
	/* Headers of a frame are within its first 64 kB. */
	struct rest rest = { .frame = frame,
			     .size = size < UINT16_MAX ? size : UINT16_MAX,
			     .length = length > size ? length : size };

	*ret = (struct decoded){ .protocol = PROTO_OTHER,
				 .place = link_layer_place(link, frame, size) };
	decode_network(link_layer_pass(link, &rest), &rest, ret, &inside);
	if (inside.tunnel)
		decode_tunnels(inside, ret);
}

void packet_decode(const uint8_t *frame, size_t size, struct decoded *ret)
{
	packet_read(LINK_ETHERNET, frame, size, size, ret);
}

uint32_t segment_length(const struct decoded *tcp)
{
	return tcp->len + (tcp->flags & SYN ? 1 : 0) + (tcp->flags & FIN ? 1 : 0);
}
