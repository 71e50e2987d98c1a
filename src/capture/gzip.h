/* SPDX-License-Identifier: GPL-2.0-only */
/* gzip.h - a file as a stream, unpacked if it is of gzip. The only user of zlib. */
#ifndef RSTLAB_GZIP_H
#define RSTLAB_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { GZIP_HEAD_SIZE = 8 };

/* What is known of a stream while it is read, and after it was closed. */
struct gzip_state {
	uint8_t head[GZIP_HEAD_SIZE]; /* its first bytes, unpacked, as far as they were read */
	size_t head_size;
	bool is_cut;     /* it is of gzip, and ended early */
	const char *bad; /* why no more can be read: NULL: nothing is wrong */
};

/*
 * A stream of what @fd holds, which is closed with it, or with -errno. What is of gzip is unpacked,
 * else it comes as it is. Only forwards; pipes will do. @state is the caller's, who keeps it until
 * the stream is closed. Locks nothing: it is for one thread.
 */
int gzip_open(int fd, struct gzip_state *state, FILE **ret);

#endif
