/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_input.h"

#include <malloc.h>
#include <stdlib.h>

/* In front of what is handed out: all that is there, the newest first. */
struct block {
	struct block *newer, *older;
	max_align_t memory[];
};

static struct json_input *current;
static struct block *newest, *newest_before;

void json_input_begin(struct json_input *input)
{
	current = input;
	newest_before = newest;
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

static _Noreturn void give_up(struct json_input *input)
{
	while (newest != newest_before)
		json_memory_put(newest->memory);
	current = NULL;
	longjmp(input->no_more, 1);
}

void *json_memory_get(size_t size)
{
	size_t most = current ? JSON_INPUT_TIMES * current->taken + JSON_INPUT_MORE : 0;
	bool is_too_much = current && (size > most || current->held > most - size);
	struct block *block = is_too_much ? NULL : malloc(sizeof(*block) + size);

	if (!block) {
		if (!current)
			return NULL;
		current->refused = is_too_much;
		give_up(current);
	}
	if (current)
		current->held += malloc_usable_size(block);
	*block = (struct block){ .older = newest };
	if (newest)
		newest->newer = block;
	newest = block;
	return block->memory;
}

void json_memory_put(void *memory)
{
	if (!memory)
		return;
	struct block *block = (void *)((char *)memory - offsetof(struct block, memory));
	if (current)
		current->held -= malloc_usable_size(block);
	if (block->newer)
		block->newer->older = block->older;
	else
		newest = block->older;
	if (block->older)
		block->older->newer = block->newer;
	free(block);
}
