/* SPDX-License-Identifier: GPL-2.0-only */
/* canon_item.c - a thing that was seen, and whether two of them are the same. */
#include "canon_parts.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const trait_name[TRAITS] = {
	[TRAIT_FLAGS] = "flags",     [TRAIT_SEQ] = "seq",         [TRAIT_ACK] = "ack",
	[TRAIT_WINDOW] = "window",   [TRAIT_OPTIONS] = "options", [TRAIT_ARRIVAL] = "arrived",
	[TRAIT_REASON] = "reason",   [TRAIT_STATE] = "state",     [TRAIT_ERRNO] = "errno",
	[TRAIT_RETURN] = "returned", [TRAIT_COUNT] = "count",
};

const char *const sight_name[SIGHTS] = {
	[SIGHT_TRACE] = "the tracepoint of resets",
	[SIGHT_REASON] = "the kernel's reasons",
	[SIGHT_SOCKETLESS] = "the tracepoint of resets that no socket sends",
};

static_assert(TRAITS == 11 && SIGHTS == 3, "a name for each");

static struct canon_item nowhere; /* where an item goes for which there is no memory */

struct canon_item *canon_add(struct canon_reader *reader, enum witness witness, int host)
{
	struct canon *canon = reader->canon;
	const char *name = host_name(reader->reading->ev, host);
	struct canon_item *item = &nowhere;

	if (canon->count == canon->room) {
		int room = canon->room ? 2 * canon->room : 64;
		struct canon_item *more = realloc(canon->item, (size_t)room * sizeof(*canon->item));
		if (more) {
			canon->item = more;
			canon->room = room;
		}
	}
	if (canon->count < canon->room)
		item = &canon->item[canon->count++];
	else
		reader->failed = true;
	*item = (struct canon_item){ .witness = witness, .chapter = -1 };
	snprintf(item->who, sizeof(item->who), "%s", name ? name : "nobody known");
	return item;
}

void trait_set(struct canon_item *item, enum trait trait, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(item->trait[trait], TRAIT_SIZE, format, args);
	va_end(args);
}

bool canon_same_traits(const struct canon_item *a, const struct canon_item *b)
{
	for (enum trait i = 0; i < TRAITS; i++)
		if (strcmp(a->trait[i], b->trait[i]) != 0 &&
		    strcmp(a->trait[i], TRAIT_UNTOLD) != 0 &&
		    strcmp(b->trait[i], TRAIT_UNTOLD) != 0)
			return false;
	return true;
}

bool canon_same(const struct canon_item *a, const struct canon_item *b)
{
	return a->witness == b->witness && a->chapter == b->chapter && a->stream == b->stream &&
	       strcmp(a->who, b->who) == 0 && strcmp(a->name, b->name) == 0 &&
	       canon_same_traits(a, b);
}

const char *canon_text(const struct canon_item *item, char *buffer, size_t size)
{
	const char *between = " (";
	size_t used = (size_t)snprintf(buffer, size, "%s", item->name);

	for (enum trait i = 0; i < TRAITS && used < size; i++) {
		if (item->trait[i][0] == '\0' || strcmp(item->trait[i], TRAIT_UNTOLD) == 0)
			continue;
		used += (size_t)snprintf(buffer + used, size - used, "%s%s %s", between,
					 trait_name[i], item->trait[i]);
		between = ", ";
	}
	if (*between == ',' && used < size)
		snprintf(buffer + used, size - used, ")");
	return buffer;
}

bool canon_tells(const struct canon *canon, const char *host)
{
	for (int i = 0; i < canon->host_count; i++)
		if (strcmp(canon->host[i], host) == 0)
			return canon->is_told[i];
	return canon->is_traced; /* of no address of the lab */
}
