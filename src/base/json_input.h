/* SPDX-License-Identifier: GPL-2.0-only */
/* json_input.h - a document as it is read, and the memory that it may take. */
#ifndef RSTLAB_JSON_INPUT_H
#define RSTLAB_JSON_INPUT_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* So many times its bytes, and some more for a short one. The runs of this program take six. */
enum { JSON_INPUT_TIMES = 12, JSON_INPUT_MORE = 16 << 20 };

/*
 * jansson 2.14 goes on after memory was refused to its lexer: it loses a character, or aborts. So
 * it is left by longjmp() then, and what it held is freed by us.
 */
struct json_input {
	FILE *in;
	size_t taken;    /* bytes read */
	size_t held;     /* bytes of memory */
	bool refused;    /* it wanted more than it may have */
	jmp_buf no_more; /* where to go on, with all freed */
};

/* From here to the end what json_memory_get() hands out is the memory of @input: one at a time. The
 * caller has set its no_more. */
void json_input_begin(struct json_input *input);
void json_input_end(void);

/* Reads a byte on, and no further: where the reader is shows whether a document was cut off. @input
 * is a struct json_input. Returns 0 at the end. */
size_t json_input_read(void *buffer, size_t room, void *input);

/* malloc() and free(); while a document is read, the former returns if there is memory, and does
 * not if there is none. */
void *json_memory_get(size_t size);
void json_memory_put(void *memory);

#endif
