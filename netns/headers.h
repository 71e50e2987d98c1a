/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * headers.h - the headers of the segments that open, close or reset connections, on the interfaces
 * of a namespace: those with SYN, FIN or RST, chosen in the kernel, so that whoever passes data
 * does not pay for it.
 */
#ifndef RSTLAB_HEADERS_H
#define RSTLAB_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HEADERS_KEPT = 192, /* bytes: all that IP and TCP can have, and some extensions */
	HEADERS_BATCH = 64,
};

/* From the IP header on. */
struct header_frame {
	int64_t time_ns; /* CLOCK_REALTIME */
	int index;       /* of the interface */
	bool leaves;     /* else it has come */
	size_t length;   /* on the wire */
	size_t size;     /* kept */
	uint8_t bytes[HEADERS_KEPT];
};

/* Hears interface @index of the namespace that the thread is in, or all with 0, from now on.
 * Fragments but the first are passed over, and those of IPv6 at all; so is what hides behind more
 * than four extension headers, or behind AH. A descriptor, readable when one is there,
 * which the caller closes; or -errno. */
int headers_open(int index);

/* Reads at most HEADERS_BATCH of them into @ret. How many, 0: none is there, or -errno. */
int headers_read(int fd, struct header_frame ret[HEADERS_BATCH]);

/* Hears nothing while @pause; what was heard before can be read. Each frame still costs who sends
 * it a copy. 0 or -errno. */
int headers_pause(int fd, bool pause);

/* Besides, while @unhook, takes it out of the way of all frames, so that they cost nothing. Waits
 * for a grace period of RCU. 0 or -errno. */
int headers_unhook(int fd, bool unhook);

/* How many the socket has had to drop since the last call; -errno. */
int64_t headers_dropped(int fd);

#endif
