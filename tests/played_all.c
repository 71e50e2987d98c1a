/* SPDX-License-Identifier: GPL-2.0-only */
#include "played_all.h"

#include "child.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* All but what went well. */
static void say_bad(const char *told)
{
	static const char *const well[] = { "PASS ", "SKIP ", "XFAIL " };
	bool is_well = false;

	for (const char *line = told, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		end += *end == '\n';
		/* What is indented belongs to the result above. */
		if (*line != ' ')
			is_well = false;
		for (size_t i = 0; i < sizeof(well) / sizeof(well[0]); i++)
			is_well |= strncmp(line, well[i], strlen(well[i])) == 0;
		if (!is_well)
			fprintf(stderr, "%.*s", (int)(end - line), line);
	}
}

bool played_all(const char *path)
{
	char scale[16];
	const struct child_spec all = { { "all", "--timeout-scale", scale, "--out", path } };
	struct child child;

	snprintf(scale, sizeof(scale), "%g", play_patience());
	if (!play_possible() || !child_run(&all, &child))
		return false;
	if (child.code != GOOD) {
		say_bad(child.out);
		fail_msg("all ended with %d: %s", child.code, child.err);
	}
	child_free(&child);
	return true;
}
