/* SPDX-License-Identifier: GPL-2.0-only */
#include "canon_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_told(const struct evidence *ev, int host)
{
	int64_t counted = 0, told = 0;

	for (int i = 0; i < ev->reset_count; i++)
		told += ev->reset[i].sent && ev->reset[i].host == host;
	return ev->trace.present && evidence_counter(ev, host, "TcpOutRsts", &counted) &&
	       counted == told;
}

static int read_promises(const struct verdict *verdict, struct canon *canon)
{
	canon->promise = calloc((size_t)verdict->ruling_count + 1, sizeof(*canon->promise));
	if (!canon->promise)
		return -ENOMEM;
	for (int i = 0; i < verdict->ruling_count; i++) {
		const struct ruling *ruling = &verdict->ruling[i];
		struct canon_promise *promise = &canon->promise[canon->promise_count];
		if (ruling->status == PASS)
			continue;
		promise->is_broken = ruling->status != SKIP;
		snprintf(promise->text, sizeof(promise->text), "%s, %s: expected %s",
			 witness_name[ruling->witness], ruling->who, ruling->expected);
		snprintf(promise->actual, sizeof(promise->actual), "%s", ruling->actual);
		canon->promise_count++;
	}
	return 0;
}

static int read_items(struct canon_reader *reader)
{
	const struct evidence *ev = reader->reading->ev;
	struct canon *canon = reader->canon;

	canon->chapter = calloc(CHAPTERS_MAX, sizeof(*canon->chapter));
	if (!canon->chapter)
		return -ENOMEM;
	canon->chapter_count = ev->chapter_count;
	memcpy(canon->chapter, ev->chapter, CHAPTERS_MAX * sizeof(*canon->chapter));
	canon->has[SIGHT_TRACE] = ev->trace.present;
	canon->has[SIGHT_REASON] = ev->trace.present && ev->reason.present;
	canon->has[SIGHT_SOCKETLESS] = ev->trace.present && ev->socketless.present;
	canon->is_traced = ev->trace.present && !ev->trace_lost && !ev->trace_missing;
	canon->host_count = ev->host_count;
	for (int host = 0; host < ev->host_count; host++) {
		snprintf(canon->host[host], NAME_SIZE, "%s", ev->host[host].name);
		canon->is_told[host] = is_told(ev, host);
	}
	canon_wire(reader);
	canon_socket(reader);
	canon_counter(reader);
	canon_reason(reader);
	return reader->failed ? -ENOMEM : 0;
}

int canon_read(const struct result *result, struct canon *ret)
{
	const struct verdict *verdict = &result->verdict;
	struct canon canon = { .status = verdict->status,
			       .outcome = verdict->outcome ? verdict->outcome->name : NULL };
	int err = 0;

	snprintf(canon.why, sizeof(canon.why), "%s", verdict->why);
	/* Else there is no whole story. */
	if (canon.status != SKIP && canon.status != BROKEN) {
		err = read_promises(verdict, &canon);
		if (err == 0)
			err = read_items(&(struct canon_reader){ .scenario = result->scenario,
								 .reading = &result->reading,
								 .canon = &canon });
	}
	if (err)
		canon_free(&canon);
	else
		*ret = canon;
	return err;
}

void canon_free(struct canon *canon)
{
	if (!canon)
		return;
	free(canon->promise);
	free(canon->item);
	free(canon->chapter);
	*canon = (struct canon){ 0 };
}
