/* SPDX-License-Identifier: GPL-2.0-only */
/* comments.h - a pcapng file as it is, block by block, with its comments: what libpcap passes over.
 */
#ifndef RSTLAB_TEST_COMMENTS_H
#define RSTLAB_TEST_COMMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COMMENTED_MAX = 1100, COMMENTED_ENDS = 16, COMMENT_MAX = 0xffff };

struct commented_packet {
	uint32_t interface;
	int64_t time_ns;
	uint32_t size, length;
	const uint8_t *bytes;
	uint32_t flags; /* of the option; 0: none */
	int count;
	char *comment[COMMENTED_MAX];
};

struct commented {
	uint8_t *file;
	size_t size;
	char *section, *program, *system; /* NULL: not there */
	int interface_count;
	char *interface[COMMENTED_ENDS];
	int count;
	struct commented_packet *packet;
};

/* Reads the file, which must be whole: both lengths of each block agree, options fit and end, each
 * text is UTF-8, times are of nanoseconds. NULL, or what is wrong. To be freed with
 * comments_free(). */
const char *comments_read(const char *path, struct commented *ret);
void comments_free(struct commented *file);

/* The number of packet @at's comment that begins with @begin; -1: none. */
int comments_find(const struct commented *file, int at, const char *begin);

#endif
