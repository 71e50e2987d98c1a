/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet_build.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <string.h>

/* RFC 1071, over what need not be of even length. */
static uint32_t sum_bytes(const void *data, size_t size, uint32_t sum)
{
	const uint8_t *byte = data;
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)byte[i] << 8 | byte[i + 1];
	if (size & 1)
		sum += (uint32_t)byte[size - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* The pseudo header (RFC 9293, 3.1): for a sum, IPv4 and IPv6 differ in the addresses alone. */
static uint16_t tcp_checksum(const struct craft *craft, bool ipv4, const uint8_t *tcp, size_t size)
{
	size_t skip = ipv4 ? 12 : 0;
	uint32_t sum = (uint32_t)size + IPPROTO_TCP;
	sum = sum_bytes(&craft->src.addr.s6_addr[skip], 16 - skip, sum);
	sum = sum_bytes(&craft->dst.addr.s6_addr[skip], 16 - skip, sum);
	return fold(sum_bytes(tcp, size, sum));
}

static size_t write_tcp(const struct craft *craft, bool ipv4, uint8_t *at)
{
	size_t size = sizeof(struct tcphdr) + craft->option_size + craft->data_size;
	struct tcphdr head = { .th_sport = htons(craft->src.port),
			       .th_dport = htons(craft->dst.port),
			       .th_seq = htonl(craft->seq),
			       .th_ack = htonl(craft->ack),
			       .th_flags = craft->flags,
			       .th_win = htons(craft->window) };
	head.th_off = (5 + craft->option_size / 4) & 15;
	memcpy(at, &head, sizeof(head));
	if (craft->option_size)
		memcpy(at + sizeof(head), craft->option, craft->option_size);
	if (craft->data_size)
		memcpy(at + sizeof(head) + craft->option_size, craft->data, craft->data_size);
	head.th_sum = tcp_checksum(craft, ipv4, at, size);
	if (craft->bad_checksum)
		head.th_sum ^= htons(1);
	memcpy(at, &head, sizeof(head));
	return size;
}

static size_t write_ipv4(const struct craft *craft, uint8_t *at)
{
	size_t size = write_tcp(craft, true, at + sizeof(struct iphdr));
	struct iphdr head = { .version = 4,
			      .ihl = 5,
			      .tos = craft->tos,
			      .tot_len = htons((uint16_t)(sizeof(head) + size)),
			      .frag_off = htons(IP_DF),
			      .ttl = craft->ttl,
			      .protocol = IPPROTO_TCP };
	memcpy(&head.saddr, &craft->src.addr.s6_addr[12], 4);
	memcpy(&head.daddr, &craft->dst.addr.s6_addr[12], 4);
	head.check = fold(sum_bytes(&head, sizeof(head), 0));
	memcpy(at, &head, sizeof(head));
	return sizeof(head) + size;
}

static size_t write_ipv6(const struct craft *craft, uint8_t *at)
{
	size_t size = write_tcp(craft, false, at + sizeof(struct ip6_hdr));
	struct ip6_hdr head = { .ip6_src = craft->src.addr, .ip6_dst = craft->dst.addr };
	head.ip6_flow = htonl(6U << 28 | (uint32_t)craft->tos << 20);
	head.ip6_plen = htons((uint16_t)size);
	head.ip6_nxt = IPPROTO_TCP;
	head.ip6_hlim = craft->ttl;
	memcpy(at, &head, sizeof(head));
	return sizeof(head) + size;
}

size_t craft_tcp(const struct craft *craft, uint8_t *ret)
{
	bool ipv4 = IN6_IS_ADDR_V4MAPPED(&craft->dst.addr);
	struct ether_header head = { .ether_type = htons(ipv4 ? ETHERTYPE_IP : ETHERTYPE_IPV6) };
	if (craft->option_size % 4 || craft->option_size > 40 ||
	    craft->data_size > CRAFT_MAX - sizeof(head) - 40 - 20 - 40)
		return 0;
	memcpy(head.ether_shost, craft->from_mac, sizeof(head.ether_shost));
	memcpy(head.ether_dhost, craft->to_mac, sizeof(head.ether_dhost));
	memcpy(ret, &head, sizeof(head));
	return sizeof(head) + (ipv4 ? write_ipv4 : write_ipv6)(craft, ret + sizeof(head));
}
