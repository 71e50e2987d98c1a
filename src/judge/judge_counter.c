/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_counter.c - promises about the kernel's counters. */
#include "judge_parts.h"

#include <string.h>

/* Of one chapter of that name, or of all there are. */
static int64_t grown_here(const struct evidence *ev, int host, const struct promise *promise)
{
	int64_t grew = 0;

	for (int i = 0; i < ev->chapter_counter_count; i++) {
		const struct chapter_counter *counter = &ev->chapter_counter[i];
		if (counter->host == host && in_chapter(ev, counter->chapter, promise->chapter) &&
		    strcmp(counter->name, promise->counter->name) == 0)
			grew += counter->grew;
	}
	return grew;
}

void judge_counter(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct counter_claim *claim = promise->counter;
	int64_t grew = 0, its;
	bool known = false, counted = true;

	for (int host = 0; host < reading->ev->host_count; host++)
		if (is_meant(reading->ev, promise, host) &&
		    evidence_counter(reading->ev, host, claim->name, &its)) {
			known = true;
			grew += claim->here ? grown_here(reading->ev, host, promise) : its;
			counted = counted && reading->ev->host[host].counted;
		}
	if (claim->here && !counted) {
		text_append(ret->actual, sizeof(ret->actual),
			    "its counters were not read for each chapter");
		ret->unsound = true;
		return;
	}
	if (!known) {
		ret->status = SKIP;
		text_append(ret->actual, sizeof(ret->actual),
			    reading->ev->counter_names[0] ? "this kernel has no counter %s"
							  : "the counter %s was not recorded",
			    claim->name);
		return;
	}
	text_append(ret->actual, sizeof(ret->actual), "+%lld", (long long)grew);
	ret->status = grew == claim->grew ? PASS : FAIL;
}
