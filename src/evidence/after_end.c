/* SPDX-License-Identifier: GPL-2.0-only */
#include "after_end.h"

#include <string.h>

static void take_away(struct evidence *ev, int nth)
{
	memmove(&ev->reset[nth], &ev->reset[nth + 1],
		(size_t)(ev->reset_count - 1 - nth) * sizeof(ev->reset[0]));
	/* What is not counted is all zero: see evidence_clear(). */
	memset(&ev->reset[--ev->reset_count], 0, sizeof(ev->reset[0]));
}

/* The last that @host has sent after the end; -1: none. */
static int find_late(const struct evidence *ev, int host)
{
	int last = -1;

	for (int i = 0; i < ev->reset_count; i++)
		if (ev->reset[i].host == host && ev->reset[i].sent &&
		    ev->reset[i].time_ns > ev->end_ns &&
		    (last < 0 || ev->reset[i].time_ns >= ev->reset[last].time_ns))
			last = i;
	return last;
}

void after_end_forget(struct evidence *ev)
{
	int64_t since = INT64_MAX;

	for (int host = 0; host < ev->host_count; host++) {
		int64_t counted, sent = evidence_traced(ev, host);
		int late;
		if (!evidence_counter(ev, host, "TcpOutRsts", &counted))
			continue;
		for (; sent > counted && (late = find_late(ev, host)) >= 0; sent--) {
			if (ev->reset[late].time_ns < since)
				since = ev->reset[late].time_ns;
			take_away(ev, late);
		}
	}
	for (int i = ev->reset_count - 1; i >= 0; i--)
		if (!ev->reset[i].sent && ev->reset[i].time_ns >= since)
			take_away(ev, i);
}
