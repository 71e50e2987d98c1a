/* SPDX-License-Identifier: GPL-2.0-only */
#include "expected.h"

#include "kernel_version.h"

#include <fnmatch.h>
#include <stdio.h>

const struct expected expected_table[] = {
	{ .since = NULL },
};

bool expected_between(const struct expected *row, const char *old, const char *new)
{
	return kernel_has(row->since, old) != kernel_has(row->since, new);
}

bool expected_in(const struct expected *row, const char *scenario)
{
	return fnmatch(row->scenario, scenario, 0) == 0;
}

bool expected_explains(const struct expected *row, const struct difference *difference)
{
	char what[NAME_SIZE * 2 + 2 + DIFFERENCE_TEXT];

	snprintf(what, sizeof(what), "%s%s%s", difference->who, *difference->who ? " " : "",
		 difference->what);
	return (row->aspects & IN(difference->aspect)) &&
	       (!row->what || fnmatch(row->what, what, 0) == 0);
}
