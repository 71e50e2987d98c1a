/* SPDX-License-Identifier: GPL-2.0-only */
#include "remarks_parts.h"

#include "text.h"

#include <stdarg.h>

void remark_speaks(const struct remark_facts *facts, const char *format, ...)
{
	struct diagnosis *diagnosis = facts->diagnosis;
	va_list args;

	if (diagnosis->evidence_count == REMARKS_MAX)
		return;
	va_start(args, format);
	text_vset(diagnosis->evidence[diagnosis->evidence_count++], REMARK_SIZE, format, args);
	va_end(args);
}
