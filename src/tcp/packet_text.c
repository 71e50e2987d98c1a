/* SPDX-License-Identifier: GPL-2.0-only */
#include "wire.h"

#include "text.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FLAG_COUNT = 8 };

/* By bit. */
static const char *const flag_name[FLAG_COUNT] = {
	"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR",
};
static const char no_flags[] = "<None>";

/* Option kind 30, by subtype (RFC 8684, 7.2). */
static const char *const mptcp_name[] = {
	"MP_CAPABLE", "MP_JOIN", "DSS",          "ADD_ADDR",  "REMOVE_ADDR",
	"MP_PRIO",    "MP_FAIL", "MP_FASTCLOSE", "MP_TCPRST",
};
enum {
	MPTCP_TCPRST = 8,
	MPTCP_NAMES = sizeof(mptcp_name) / sizeof(mptcp_name[0]),
};

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

/* Adds to the string in @buffer, as far as there is room. */
static uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void append_flags(uint8_t flags, const char *separator, char *buffer, size_t size)
{
	const char *between = "";

	for (int i = 0; i < FLAG_COUNT; i++) {
		if (!(flags & 1 << i))
			continue;
		text_append(buffer, size, "%s%s", between, flag_name[i]);
		between = separator;
	}
	if (!flags)
		text_append(buffer, size, "%s", no_flags);
}

const char *flags_text(uint8_t flags, char *buffer, size_t size)
{
	buffer[0] = '\0';
	append_flags(flags, ",", buffer, size);
	return buffer;
}

static int flag_find(const char *word, size_t length)
{
	for (int i = 0; i < FLAG_COUNT; i++)
		if (length == strlen(flag_name[i]) && memcmp(word, flag_name[i], length) == 0)
			return 1 << i;
	return -1;
}

int flags_parse(const char *text)
{
	int flags = 0;

	if (strcmp(text, no_flags) == 0)
		return 0;
	for (;;) {
		size_t length = strcspn(text, ",");
		int flag = flag_find(text, length);

		if (flag < 0)
			return -1;
		flags |= flag;
		if (text[length] == '\0')
			return flags;
		text += length + 1;
	}
}

static void append_sack(const uint8_t *option, uint32_t base, char *buffer, size_t size)
{
	for (int at = 2; at + 8 <= option[1]; at += 8)
		text_append(buffer, size, " SLE=%" PRIu32 " SRE=%" PRIu32,
			    get32(option + at) - base, get32(option + at + 4) - base);
}

static void append_mptcp(const uint8_t *option, char *buffer, size_t size)
{
	int subtype = option[1] > 2 ? option[2] >> 4 : MPTCP_NAMES;

	if (subtype >= MPTCP_NAMES)
		text_append(buffer, size, " opt(%d)", OPTION_MPTCP);
	else
		text_append(buffer, size, " %s", mptcp_name[subtype]);
	if (subtype == MPTCP_TCPRST && option[1] >= 4)
		text_append(buffer, size, " reason=%d", option[3]);
}

static void append_option(const uint8_t *option, uint32_t sack_base, char *buffer, size_t size)
{
	int kind = option[0], length = option[1];

	if (kind == OPTION_MSS && length == 4)
		text_append(buffer, size, " MSS=%d", option[2] << 8 | option[3]);
	else if (kind == OPTION_SCALE && option_shift(option) >= 0)
		text_append(buffer, size, " WS=%d", 1 << option_shift(option));
	else if (kind == OPTION_SACK_PERMITTED && length == 2)
		text_append(buffer, size, " SACK_PERM");
	else if (kind == OPTION_SACK && length >= 10)
		append_sack(option, sack_base, buffer, size);
	else if (kind == OPTION_TIMESTAMPS && length == 10)
		text_append(buffer, size, " TSval=%" PRIu32 " TSecr=%" PRIu32, get32(option + 2),
			    get32(option + 6));
	else if (kind == OPTION_MD5)
		text_append(buffer, size, " MD5");
	else if (kind == OPTION_AO)
		text_append(buffer, size, " TCP AO");
	else if (kind == OPTION_MPTCP)
		append_mptcp(option, buffer, size);
	else if (kind == OPTION_FAST_OPEN)
		text_append(buffer, size, " TFO=%c", length > 2 ? 'C' : 'R');
	else
		text_append(buffer, size, " opt(%d)", kind);
}

const char *options_text(const struct decoded *tcp, uint32_t sack_base, char *buffer, size_t size)
{
	const uint8_t *option;

	buffer[0] = '\0';
	for (size_t at = 0; (option = option_next(tcp, &at));)
		append_option(option, sack_base, buffer, size);
	return buffer;
}

const char *address_text(const struct in6_addr *addr, char *buffer, size_t size)
{
	const char *text = IN6_IS_ADDR_V4MAPPED(addr)
				   ? inet_ntop(AF_INET, &addr->s6_addr[12], buffer, (socklen_t)size)
				   : inet_ntop(AF_INET6, addr, buffer, (socklen_t)size);

	if (!text)
		buffer[0] = '\0';
	return buffer;
}

static void tcp_info(const struct segment *segment, char *buffer, size_t size)
{
	const struct decoded *tcp = &segment->tcp;
	char options[256];

	text_append(buffer, size, "%u → %u [", tcp->src.port, tcp->dst.port);
	append_flags(tcp->flags, ", ", buffer, size);
	text_append(buffer, size, "] Seq=%" PRIu32, segment->rel_seq);
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
