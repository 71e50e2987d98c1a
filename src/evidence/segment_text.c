/* SPDX-License-Identifier: GPL-2.0-only */
#include "segment_text.h"

#include "text.h"

#include <inttypes.h>

enum { ANY_CODE = -1 };

static const struct {
	enum protocol protocol;
	uint8_t type;
	int code;
	const char *text;
} icmp_text[] = {
	{ PROTO_ICMP, 0, ANY_CODE, "Echo (ping) reply" },
	{ PROTO_ICMP, 3, 0, "Destination unreachable (Network unreachable)" },
	{ PROTO_ICMP, 3, 1, "Destination unreachable (Host unreachable)" },
	{ PROTO_ICMP, 3, 2, "Destination unreachable (Protocol unreachable)" },
	{ PROTO_ICMP, 3, 3, "Destination unreachable (Port unreachable)" },
	{ PROTO_ICMP, 3, 4, "Destination unreachable (Fragmentation needed)" },
	{ PROTO_ICMP, 3, 9, "Destination unreachable (Network administratively prohibited)" },
	{ PROTO_ICMP, 3, 10, "Destination unreachable (Host administratively prohibited)" },
	{ PROTO_ICMP, 3, 13, "Destination unreachable (Communication administratively filtered)" },
	{ PROTO_ICMP, 3, ANY_CODE, "Destination unreachable" },
	{ PROTO_ICMP, 5, ANY_CODE, "Redirect" },
	{ PROTO_ICMP, 8, ANY_CODE, "Echo (ping) request" },
	{ PROTO_ICMP, 11, ANY_CODE, "Time-to-live exceeded" },
	{ PROTO_ICMPV6, 1, 0, "Destination Unreachable (no route to destination)" },
	{ PROTO_ICMPV6, 1, 1, "Destination Unreachable (Administratively prohibited)" },
	{ PROTO_ICMPV6, 1, 3, "Destination Unreachable (Address unreachable)" },
	{ PROTO_ICMPV6, 1, 4, "Destination Unreachable (Port unreachable)" },
	{ PROTO_ICMPV6, 1, ANY_CODE, "Destination Unreachable" },
	{ PROTO_ICMPV6, 2, ANY_CODE, "Packet Too Big" },
	{ PROTO_ICMPV6, 3, ANY_CODE, "Time Exceeded" },
	{ PROTO_ICMPV6, 128, ANY_CODE, "Echo (ping) request" },
	{ PROTO_ICMPV6, 129, ANY_CODE, "Echo (ping) reply" },
	{ PROTO_ICMPV6, 133, ANY_CODE, "Router Solicitation" },
	{ PROTO_ICMPV6, 134, ANY_CODE, "Router Advertisement" },
	{ PROTO_ICMPV6, 135, ANY_CODE, "Neighbor Solicitation" },
	{ PROTO_ICMPV6, 136, ANY_CODE, "Neighbor Advertisement" },
	{ PROTO_ICMPV6, 137, ANY_CODE, "Redirect" },
	{ PROTO_ICMPV6, 143, ANY_CODE, "Multicast Listener Report Message v2" },
};

static void tcp_info(const struct segment *segment, char *buffer, size_t size)
{
	const struct decoded *tcp = &segment->tcp;
	char options[256], flags[48];

	text_append(buffer, size, "%u → %u [%s] Seq=%" PRIu32, tcp->src.port, tcp->dst.port,
		    flags_list(tcp->flags, ", ", flags, sizeof(flags)), segment->rel_seq);
	if (tcp->flags & ACK)
		text_append(buffer, size, " Ack=%" PRIu32, segment->rel_ack);
	text_append(buffer, size, " Win=%" PRIu32, segment->window);
	if (tcp->flags & URG)
		text_append(buffer, size, " Urg=%u", tcp->urgent);
	text_append(buffer, size, " Len=%" PRIu32 "%s", tcp->len,
		    options_text(tcp, tcp->ack - segment->rel_ack, options, sizeof(options)));
}

static void arp_info(const struct decoded *arp, char *buffer, size_t size)
{
	char src[INET6_ADDRSTRLEN], dst[INET6_ADDRSTRLEN];
	const uint8_t *mac = arp->arp_mac;

	address_text(&arp->src.addr, src, sizeof(src));
	address_text(&arp->dst.addr, dst, sizeof(dst));
	if (arp->arp_operation == 1)
		text_append(buffer, size, "Who has %s? Tell %s", dst, src);
	else
		text_append(buffer, size, "%s is at %02x:%02x:%02x:%02x:%02x:%02x", src, mac[0],
			    mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static void icmp_info(const struct decoded *icmp, char *buffer, size_t size)
{
	for (size_t i = 0; i < sizeof(icmp_text) / sizeof(icmp_text[0]); i++) {
		if (icmp_text[i].protocol != icmp->protocol || icmp_text[i].type != icmp->icmp_type)
			continue;
		if (icmp_text[i].code != ANY_CODE && icmp_text[i].code != icmp->icmp_code)
			continue;
		text_append(buffer, size, "%s", icmp_text[i].text);
		return;
	}
	text_append(buffer, size, "Type %u code %u", icmp->icmp_type, icmp->icmp_code);
}

const char *segment_info(const struct segment *segment, char *buffer, size_t size)
{
	const struct decoded *packet = &segment->tcp;

	buffer[0] = '\0';
	switch (packet->protocol) {
	case PROTO_TCP:
		tcp_info(segment, buffer, size);
		break;
	case PROTO_ICMP:
	case PROTO_ICMPV6:
		icmp_info(packet, buffer, size);
		break;
	case PROTO_ARP:
		arp_info(packet, buffer, size);
		break;
	case PROTO_UDP:
		text_append(buffer, size, "%u → %u Len=%" PRIu32, packet->src.port,
			    packet->dst.port, packet->len);
		break;
	case PROTO_FENCE:
	case PROTO_OTHER:
		text_append(buffer, size, "%u bytes", segment->length);
		break;
	}
	return buffer;
}

const char *segment_protocol(const struct segment *segment)
{
	switch (segment->tcp.protocol) {
	case PROTO_TCP:
		return option_find(&segment->tcp, OPTION_MPTCP) ? "MPTCP" : "TCP";
	case PROTO_ICMP:
		return "ICMP";
	case PROTO_ICMPV6:
		return "ICMPv6";
	case PROTO_UDP:
		return "UDP";
	case PROTO_ARP:
		return "ARP";
	case PROTO_FENCE:
	case PROTO_OTHER:
		break;
	}
	return "other";
}
