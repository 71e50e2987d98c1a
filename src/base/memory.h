/* SPDX-License-Identifier: GPL-2.0-only */
/* memory.h - text that is written to memory. Pure. */
#ifndef RSTLAB_MEMORY_H
#define RSTLAB_MEMORY_H

#include <stdio.h>

/* Closes a stream of open_memstream(), whose text is @text, and sets @stream to NULL. 0, or
 * -ENOMEM: the text is not whole. It is to be freed in either case. */
int memory_close(FILE **stream, char *const *text);

#endif
