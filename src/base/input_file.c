/* SPDX-License-Identifier: GPL-2.0-only */
#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

int input_file_open(const char *path)
{
	struct stat status;
	struct statfs fs;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int error = fd < 0 || fstat(fd, &status) < 0 || fcntl(fd, F_SETFL, 0) < 0 ? -errno : 0;

	if (!error && S_ISDIR(status.st_mode))
		error = -EISDIR;
	if (!error && S_ISFIFO(status.st_mode) &&
	    (fstatfs(fd, &fs) < 0 || fs.f_type != PIPEFS_MAGIC))
		error = -ENOTSUP;
	if (error && fd >= 0)
		close(fd);
	return error ? error : fd;
}

const char *input_file_error(int error)
{
	return error == -ENOTSUP ? "it is a FIFO, not a regular file" : strerror(-error);
}
