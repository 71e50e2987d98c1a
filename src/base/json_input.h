/* SPDX-License-Identifier: GPL-2.0-only */
/* json_input.h - a document as it is read, and the memory that it may take. */
#ifndef RSTLAB_JSON_INPUT_H
#define RSTLAB_JSON_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* So many times its bytes, and some more for a short one. The runs of this program take five. */
enum { JSON_INPUT_TIMES = 10, JSON_INPUT_MORE = 16 << 20 };

struct json_input {
	FILE *in;
	size_t taken; /* bytes read */
	size_t held;  /* bytes of memory */
	bool refused; /* it wanted more */
};

/* From here to the end the memory that json_memory_get() hands out is that of @input: one at a
 * time. */
void json_input_begin(struct json_input *input, FILE *in);
void json_input_end(void);

/* Reads a byte on, and no further: where the reader is shows whether a document was cut off. @input
 * is a struct json_input. Returns 0 at the end. */
size_t json_input_read(void *buffer, size_t room, void *input);

/* malloc() and free(), by that measure. */
void *json_memory_get(size_t size);
void json_memory_put(void *memory);

#endif
