/* SPDX-License-Identifier: GPL-2.0-only */
/* moment_text.h - what is no packet of a timeline, in words. Pure. */
#ifndef RSTLAB_MOMENT_TEXT_H
#define RSTLAB_MOMENT_TEXT_H

#include "errno_name.h"
#include "resets.h"

/* Whose an event is: "client", "worker@server"; "" of nobody. Returns @buffer. */
enum { EVENT_WHO_SIZE = 2 * NAME_SIZE + 1 };
const char *event_who(const struct evidence *ev, const struct event *event,
		      char buffer[EVENT_WHO_SIZE]);

/* "connect(10.0.0.2:8080) = -1 ECONNREFUSED", "eth0 down". Returns @buffer. */
enum { EVENT_TEXT_SIZE = TEXT_SIZE + RETURN_TEXT_SIZE + 4 };
const char *event_text(const struct event *event, char buffer[EVENT_TEXT_SIZE]);

/* What the tracepoint said at @reset, which has a fact: "kernel of server: tcp_send_reset
 * reason=NO_SOCKET state=NONE". Returns @buffer. */
enum { KERNEL_TEXT_SIZE = 400 };
const char *kernel_text(const struct evidence *ev, const struct reset *reset,
			char buffer[KERNEL_TEXT_SIZE]);

/* Its parts: "server", and "tcp_send_reset reason=NO_SOCKET state=NONE" (returns @buffer). */
const char *kernel_host(const struct evidence *ev, const struct reset *reset);
const char *kernel_says(const struct evidence *ev, const struct reset *reset,
			char buffer[KERNEL_TEXT_SIZE]);

#endif
