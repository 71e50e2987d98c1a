/* SPDX-License-Identifier: GPL-2.0-only */
/* hold_after.c - a lab that is held after its end, as its story has left it. */
#include "runner_parts.h"

#include "text.h"

#include <stdio.h>

static int poll_others(void *arg, struct pollfd *ret, int size)
{
	struct run *run = arg;
	if (size < 1 + DOOR_POLLS)
		return 0;
	ret[0] = (struct pollfd){ .fd = run->signals, .events = POLLIN };
	return 1 + door_poll(run->door, ret + 1);
}

/* Who has died meanwhile is found out by the loop. */
static bool hear_others(void *arg)
{
	struct run *run = arg;
	workers_reap(run);
	door_serve(run->door, run->shown);
	return !run->stop;
}

bool run_hold(struct run *run, const struct played *played, const char *headline)
{
	const struct site_others others = { poll_others, hear_others, run };
	struct site *site = played->site;
	int shells = 0;
	fprintf(stderr, "%s\n", headline);
	if (!site->pid) {
		fputs("  no lab is left to look at\n", stderr);
		return true;
	}
	site->held = true;
	text_set(site->where, sizeof(site->where), "after its end");
	site_print(stderr, site);
	run->shown = site;
	enum site_word word = site_hold(site, played->evidence, &others, &shells);
	run->shown = NULL;
	return word == SITE_GO_ON;
}
