/* SPDX-License-Identifier: GPL-2.0-only */
/* block.h - the addresses of a lab: its own, so that others may run beside it. Pure. */
#ifndef RSTLAB_BLOCK_H
#define RSTLAB_BLOCK_H

#include <netinet/in.h>
#include <stdint.h>

/* The address of host number @id in subnet @net of the addresses @block. */
void block_address(int family, uint32_t block, int net, int id, struct in6_addr *ret);

/* The block that an address belongs to, or -1. */
int64_t address_block(const struct in6_addr *addr);

enum { BLOCK_BITS = 19, BLOCK_COUNT = 1 << BLOCK_BITS, NETS_MAX = 4 };

#endif
