/* SPDX-License-Identifier: GPL-2.0-only */
/* capture_file.h - a capture of anybody's: pcap or pcapng, gzip or not, read packet by packet. */
#ifndef RSTLAB_CAPTURE_FILE_H
#define RSTLAB_CAPTURE_FILE_H

#include "packet.h"
#include "why.h"

#include <stdbool.h>
#include <stdint.h>

struct captured {
	uint64_t frame;        /* its number, from 1, as Wireshark counts */
	int64_t time_ns;       /* since 1970 */
	const uint8_t *bytes;  /* until the next one is read */
	uint32_t size;         /* bytes kept */
	uint32_t length;       /* bytes on the wire */
	struct decoded packet; /* the innermost TCP/IP in it */
};

struct capture_file;

/*
 * Opens the capture @path; "-" is standard input. A stream will do, and memory does not grow with
 * it. 0, to be closed, or -errno and @ret_why: a line that says which file, what is wrong with it,
 * and what would be right.
 */
int capture_file_open(const char *path, struct capture_file **ret, struct why *ret_why);

/* The next packet. 1; 0 at the end; -errno and @ret_why if what follows cannot be read. */
int capture_file_next(struct capture_file *file, struct captured *ret, struct why *ret_why);

/* After the end: did the file end within a packet? All before it was read. */
bool capture_file_is_cut(const struct capture_file *file);

/* Does a capture begin with these @size bytes, unpacked? */
bool capture_file_begins(const void *head, size_t size);

void capture_file_close(struct capture_file *file);

#endif
