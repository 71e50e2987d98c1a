/* SPDX-License-Identifier: GPL-2.0-only */
#include "remarks_parts.h"

#include "text.h"

#include <stdarg.h>

void remark_speaks(const struct remark_facts *facts, const struct tells *tells,
		   const uint64_t frames[REMARK_FRAMES], const char *format, ...)
{
	struct diagnosis *diagnosis = facts->diagnosis;
	va_list args;

	if (diagnosis->evidence_count == REMARKS_MAX)
		return;
	uint64_t *frame = diagnosis->evidence_frame[diagnosis->evidence_count];
	for (int i = 0; i < REMARK_FRAMES; i++)
		if (frames[i])
			*frame++ = frames[i];
	diagnosis->evidence_tells[diagnosis->evidence_count] = *tells;
	va_start(args, format);
	text_vset(diagnosis->evidence[diagnosis->evidence_count++], REMARK_SIZE, format, args);
	va_end(args);
}
