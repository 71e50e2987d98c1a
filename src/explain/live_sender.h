/* SPDX-License-Identifier: GPL-2.0-only */
/* live_sender.h - who the sender of a RST is: which side, by what was seen before it; and whether
 * it is in a namespace that is watched. Pure. For live.c. */
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

/* Was it sent in a namespace of this machine that is not watched, and did it come to one that is?
 * If not @all_interfaces are heard, only its receiver's word says so. */
bool waiting_is_from_elsewhere(const struct waiting *waiting, bool all_interfaces);

/* No interface here has seen it, and its namespace is not watched; or, if that is not known, its
 * address is not one of a watched namespace, or is one that every namespace has. @has_wire: at
 * least one interface is heard. */
bool waiting_is_elsewhere(const struct waiting *waiting, bool has_wire);

#endif
