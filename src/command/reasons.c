/* SPDX-License-Identifier: GPL-2.0-only */
#include "reasons.h"

#include "registry.h"
#include "trace_dispatch.h"

#include <stdio.h>

static void add_reason(const char *name, void *arg)
{
	struct reasons *reasons = arg;
	if (reasons->count == ATLAS_REASONS_MAX)
		return;
	char *text = reasons->text[reasons->count];
	snprintf(text, REASON_SIZE, "%s", name);
	reasons->name[reasons->count++] = text;
}

void reasons_read(struct reasons *ret)
{
	ret->count = 0;
	kernel_reasons(add_reason, ret);
}

int reasons_unreached(const char *ret[ATLAS_REASONS_MAX])
{
	static struct reasons reasons;
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	reasons_read(&reasons);
	return atlas_gaps(all, count, reasons.name, reasons.count, ret);
}
