/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet.h"

#include <netinet/in.h>
#include <string.h>

enum {
	ETHERNET_SIZE = 14,
	VLAN_SIZE = 4,
	IPV4_SIZE = 20,
	IPV6_SIZE = 40,
	TCP_SIZE = 20,
	UDP_SIZE = 8,
	ARP_SIZE = 28,
};

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_ARP = 0x0806,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_IPV6 = 0x86dd,
};

/* What is left of a packet: @size captured bytes at @at of the frame, of @length by the IP header.
 */
struct rest {
	const uint8_t *frame;
	size_t at, size, length;
};

static uint16_t get16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

static bool has(const struct rest *rest, size_t bytes)
{
	return rest->size >= bytes && rest->length >= bytes;
}

static void skip(struct rest *rest, size_t bytes)
{
	rest->at += bytes;
	rest->size -= bytes;
	rest->length -= bytes;
}

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

static void decode_tcp(const struct rest *rest, struct decoded *ret)
{
	const uint8_t *tcp = rest->frame + rest->at;

	if (!has(rest, TCP_SIZE))
		return;

	size_t header = (size_t)(tcp[12] >> 4) * 4;

	if (header < TCP_SIZE || !has(rest, header))
		return;
	ret->protocol = PROTO_TCP;
	decode_ports(tcp, ret);
	ret->seq = get32(tcp + 4);
	ret->ack = get32(tcp + 8);
	ret->flags = tcp[13];
	ret->window = get16(tcp + 14);
	ret->urgent = get16(tcp + 18);
	ret->len = (uint32_t)(rest->length - header);
	ret->payload = (uint16_t)(rest->at + header);
	ret->option_bytes = (uint8_t)(header - TCP_SIZE);
	memcpy(ret->option, tcp + TCP_SIZE, ret->option_bytes);

	const uint8_t *ts = option_find(ret, OPTION_TIMESTAMPS);

	if (ts && ts[1] == 10) {
		ret->has_ts = true;
		ret->ts_val = get32(ts + 2);
		ret->ts_ecr = get32(ts + 6);
	}
}

static void decode_transport(const struct rest *rest, uint8_t number, struct decoded *ret)
{
	const uint8_t *header = rest->frame + rest->at;

	switch (number) {
	case IPPROTO_TCP:
		decode_tcp(rest, ret);
		break;
	case IPPROTO_UDP:
		if (!has(rest, UDP_SIZE))
			break;
		ret->protocol = PROTO_UDP;
		decode_ports(header, ret);
		ret->len = (uint32_t)(rest->length - UDP_SIZE);
		ret->payload = (uint16_t)(rest->at + UDP_SIZE);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		if (!has(rest, 4))
			break;
		ret->protocol = number == IPPROTO_ICMP ? PROTO_ICMP : PROTO_ICMPV6;
		ret->icmp_type = header[0];
		ret->icmp_code = header[1];
		break;
	default:
		break;
	}
}

static void decode_ipv4(struct rest *rest, struct decoded *ret)
{
	const uint8_t *ip = rest->frame + rest->at;

	if (rest->size < IPV4_SIZE || ip[0] >> 4 != 4)
		return;

	size_t header = (size_t)(ip[0] & 15) * 4;

	rest->length = get16(ip + 2);
	if (header < IPV4_SIZE || !has(rest, header))
		return;
	ret->ip_id = get16(ip + 4);
	ret->ttl = ip[8];
	ret->src.addr = mapped(ip + 12);
	ret->dst.addr = mapped(ip + 16);
	if (get16(ip + 6) & 0x1fff) /* a fragment that has no transport header */
		return;
	skip(rest, header);
	decode_transport(rest, ip[9], ret);
}

static void decode_ipv6(struct rest *rest, struct decoded *ret)
{
	const uint8_t *ip = rest->frame + rest->at;

	if (rest->size < IPV6_SIZE || ip[0] >> 4 != 6)
		return;

	uint8_t next = ip[6];

	ret->ttl = ip[7];
	memcpy(&ret->src.addr, ip + 8, sizeof(ret->src.addr));
	memcpy(&ret->dst.addr, ip + 24, sizeof(ret->dst.addr));
	rest->length = IPV6_SIZE + (size_t)get16(ip + 4);
	skip(rest, IPV6_SIZE);

	/* RFC 8200, 4: each extension header names what follows it. */
	while (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS ||
	       next == IPPROTO_FRAGMENT) {
		const uint8_t *extension = rest->frame + rest->at;

		if (!has(rest, 8))
			return;

		bool fragment = next == IPPROTO_FRAGMENT;
		size_t bytes = fragment ? 8 : ((size_t)extension[1] + 1) * 8;

		if (!has(rest, bytes) || (fragment && get16(extension + 2) >> 3))
			return;
		next = extension[0];
		skip(rest, bytes);
	}
	decode_transport(rest, next, ret);
}

static void decode_arp(const struct rest *rest, struct decoded *ret)
{
	/* Ethernet, IPv4, and their address sizes (RFC 826). */
	static const uint8_t expected[] = { 0, 1, 8, 0, 6, 4 };
	const uint8_t *arp = rest->frame + rest->at;

	if (rest->size < ARP_SIZE || memcmp(arp, expected, sizeof(expected)) != 0)
		return;
	ret->protocol = PROTO_ARP;
	ret->arp_operation = get16(arp + 6);
	memcpy(ret->arp_mac, arp + 8, sizeof(ret->arp_mac));
	ret->src.addr = mapped(arp + 14);
	ret->dst.addr = mapped(arp + 24);
}

void packet_decode(const uint8_t *frame, size_t size, struct decoded *ret)
{
	struct rest rest = { .frame = frame, .size = size, .length = size };

	*ret = (struct decoded){ .protocol = PROTO_OTHER };
	if (size < ETHERNET_SIZE)
		return;

	uint16_t type = get16(frame + ETHERNET_SIZE - 2);

	skip(&rest, ETHERNET_SIZE);
	if (type == ETHERTYPE_VLAN) {
		if (!has(&rest, VLAN_SIZE))
			return;
		type = get16(frame + rest.at + 2);
		skip(&rest, VLAN_SIZE);
	}
	ret->network = (uint16_t)rest.at;
	switch (type) {
	case ETHERTYPE_IPV4:
		decode_ipv4(&rest, ret);
		break;
	case ETHERTYPE_IPV6:
		decode_ipv6(&rest, ret);
		break;
	case ETHERTYPE_ARP:
		decode_arp(&rest, ret);
		break;
	case ETHERTYPE_FENCE:
		ret->protocol = PROTO_FENCE;
		break;
	default:
		break;
	}
}

uint32_t segment_length(const struct decoded *tcp)
{
	return tcp->len + (tcp->flags & SYN ? 1 : 0) + (tcp->flags & FIN ? 1 : 0);
}
