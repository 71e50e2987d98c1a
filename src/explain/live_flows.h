/* SPDX-License-Identifier: GPL-2.0-only */
/* live_flows.h - which SYNs, FINs and RSTs a live host has seen of each connection. Only the most
 * recent connections are kept. Pure. */
#ifndef RSTLAB_LIVE_FLOWS_H
#define RSTLAB_LIVE_FLOWS_H

#include "live_view.h"

struct live_flows;

/* NULL: no memory. */
struct live_flows *live_flows_open(void);
void live_flows_close(struct live_flows *flows);

/* Adds a segment with SYN, FIN or RST that was seen at @time_ns. */
void live_flows_add(struct live_flows *flows, const struct decoded *tcp, int64_t time_ns);

/* What was seen of the connection from @src to @dst so far. False: nothing; both sides are zeroed.
 * @ret_is_whole: its beginning was seen too. */
bool live_flows_find(const struct live_flows *flows, const struct endpoint *src,
		     const struct endpoint *dst, struct live_side *ret_src,
		     struct live_side *ret_dst, bool *ret_is_whole);

#endif
