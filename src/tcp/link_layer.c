/* SPDX-License-Identifier: GPL-2.0-only */
#include "link_layer.h"

#include "rest.h"

#include <string.h>

enum {
	ETHERNET_SIZE = 14,
	VLAN_SIZE = 4,
	COOKED_SIZE = 16,
	COOKED_2_SIZE = 20,
	LOOPBACK_SIZE = 4,
	PPPOE_SIZE = 6,
	MPLS_SIZE = 4,
};

/* EtherTypes of tags: IEEE 802.1Q, 802.1ad, and what stood for the latter before. */
enum {
	VLAN = 0x8100,
	QINQ = 0x88a8,
	QINQ_OLD = 0x9100,
	QINQ_OLDER = 0x9200,
	MPLS = 0x8847,
	MPLS_MULTICAST = 0x8848,
	PPPOE_SESSION = 0x8864,
};

/* Linux' ARPHRD_NETLINK: what cooked captures have then is no EtherType. */
enum { HARDWARE_NETLINK = 824 };

static uint16_t pass_ethernet(struct rest *rest)
{
	if (!rest_has(rest, ETHERNET_SIZE))
		return 0;

	uint16_t type = get16(rest_bytes(rest) + ETHERNET_SIZE - 2);

	rest_pass(rest, ETHERNET_SIZE);
	return type;
}

/* LINKTYPE_LINUX_SLL and _SLL2 (pcap-linktype(7)). */
static uint16_t pass_cooked(struct rest *rest, size_t size, size_t type_at, size_t hardware_at)
{
	if (!rest_has(rest, size))
		return 0;

	const uint8_t *header = rest_bytes(rest);

	rest_pass(rest, size);
	return get16(header + hardware_at) == HARDWARE_NETLINK ? 0 : get16(header + type_at);
}

static uint16_t ip_by_version(const struct rest *rest)
{
	int version = rest_has(rest, 1) ? *rest_bytes(rest) >> 4 : 0;

	return version == 4 ? ETHERTYPE_IPV4 : version == 6 ? ETHERTYPE_IPV6 : 0;
}

/* LINKTYPE_NULL and _LOOP: AF_INET is 2 everywhere, AF_INET6 of Linux, NetBSD, FreeBSD and macOS is
 * 10, 24, 28, 30. */
static uint16_t pass_loopback(struct rest *rest)
{
	if (!rest_has(rest, LOOPBACK_SIZE))
		return 0;

	const uint8_t *header = rest_bytes(rest);
	int family = header[0] ? header[0] : header[3];

	rest_pass(rest, LOOPBACK_SIZE);
	switch (family) {
	case 2:
		return ETHERTYPE_IPV4;
	case 10:
	case 24:
	case 28:
	case 30:
		return ETHERTYPE_IPV6;
	default:
		return 0;
	}
}

/* RFC 1661, 2: the first byte of a protocol's number is even, and may be left out; RFC 1662, 3.1.
 * Cisco's HDLC has EtherTypes. */
static uint16_t pass_ppp(struct rest *rest)
{
	if (!rest_has(rest, 4))
		return 0;

	const uint8_t *header = rest_bytes(rest);
	uint16_t start = get16(header);
	size_t size = 0;

	if (start == 0x0f00 || start == 0x8f00) {
		rest_pass(rest, 4);
		return get16(header + 2);
	}
	if (start == 0xff03)
		size = 2;

	bool is_short = header[size] & 1;
	uint16_t number = is_short ? header[size] : get16(header + size);

	rest_pass(rest, size + (is_short ? 1 : 2));
	switch (number) {
	case 0x0021:
		return ETHERTYPE_IPV4;
	case 0x0057:
		return ETHERTYPE_IPV6;
	case 0x0281:
		return MPLS;
	default:
		return 0;
	}
}

/* RFC 2516, 4: version and type 1, code 0. */
static uint16_t pass_pppoe(struct rest *rest)
{
	if (!rest_has(rest, PPPOE_SIZE) || get16(rest_bytes(rest)) != 0x1100)
		return 0;
	rest_pass(rest, PPPOE_SIZE);
	return pass_ppp(rest);
}

/* RFC 3032: labels down to the last one. What follows does not say what it is: IP by its version,
 * Ethernet behind a control word (RFC 4448, 4.6). */
static uint16_t pass_mpls(struct rest *rest)
{
	bool is_last = false;

	while (!is_last) {
		if (!rest_has(rest, MPLS_SIZE))
			return 0;
		is_last = rest_bytes(rest)[2] & 1;
		rest_pass(rest, MPLS_SIZE);
	}
	if (!rest_has(rest, 4) || *rest_bytes(rest) >> 4 != 0)
		return ip_by_version(rest);
	rest_pass(rest, 4);
	return pass_ethernet(rest);
}

uint16_t link_layer_pass_tags(uint16_t type, struct rest *rest)
{
	for (;;)
		switch (type) {
		case VLAN:
		case QINQ:
		case QINQ_OLD:
		case QINQ_OLDER:
			if (!rest_has(rest, VLAN_SIZE))
				return 0;
			type = get16(rest_bytes(rest) + 2);
			rest_pass(rest, VLAN_SIZE);
			break;
		case MPLS:
		case MPLS_MULTICAST:
			type = pass_mpls(rest);
			break;
		case PPPOE_SESSION:
			type = pass_pppoe(rest);
			break;
		case ETHERTYPE_BRIDGED:
			type = pass_ethernet(rest);
			break;
		case ETHERTYPE_PPP:
			type = pass_ppp(rest);
			break;
		default:
			return type;
		}
}

uint16_t link_layer_pass(enum link_layer link, struct rest *rest)
{
	uint16_t type = 0;

	switch (link) {
	case LINK_ETHERNET:
		type = pass_ethernet(rest);
		break;
	case LINK_COOKED:
		type = pass_cooked(rest, COOKED_SIZE, 14, 2);
		break;
	case LINK_COOKED_2:
		type = pass_cooked(rest, COOKED_2_SIZE, 0, 8);
		break;
	case LINK_IP:
		return ip_by_version(rest);
	case LINK_LOOPBACK:
		type = pass_loopback(rest);
		break;
	case LINK_PPP:
		type = pass_ppp(rest);
		break;
	case LINK_PPPOE:
		type = pass_pppoe(rest);
		break;
	case LINK_COUNT:
		break;
	}
	return link_layer_pass_tags(type, rest);
}

static uint32_t mix(const uint8_t *bytes, size_t size)
{
	uint64_t x = 0;

	memcpy(&x, bytes, size);
	x = (x + 1) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(x >> 32);
}

uint32_t link_layer_place(enum link_layer link, const uint8_t *frame, size_t size)
{
	enum { MAC = 6, INTERFACE = 4 };

	switch (link) {
	case LINK_ETHERNET:
		return size < ETHERNET_SIZE ? 0 : mix(frame, MAC) + mix(frame + MAC, MAC);
	case LINK_COOKED: /* in or out, and the sender's address there */
		return size < COOKED_SIZE ? 0 : mix(frame + 6, MAC) + frame[1];
	case LINK_COOKED_2:
		return size < COOKED_2_SIZE ? 0 : mix(frame + 4, INTERFACE);
	case LINK_IP:
	case LINK_LOOPBACK:
	case LINK_PPP:
	case LINK_PPPOE:
	case LINK_COUNT:
		break;
	}
	return 0;
}
