/* SPDX-License-Identifier: GPL-2.0-only */
#include "ladder_line.h"

static const char *name_of(const struct ladder *ladder, int lane)
{
	return ladder->lane[lane].name;
}

void ladder_line(FILE *out, const struct ladder *ladder, const struct rung *rung)
{
	fprintf(out, "%s ──%s──%s", rung->from >= 0 ? name_of(ladder, rung->from) : "?", rung->text,
		rung->is_lost ? "✕" : "▶");
	if (rung->to >= 0 && !rung->is_lost)
		fprintf(out, " %s", name_of(ladder, rung->to));
}
