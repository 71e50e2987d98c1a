/* SPDX-License-Identifier: GPL-2.0-only */
/* ruling.c - what all who rule on promises have in common. */
#include "judge_parts.h"

#include <string.h>

bool in_chapter(const struct evidence *ev, int chapter, const char *title)
{
	if (!title)
		return true;
	return chapter >= 0 && chapter < ev->chapter_count &&
	       strcmp(ev->chapter[chapter], title) == 0;
}

bool is_meant(const struct evidence *ev, const struct promise *promise, int host)
{
	return strcmp(promise->who, ANY_HOST) == 0 ||
	       (host >= 0 && strcmp(ev->host[host].name, promise->who) == 0);
}

void show_moment(struct ruling *ret, enum moment_kind kind, int index)
{
	ret->is_shown = true;
	ret->shown = (struct moment){ .kind = kind, .index = index };
}

struct ruling *add_ruling(struct verdict *verdict)
{
	struct ruling *ruling = &verdict->ruling[verdict->ruling_count++];
	*ruling = (struct ruling){ .status = FAIL };
	return ruling;
}
