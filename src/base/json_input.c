/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_input.h"

#include <malloc.h>
#include <stdlib.h>

static struct json_input *current;

void json_input_begin(struct json_input *input, FILE *in)
{
	*input = (struct json_input){ .in = in };
	current = input;
}

void json_input_end(void)
{
	current = NULL;
}

size_t json_input_read(void *buffer, size_t room, void *input)
{
	struct json_input *from = input;
	int byte = getc_unlocked(from->in);

	(void)room;
	if (byte == EOF)
		return 0;
	*(char *)buffer = (char)byte;
	from->taken++;
	return 1;
}

void *json_memory_get(size_t size)
{
	if (current &&
	    current->held + size > (size_t)JSON_INPUT_TIMES * current->taken + JSON_INPUT_MORE) {
		current->refused = true;
		return NULL;
	}
	void *memory = malloc(size);
	if (current)
		current->held += malloc_usable_size(memory);
	return memory;
}

void json_memory_put(void *memory)
{
	if (current)
		current->held -= malloc_usable_size(memory);
	free(memory);
}
