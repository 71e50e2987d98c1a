/* SPDX-License-Identifier: GPL-2.0-only */
/* address.h - numbers of the kernel in the words of its manuals. Pure. */
#ifndef RSTLAB_ADDRESS_H
#define RSTLAB_ADDRESS_H

#include "packet.h"

enum { ENDPOINT_TEXT_SIZE = INET6_ADDRSTRLEN + sizeof("[]:65535") };

/* "10.0.0.2:8080", "[fd72::2]:8080"; "*" for what is all zero. Returns @buffer
 * (ENDPOINT_TEXT_SIZE). */
const char *endpoint_text(const struct endpoint *endpoint, char *buffer);

/* "ipv4", "ipv6" */
const char *family_text(int family);

/* Is all of it zero? The tracepoint tells so that it has no address to show. */
bool endpoint_is_none(const struct endpoint *endpoint);

#endif
