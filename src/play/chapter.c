/* SPDX-License-Identifier: GPL-2.0-only */
/* chapter.c - the parts of a story; before each of them the user may want it held. */
#include "lab.h"

#include <stdio.h>

void chapter(struct lab *lab, const char *title)
{
	struct evidence *ev = lab->ev;
	if (ev->chapter_count == CHAPTERS_MAX)
		lab_broken(lab, "the story has more than %d chapters", CHAPTERS_MAX);
	hold_before(lab, title);
	narrate(lab, "chapter %d: %s", ev->chapter_count, title);
	drain_captures(lab);
	chapter_count(lab);
	lab->chapter = ev->chapter_count;
	snprintf(ev->chapter[ev->chapter_count++], TEXT_SIZE, "%s", title);
	struct event *event = lab_record(lab, EVENT_CHAPTER, -1, "chapter");
	snprintf(event->text, sizeof(event->text), "%s", title);
}
