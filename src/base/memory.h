/* SPDX-License-Identifier: GPL-2.0-only */
/* memory.h - text that is written to memory. Pure. */
#ifndef RSTLAB_MEMORY_H
#define RSTLAB_MEMORY_H

#include <stdio.h>

/* Closes a stream of open_memstream(), whose text is @text, and sets @stream to NULL. 0, or
 * -ENOMEM: the text is not whole. It is to be freed in either case. */
int memory_close(FILE **stream, char *const *text);

/* A text that grows until it is closed; all zero at first. */
struct memory_text {
	FILE *out; /* NULL: closed, or never opened */
	char *text;
	size_t size;
};

/* Opens and closes @count of them. 0 or -ENOMEM: one is not whole. All are to be freed in any case.
 */
int memory_texts_open(struct memory_text *texts, int count);
int memory_texts_close(struct memory_text *texts, int count);
void memory_texts_free(struct memory_text *texts, int count);

#endif
