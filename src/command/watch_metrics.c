/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_metrics.h"

#include "atomic_file.h"

#include <fcntl.h>

static int fail(const char *path, int err, struct why *ret_why)
{
	return why_fail(ret_why, err, "cannot write '%s': %s", path, atomic_file_error(err));
}

int watch_metrics_try(const char *path, struct why *ret_why)
{
	struct atomic_file file;
	int err = path ? atomic_file_open(AT_FDCWD, path, &file) : 0;

	if (err < 0)
		return fail(path, err, ret_why);
	if (path)
		atomic_file_abandon(&file);
	return 0;
}

int watch_metrics_write(const char *path, const struct live_tally *tally,
			const struct live_ending *ending, struct why *ret_why)
{
	struct atomic_file file;

	if (!path)
		return 0;
	int err = atomic_file_open(AT_FDCWD, path, &file);
	if (err == 0) {
		live_metrics(file.file, tally, ending);
		err = atomic_file_commit(&file);
	}
	return err < 0 ? fail(path, err, ret_why) : 0;
}
