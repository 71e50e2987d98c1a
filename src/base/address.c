/* SPDX-License-Identifier: GPL-2.0-only */
#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

const char *const family_name[FAMILY_LAST + 1] = { [AF_INET] = "ipv4", [AF_INET6] = "ipv6" };

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && memcmp(&a->addr, &b->addr, sizeof(a->addr)) == 0;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0x9e3779b97f4a7c15u;
	return x ^ x >> 29;
}

static uint64_t endpoint_hash(const struct endpoint *endpoint)
{
	uint64_t half[2];

	memcpy(half, &endpoint->addr, sizeof(half));
	return mix(half[0] + mix(half[1] + endpoint->port));
}

uint64_t endpoints_hash(const struct endpoint *a, const struct endpoint *b, uint64_t more)
{
	return mix(endpoint_hash(a) + endpoint_hash(b) + more);
}

bool endpoint_is_none(const struct endpoint *endpoint)
{
	static const struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	return endpoint->port == 0 && (IN6_IS_ADDR_UNSPECIFIED(&endpoint->addr) ||
				       memcmp(&endpoint->addr, &mapped, sizeof(mapped)) == 0);
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

const char *endpoint_text(const struct endpoint *endpoint, char *buffer)
{
	char addr[INET6_ADDRSTRLEN];

	if (endpoint_is_none(endpoint))
		return strcpy(buffer, "*");
	address_text(&endpoint->addr, addr, sizeof(addr));
	snprintf(buffer, ENDPOINT_TEXT_SIZE, strchr(addr, ':') ? "[%s]:%u" : "%s:%u", addr,
		 endpoint->port);
	return buffer;
}

const char *family_text(int family)
{
	return family_name[family == AF_INET6 ? AF_INET6 : AF_INET];
}

bool address_is_loopback(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_LOOPBACK(addr) ||
	       (IN6_IS_ADDR_V4MAPPED(addr) && addr->s6_addr[12] == 127);
}
