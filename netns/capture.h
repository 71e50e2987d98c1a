/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture.h - the packets of one interface, sent and received, with a count of those it lost.
 *
 * A plain packet socket: it opens in microseconds where a libpcap handle, with its ring, takes
 * milliseconds.
 */
#ifndef RSTLAB_CAPTURE_H
#define RSTLAB_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SNAPLEN = 65535 };

/* Captures interface @index of the namespace the thread is in, from now on. Returns a descriptor,
 * readable when a packet is there; -errno. The caller closes it: that waits for an RCU grace
 * period. */
int capture_open(int index);

struct capture_frame {
	int64_t time_ns; /* CLOCK_REALTIME */
	bool sent;       /* leaves this host; else arrived */
	uint8_t *bytes;  /* in: where to */
	size_t size;     /* in: room; out: bytes kept */
	size_t length;   /* bytes on the wire */
};

/* Reads one frame. 1, 0 when there is none, or -errno. An interface that went down is no error. */
int capture_read(int fd, struct capture_frame *frame);

/* How many frames the socket has taken since the last call, which can all be read by now, and how
 * many it has had to drop. 0 or -errno. */
int capture_count(int fd, uint64_t *ret_frames, uint64_t *ret_drops);

/* A packet socket that hears nothing, to send by: of what it sends, every capture sees the copy
 * that leaves. A descriptor, or -errno. */
int capture_sender(void);

/* Sends a raw frame out of the interface; the capture itself does not see it leave. 0 or -errno. */
int capture_send(int fd, int index, const uint8_t *frame, size_t size);

/*
 * Keeps the kernel stamping packets while the descriptor is open. The first socket that wants
 * stamps patches the kernel's code, the last that goes patches it back: with this, once a run.
 * -errno.
 */
int capture_keep_stamps(void);

#endif
