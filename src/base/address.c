/* SPDX-License-Identifier: GPL-2.0-only */
#include "address.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

bool endpoint_is_none(const struct endpoint *endpoint)
{
	static const struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	return endpoint->port == 0 && (IN6_IS_ADDR_UNSPECIFIED(&endpoint->addr) ||
				       memcmp(&endpoint->addr, &mapped, sizeof(mapped)) == 0);
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
	return family == AF_INET6 ? "ipv6" : "ipv4";
}
