/* SPDX-License-Identifier: GPL-2.0-only */
/* link_parts.h - requests of rtnetlink, for those who make them. */
#ifndef RSTLAB_LINK_PARTS_H
#define RSTLAB_LINK_PARTS_H

#include "link.h"

#include <stddef.h>

struct nl_msg;

/* A request that begins with @header, which the caller hands to link_request(). NULL: no memory. */
struct nl_msg *link_message(int type, int flags, const void *header, size_t size);

/* Adds an address as rtnetlink has it: without the mapping of IPv4. 0, or below: no room. */
int link_put_address(struct nl_msg *msg, int type, const struct in6_addr *addr);
uint8_t link_family(const struct in6_addr *addr);

/* Sends @msg, whose building failed if @built is negative, frees it, and waits for the kernel's
 * word on it. 0 or -errno. */
int link_request(struct link_ctl *ctl, struct nl_msg *msg, int built);

#endif
