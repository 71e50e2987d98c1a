/* SPDX-License-Identifier: GPL-2.0-only */
#include "block.h"

#include <arpa/inet.h>
#include <string.h>

void block_address(int family, uint32_t block, int net, int id, struct in6_addr *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (family == AF_INET) {
		/* 10.0.0.0/8 (RFC 1918): 19 bits of block, two of subnet, three of host. */
		uint32_t addr = htonl(10U << 24 | block << 5 | (uint32_t)net << 3 | (uint32_t)id);
		ret->s6_addr[10] = ret->s6_addr[11] = 0xff;
		memcpy(&ret->s6_addr[12], &addr, sizeof(addr));
		return;
	}
	/* fd00::/8 (RFC 4193), then "rstl" and 24 bits of block and subnet; a subnet is a /64. */
	static const uint8_t prefix[4] = { 0xfd, 0x72, 0x73, 0x74 };
	uint32_t rest = htonl(0x6cU << 24 | block << 2 | (uint32_t)net);
	memcpy(ret->s6_addr, prefix, sizeof(prefix));
	memcpy(ret->s6_addr + 4, &rest, sizeof(rest));
	ret->s6_addr[15] = (uint8_t)id;
}

int64_t address_block(const struct in6_addr *addr)
{
	struct in6_addr again;
	uint32_t word;
	int family = IN6_IS_ADDR_V4MAPPED(addr) ? AF_INET : AF_INET6;
	memcpy(&word, family == AF_INET ? &addr->s6_addr[12] : &addr->s6_addr[4], sizeof(word));
	word = ntohl(word) & 0xffffff;
	uint32_t block = family == AF_INET ? word >> 5 : word >> 2;
	int net = (int)(family == AF_INET ? word >> 3 & 3 : word & 3);
	int id = family == AF_INET ? addr->s6_addr[15] & 7 : addr->s6_addr[15];
	block_address(family, block, net, id, &again);
	return memcmp(addr, &again, sizeof(again)) == 0 ? (int64_t)block : -1;
}
