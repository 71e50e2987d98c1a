/* SPDX-License-Identifier: GPL-2.0-only */
#include "tunnel.h"

#include "link_layer.h"

#include <netinet/in.h>
#include <string.h>

/* UDP ports: IANA's, and Linux' own for VXLAN (udp_port of ip-link(8), and flannel). */
enum {
	PORT_VXLAN = 4789,
	PORT_VXLAN_LINUX = 8472,
	PORT_VXLAN_GPE = 4790,
	PORT_GENEVE = 6081,
};

enum { VXLAN_SIZE = 8, GENEVE_SIZE = 8, IPV6_SIZE = 40 };

/* GRE (RFC 2784, 2890; version 1: RFC 2637, 4.1). */
enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACK = 0x0080,
	GRE_VERSION = 7,
	GRE_ERSPAN_2 = 0x88be,
	GRE_ERSPAN_3 = 0x22eb,
};

/* Passes over @size bytes, if they are there. */
static bool pass(struct rest *rest, size_t size)
{
	if (!rest_has(rest, size))
		return false;
	rest_pass(rest, size);
	return true;
}

/* A mirrored Ethernet frame; of kind II with a header if GRE has a sequence number, else without
 * (kind I), of kind III with a part that may follow (draft-foschiano-erspan, 4). */
static bool pass_erspan(uint16_t type, bool has_sequence, struct rest *rest)
{
	if (type == GRE_ERSPAN_2)
		return !has_sequence || pass(rest, 8);
	if (!rest_has(rest, 12))
		return false;
	return pass(rest, rest_bytes(rest)[11] & 1 ? 20 : 12);
}

static void in_gre(struct rest rest, struct inside *ret)
{
	if (!rest_has(&rest, 4))
		return;

	uint16_t flags = get16(rest_bytes(&rest)), type = get16(rest_bytes(&rest) + 2);
	int version = flags & GRE_VERSION;

	rest_pass(&rest, 4);
	if (version > 1 || flags & GRE_ROUTING || (flags & GRE_CHECKSUM && !pass(&rest, 4)))
		return;
	if (flags & GRE_KEY) {
		if (!rest_has(&rest, 4))
			return;
		/* Of PPTP it is a length, and a number that the other way has not. */
		ret->has_id = version == 0;
		ret->id = get32(rest_bytes(&rest));
		rest_pass(&rest, 4);
	}
	if ((flags & GRE_SEQUENCE && !pass(&rest, 4)) ||
	    (version == 1 && flags & GRE_ACK && !pass(&rest, 4)))
		return;
	if (type == GRE_ERSPAN_2 || type == GRE_ERSPAN_3) {
		if (!pass_erspan(type, flags & GRE_SEQUENCE, &rest))
			return;
		type = ETHERTYPE_BRIDGED;
	}
	ret->tunnel = TUNNEL_GRE;
	ret->type = link_layer_pass_tags(type, &rest);
	ret->rest = rest;
}

void tunnel_in_ip(uint8_t number, const struct rest *rest, struct inside *ret)
{
	switch (number) {
	case IPPROTO_IPIP:
	case IPPROTO_IPV6:
		ret->tunnel = TUNNEL_IP;
		ret->type = number == IPPROTO_IPIP ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
		ret->rest = *rest;
		break;
	case IPPROTO_GRE:
		in_gre(*rest, ret);
		break;
	default:
		break;
	}
}

/* RFC 7348, 5; with a type of what follows in the place of Ethernet: draft-ietf-nvo3-vxlan-gpe. */
static void in_vxlan(struct rest rest, bool is_gpe, struct inside *ret)
{
	enum { HAS_VNI = 0x08, HAS_TYPE = 0x04 };
	static const uint16_t types[] = { 0, ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_BRIDGED };

	if (!rest_has(&rest, VXLAN_SIZE))
		return;

	const uint8_t *header = rest_bytes(&rest);
	uint16_t type = ETHERTYPE_BRIDGED;

	if (!(header[0] & HAS_VNI))
		return;
	if (is_gpe && header[0] & HAS_TYPE)
		type = header[3] < sizeof(types) / sizeof(types[0]) ? types[header[3]] : 0;
	rest_pass(&rest, VXLAN_SIZE);
	ret->tunnel = TUNNEL_VXLAN;
	ret->has_id = true;
	ret->id = get32(header + 4) >> 8;
	ret->type = link_layer_pass_tags(type, &rest);
	ret->rest = rest;
}

/* RFC 8926, 3.4: version 0, options in words of four bytes. */
static void in_geneve(struct rest rest, struct inside *ret)
{
	if (!rest_has(&rest, GENEVE_SIZE))
		return;

	const uint8_t *header = rest_bytes(&rest);

	if (header[0] >> 6 != 0 || !pass(&rest, GENEVE_SIZE + (size_t)(header[0] & 63) * 4))
		return;
	ret->tunnel = TUNNEL_GENEVE;
	ret->has_id = true;
	ret->id = get32(header + 4) >> 8;
	ret->type = link_layer_pass_tags(get16(header + 2), &rest);
	ret->rest = rest;
}

/* RFC 4380, 5.1.1: authentication, then origin, either of which may be left out. */
static bool pass_teredo_headers(struct rest *rest)
{
	if (rest_has(rest, 4) && get16(rest_bytes(rest)) == 1) {
		const uint8_t *header = rest_bytes(rest);
		if (!pass(rest, 4 + (size_t)header[2] + header[3] + 9))
			return false;
	}
	return !rest_has(rest, 2) || get16(rest_bytes(rest)) != 0 || pass(rest, 8);
}

/* Any port may have it: it is what has an IPv6 packet of exactly this length, of which one address
 * is of Teredo (RFC 4380, 2.6). */
static void in_teredo(struct rest rest, struct inside *ret)
{
	static const uint8_t prefix[] = { 0x20, 0x01, 0, 0 };

	if (!pass_teredo_headers(&rest) || !rest_has(&rest, IPV6_SIZE))
		return;

	const uint8_t *ip = rest_bytes(&rest);

	if (ip[0] >> 4 != 6 || IPV6_SIZE + (size_t)get16(ip + 4) != rest.length ||
	    (memcmp(ip + 8, prefix, sizeof(prefix)) != 0 &&
	     memcmp(ip + 24, prefix, sizeof(prefix)) != 0))
		return;
	ret->tunnel = TUNNEL_TEREDO;
	ret->type = ETHERTYPE_IPV6;
	ret->rest = rest;
}

void tunnel_in_udp(const struct decoded *udp, const struct rest *rest, struct inside *ret)
{
	switch (udp->dst.port) {
	case PORT_VXLAN:
	case PORT_VXLAN_LINUX:
		in_vxlan(*rest, false, ret);
		break;
	case PORT_VXLAN_GPE:
		in_vxlan(*rest, true, ret);
		break;
	case PORT_GENEVE:
		in_geneve(*rest, ret);
		break;
	default:
		in_teredo(*rest, ret);
		break;
	}
}
