/* SPDX-License-Identifier: GPL-2.0-only */
/* witnesses.c - the last word of captures and counters. */
#include "lab.h"

#include <stdio.h>
#include <time.h>

/* One kernel's files have always the same names. */
static void name_counters(struct lab *lab, const struct counters *counters)
{
	char *names = lab->ev->counter_names;
	size_t used = 0;
	if (*names)
		return;
	for (int i = 0; i < counters->count && used < COUNTER_NAMES_SIZE; i++)
		used += (size_t)snprintf(names + used, COUNTER_NAMES_SIZE - used, "%s%s",
					 i ? " " : "", counters->counter[i].name);
	if (used >= COUNTER_NAMES_SIZE)
		lab_broken(lab, "the names of this kernel's counters take more than %d bytes",
			   COUNTER_NAMES_SIZE);
}

static void note_counters(struct lab *lab, int index, const struct counters *after)
{
	struct host *host = &lab->host[index];
	name_counters(lab, after);
	for (int i = 0; i < after->count; i++) {
		const struct counter *now = &after->counter[i];
		/* One kernel's file has always the same lines. */
		int64_t was = host->before->counter[i].value;
		if (now->value == was)
			continue;
		struct counter_fact *fact = counter_fact(lab, index, now->name);
		fact->before += was;
		fact->after += now->value;
	}
}

void freeze_host(struct lab *lab, int index)
{
	static struct counters after;
	read_counters(lab, index, &after);
	note_counters(lab, index, &after);
}

/* They are asked one after the other, and a timer may send meanwhile: then all are asked again. */
bool lab_witnesses(struct lab *lab)
{
	static struct counters after[HOSTS_MAX];
	int64_t deadline = deadline_ns(lab);
	int seen;
	do {
		seen = lab->ev->packet_count;
		for (int i = 0; i < lab->host_count; i++)
			if (lab->host[i].ns >= 0)
				read_counters(lab, i, &after[i]);
		lab->ev->end_ns = now_ns(CLOCK_REALTIME);
		for (int i = 0; i < lab->end_count; i++)
			freeze_capture(lab, i);
	} while (lab->ev->packet_count != seen && now_ns(CLOCK_MONOTONIC) < deadline);
	for (int i = 0; i < lab->host_count; i++)
		if (lab->host[i].ns >= 0)
			note_counters(lab, i, &after[i]);
	if (lab->here)
		chapter_note(lab, &after[lab->here_host]);
	return lab->ev->packet_count == seen;
}
