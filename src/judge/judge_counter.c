/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_counter.c - promises about the kernel's counters. */
#include "judge_parts.h"

void judge_counter(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct counter_claim *claim = promise->counter;
	int64_t grew = 0, its;
	bool known = false;

	for (int host = 0; host < reading->ev->host_count; host++)
		if (is_meant(reading->ev, promise, host) &&
		    evidence_counter(reading->ev, host, claim->name, &its)) {
			known = true;
			grew += its;
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
