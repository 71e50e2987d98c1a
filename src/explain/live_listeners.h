/* SPDX-License-Identifier: GPL-2.0-only */
/* live_listeners.h - what the listeners at a RST's port, and their queues, tell about it. Pure. */
#ifndef RSTLAB_LIVE_LISTENERS_H
#define RSTLAB_LIVE_LISTENERS_H

#include "live_tally.h"

/* The listener that a SYN to @local reaches; NULL: none. */
const struct heard_listener *live_listener_at(const struct heard_listeners *found,
					      const struct endpoint *local);

/* " (nginx, pid 812, in container 0123456789ab)", or as much of it as is known. Returns @buffer. */
const char *live_holder(const struct heard_listener *listener, char *buffer, size_t size);

/* Who listens there or nearby, and whether the queue is full. Returns @buffer, or NULL if that says
 * nothing about the RST. */
const char *live_listeners_fact(const struct live_story *story, char *buffer, size_t size);

/* Can the RST come from a listener whose accept queue is full? */
bool live_may_be_of_queue(const struct live_reset *reset);

/* If that listener's queue is full, this is the cause: when backlog-full is among the causes, @ret
 * names it alone. Otherwise a refused SYN cookie moves to the front of @ret: that is how a
 * handshake ends that found no room. False: @ret is not to be used. */
bool live_by_queue(const struct live_reset *reset, const struct heard_listeners *found,
		   struct diagnosis *ret);

#endif
