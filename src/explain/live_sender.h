/* SPDX-License-Identifier: GPL-2.0-only */
/* live_sender.h - which side the sender of a RST is, by what was seen before it. Pure. For live.c.
 */
#ifndef RSTLAB_LIVE_SENDER_H
#define RSTLAB_LIVE_SENDER_H

#include "live_waiting.h"

/* By SYNs that were seen, is the sender of the RST "client" or "server"? NULL: not known, as where
 * both have sent one. A SYN,ACK that answers none is anybody's. */
const char *waiting_sender(const struct waiting *waiting);

/* By its header: it refuses a SYN (RFC 9293, 3.10.7.1). */
bool waiting_refuses(const struct waiting *waiting);

/* Is it the server? If no SYN tells, by the ports. */
bool waiting_sender_serves(const struct waiting *waiting);

#endif
