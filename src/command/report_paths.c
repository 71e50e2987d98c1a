/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_paths.h"

#include "path.h"

#include <errno.h>
#include <stdio.h>

enum { PATH_SIZE = 4096 };

/* The file that --out writes and that a report could replace; NULL: none. */
static const char *out_file(const struct options *options, char buffer[PATH_SIZE])
{
	if (!options->out || options->command->takes & OF_WATCH)
		return options->out;
	int length = snprintf(buffer, PATH_SIZE, "%s/results.json", options->out);
	return length < PATH_SIZE ? buffer : NULL;
}

static bool is_same(const char *path, const char *other)
{
	return path && other && path_same(path, other);
}

int report_paths_check(const struct options *options, struct why *ret_why)
{
	char buffer[PATH_SIZE];
	const char *out = out_file(options, buffer);

	if (is_same(out, options->metrics))
		return why_fail(ret_why, -EINVAL, "--out and --metrics cannot share the file '%s'",
				options->metrics);
	for (int i = 0; i < options->report_count; i++) {
		const char *path = options->report[i].path;
		bool is_out = is_same(path, out);
		if (is_out || is_same(path, options->metrics))
			return why_fail(ret_why, -EINVAL,
					"a report and %s cannot share the file '%s'",
					is_out ? "--out" : "--metrics", path);
	}
	return 0;
}
