/* SPDX-License-Identifier: GPL-2.0-only */
/* rst_reason.h - which of the kernel's two ways of sending a RST a reason is of. Pure. */
#ifndef RSTLAB_RST_REASON_H
#define RSTLAB_RST_REASON_H

#include <stdbool.h>
#include <stdint.h>

enum rst_way {
	RST_WAY_UNKNOWN,
	RST_WAY_ABORT, /* a socket ends its connection: tcp_send_active_reset(), always with ACK */
	RST_WAY_REPLY, /* a segment is answered: tcp_v4_send_reset(), with ACK only to one that has
			  none */
};

/* Of a name of enum sk_rst_reason; of NULL and of one that may be either: unknown. */
enum rst_way rst_reason_way(const char *reason);

/* By its header, may a RST have been sent in that way? */
bool rst_way_fits(enum rst_way way, uint8_t flags, uint32_t seq);

#endif
