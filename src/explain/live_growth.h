/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_growth.h - whether an open connection may have taken a RST of which the kernel's tracepoint
 * has not told: by the counters of connections that ended in disorder. Pure.
 *
 * A RST that ends a connection in ESTABLISHED or CLOSE-WAIT is counted as TcpEstabResets, in
 * SYN-SENT or SYN-RECEIVED as TcpAttemptFails (tcp_set_state(), tcp_done()); so is what ends for
 * other causes. If they have not grown by more than was told, none was taken. A connection that
 * this host had closed, FIN-WAIT-1 to LAST-ACK, is not counted.
 */
#ifndef RSTLAB_LIVE_GROWTH_H
#define RSTLAB_LIVE_GROWTH_H

#include "heard.h"

struct live_growth {
	struct heard_endings ended; /* when it was read last */
	uint64_t taken;             /* of these, told by the kernel */
	uint64_t told;              /* the same, until now */
	int64_t read_ns;
	int64_t from_ns, until_ns; /* when more was counted than told, the last time */
};

/* From now on; @ended is what the counters say at @now_ns, CLOCK_REALTIME. */
void live_growth_begin(struct live_growth *growth, int64_t now_ns,
		       const struct heard_endings *ended);

/* The kernel has told of one, in a namespace whose counters are read. */
void live_growth_hear(struct live_growth *growth, const struct heard_word *word);

/* The counters have been read again. */
void live_growth_read(struct live_growth *growth, int64_t now_ns,
		      const struct heard_endings *ended);

/* Were they read so late that a RST that came at @time_ns is counted? */
bool live_growth_is_after(const struct live_growth *growth, int64_t time_ns);

/* Did no open connection take a RST that came at @time_ns? False: nobody knows. */
bool live_growth_rules_out(const struct live_growth *growth, int64_t time_ns);

#endif
