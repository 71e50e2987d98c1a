/* SPDX-License-Identifier: GPL-2.0-only */
/* address.h - IP addresses, and the ends of a connection. Pure. */
#ifndef RSTLAB_ADDRESS_H
#define RSTLAB_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct endpoint {
	struct in6_addr addr; /* IPv4 as ::ffff:a.b.c.d */
	uint16_t port;        /* host byte order; 0: none */
};

/* Are they the same address and port? */
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

/* A number of a pair of endpoints, the same in either order; @more: what tells equal pairs apart,
 * or 0. */
uint64_t endpoints_hash(const struct endpoint *a, const struct endpoint *b, uint64_t more);

/* Is all of it zero? The tracepoint tells so that it has no address to show. */
bool endpoint_is_none(const struct endpoint *endpoint);

/* One that never leaves its namespace: ::1, or of 127/8 as ::ffff:127.b.c.d. */
bool address_is_loopback(const struct in6_addr *addr);

/* "10.0.0.2" or "fd72::2"; mapped IPv4 addresses as IPv4. Returns @buffer. */
const char *address_text(const struct in6_addr *addr, char *buffer, size_t size);

enum { ENDPOINT_TEXT_SIZE = INET6_ADDRSTRLEN + sizeof("[]:65535") };

/* "10.0.0.2:8080", "[fd72::2]:8080"; "*" for what is all zero. Returns @buffer
 * (ENDPOINT_TEXT_SIZE). */
const char *endpoint_text(const struct endpoint *endpoint, char *buffer);

/* "ipv4", "ipv6": by AF_INET and AF_INET6, with gaps. */
enum { FAMILY_LAST = AF_INET6 };
extern const char *const family_name[FAMILY_LAST + 1];

/* The same; "ipv4" for all that is not AF_INET6. */
const char *family_text(int family);

#endif
