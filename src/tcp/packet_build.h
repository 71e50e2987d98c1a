/* SPDX-License-Identifier: GPL-2.0-only */
/* packet_build.h - makes frames: the reverse of packet.h. Pure. */
#ifndef RSTLAB_PACKET_BUILD_H
#define RSTLAB_PACKET_BUILD_H

#include "packet.h"

#include <stddef.h>

enum { CRAFT_MAX = 2048 };

struct craft {
	uint8_t from_mac[6], to_mac[6];
	struct endpoint src, dst; /* both IPv4 (mapped) or both IPv6 */
	uint8_t ttl;
	uint8_t tos; /* or traffic class */
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t window;
	const uint8_t *option; /* a multiple of 4 bytes, at most 40 */
	size_t option_size;
	const uint8_t *data;
	size_t data_size;
	bool bad_checksum;
};

/* Writes an Ethernet frame with a TCP segment to @ret (CRAFT_MAX bytes). Its size, or 0 if it does
 * not fit or the options are no multiple of 4. */
size_t craft_tcp(const struct craft *craft, uint8_t *ret);

#endif
