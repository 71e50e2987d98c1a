/* SPDX-License-Identifier: GPL-2.0-only */
/* chapter_counters.c - what the counters of a host have grown by, chapter by chapter. */
#include "lab.h"

#include "matrix.h"
#include "text.h"

#include <string.h>

void count_chapters(struct lab *lab, const char *host)
{
	static struct counters now;
	lab->here_host = host_index(lab, host);
	lab->here = &now;
	lab->ev->host[lab->here_host].counted = true;
	read_counters(lab, lab->here_host, lab->here);
}

static void note_growth(struct lab *lab, const char *name, int64_t grew)
{
	struct evidence *ev = lab->ev;
	if (ev->chapter_counter_count == CHAPTER_COUNTERS_MAX)
		lab_broken(lab, "more than %d counters moved in the chapters",
			   CHAPTER_COUNTERS_MAX);
	struct chapter_counter *counter = &ev->chapter_counter[ev->chapter_counter_count++];
	*counter = (struct chapter_counter){ .host = (int16_t)lab->here_host,
					     .chapter = (int16_t)lab->chapter,
					     .grew = grew };
	text_set(counter->name, sizeof(counter->name), "%s", name);
}

void chapter_note(struct lab *lab, const struct counters *now)
{
	/* Nobody judges what comes between: its counters would only take room. */
	bool is_cell = strcmp(lab->ev->chapter[lab->chapter], BETWEEN) != 0;
	/* One kernel's file has always the same lines. */
	for (int i = 0; i < now->count && is_cell; i++)
		if (now->counter[i].value != lab->here->counter[i].value)
			note_growth(lab, now->counter[i].name,
				    now->counter[i].value - lab->here->counter[i].value);
	*lab->here = *now;
}

void chapter_count(struct lab *lab)
{
	static struct counters now;
	if (!lab->here)
		return;
	read_counters(lab, lab->here_host, &now);
	chapter_note(lab, &now);
}
