/* SPDX-License-Identifier: GPL-2.0-only */
/* tunnel.h - packets within packets. Pure. */
#ifndef RSTLAB_TUNNEL_H
#define RSTLAB_TUNNEL_H

#include "packet.h"
#include "rest.h"

/* What is in a tunnel: where it begins, its EtherType, and by what number the tunnel goes, if any.
 */
struct inside {
	enum tunnel tunnel; /* TUNNEL_NONE: it is none */
	bool has_id;
	uint32_t id;
	uint16_t type;
	struct rest rest;
};

/* Is what @rest begins with, of the IP protocol @number, or in a UDP datagram of @udp, a tunnel?
 * Fills in @ret if so, which is zero before. */
void tunnel_in_ip(uint8_t number, const struct rest *rest, struct inside *ret);
void tunnel_in_udp(const struct decoded *udp, const struct rest *rest, struct inside *ret);

#endif
