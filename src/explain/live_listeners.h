/* SPDX-License-Identifier: GPL-2.0-only */
/* live_listeners.h - what it says of a RST who listens at its port, and how full his queue is.
 * Pure. */
#ifndef RSTLAB_LIVE_LISTENERS_H
#define RSTLAB_LIVE_LISTENERS_H

#include "live_tally.h"

/* The one that a SYN to @local reaches; NULL: none. */
const struct heard_listener *live_listener_at(const struct heard_listeners *found,
					      const struct endpoint *local);

/* " (nginx, pid 812, in container 0123456789ab)", or as much of it as is known. Returns @buffer. */
const char *live_holder(const struct heard_listener *listener, char *buffer, size_t size);

/* Who listens there or near it, and whether his queue is full; NULL: that says nothing of it. Else
 * @buffer. */
const char *live_listeners_fact(const struct live_story *story, char *buffer, size_t size);

/* May it be that a listener had no room? */
bool live_may_be_of_queue(const struct live_reset *reset);

/* Is the queue full of the listener whose RST it may be? Then that is why, if it is among its
 * causes: @ret names it alone; else a cookie that is refused comes first of them, as that is what
 * becomes of a handshake that found no room. */
bool live_by_queue(const struct live_reset *reset, const struct heard_listeners *found,
		   struct diagnosis *ret);

#endif
