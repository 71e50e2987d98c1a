/* SPDX-License-Identifier: GPL-2.0-only */
#include "atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 32 }; /* names, until one is free */

static void temporary_name(char *ret, size_t size)
{
	unsigned number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		number = (unsigned)getpid();
	snprintf(ret, size, ".rstlab-ns.%08x", number);
}

/* The descriptor of this process that @path names, or -1. */
static int stream_of(const char *path)
{
	static const struct {
		const char *path;
		int fd;
	} streams[] = { { "/dev/stdout", STDOUT_FILENO }, { "/dev/stderr", STDERR_FILENO } };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	char *end;

	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		if (strcmp(path, streams[i].path) == 0)
			return streams[i].fd;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		size_t size = strlen(folders[i]);
		if (strncmp(path, folders[i], size) != 0 || path[size] < '0' || path[size] > '9')
			continue;
		unsigned long fd = strtoul(path + size, &end, 10);
		return *end || fd > 65535 ? -1 : (int)fd;
	}
	return -1;
}

/* A character device, and no FIFO that was put in its place: nobody might ever read that. */
static int open_straight(const struct atomic_file *output)
{
	struct stat status;
	int fd = openat(output->dir, output->name,
			O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int error = fd < 0 || fstat(fd, &status) < 0 ? -errno : 0;

	if (!error && (!S_ISCHR(status.st_mode) || fcntl(fd, F_SETFL, 0) < 0))
		error = -ENOTSUP;
	if (error && fd >= 0)
		close(fd);
	return error ? error : fd;
}

/* A file without a name can be given one by way of /proc alone, but by root. */
static bool can_be_named(void)
{
	return geteuid() == 0 || access("/proc/self/fd", X_OK) == 0;
}

static int open_nameless(struct atomic_file *output)
{
	int fd = -1;

	errno = EOPNOTSUPP;
	if (can_be_named())
		fd = openat(output->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
	if (fd < 0 && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return -errno;
	for (int n = 0; n < TRIES && fd < 0; n++) {
		temporary_name(output->temporary, sizeof(output->temporary));
		fd = openat(output->dir, output->temporary,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return -errno;
	directory_give(fd);
	return fd;
}

/* What has the name already is looked at, and not through a link. */
static int open_named(struct atomic_file *output)
{
	struct stat status;

	if (fstatat(output->dir, output->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? open_nameless(output) : -errno;
	if (S_ISDIR(status.st_mode))
		return -EISDIR;
	output->straight = S_ISCHR(status.st_mode);
	if (output->straight)
		return open_straight(output);
	/* A link to a file gives way to the file that is written; what leads elsewhere was meant
	 * otherwise. */
	if (S_ISLNK(status.st_mode) && fstatat(output->dir, output->name, &status, 0) == 0 &&
	    !S_ISREG(status.st_mode))
		return -ELOOP;
	if (!S_ISLNK(status.st_mode) && !S_ISREG(status.st_mode))
		return -ENOTSUP;
	return open_nameless(output);
}

static void forget(struct atomic_file *output)
{
	if (output->temporary[0])
		unlinkat(output->dir, output->temporary, 0);
	if (output->file)
		fclose(output->file);
	if (output->dir >= 0)
		close(output->dir);
	*output = (struct atomic_file){ .dir = -1 };
}

int atomic_file_open(int dir, const char *path, struct atomic_file *ret)
{
	struct atomic_file output = { .dir = -1 };
	size_t size = strlen(path);
	int fd = stream_of(path);

	output.straight = fd >= 0;
	if (size > 0 && path[size - 1] == '/')
		return -EISDIR;
	if (output.straight) {
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		fd = fd < 0 ? -errno : fd;
	} else {
		fd = output.dir = directory_open_parent(dir, path, output.name);
		if (fd >= 0)
			fd = open_named(&output);
	}
	int error = fd < 0 ? fd : 0;
	if (!error && !(output.file = fdopen(fd, "w"))) {
		error = -errno;
		close(fd);
	}
	if (error)
		forget(&output);
	else
		*ret = output;
	return error;
}

void atomic_file_abandon(struct atomic_file *output)
{
	if (!output->file)
		return;
	__fpurge(output->file);
	forget(output);
}

/* In place of nothing. */
static int rename_new(struct atomic_file *output, const char *name)
{
	if (renameat2(output->dir, output->temporary, output->dir, name, RENAME_NOREPLACE) == 0) {
		output->temporary[0] = '\0';
		return 0;
	}
	/* Not every file system can that; linkat() replaces nothing either. */
	if (errno == EINVAL || errno == ENOSYS)
		return linkat(output->dir, output->temporary, output->dir, name, 0) < 0 ? -errno
											: 0;
	return -errno;
}

/* A file without a name: the same. */
static int link_new(const struct atomic_file *output, const char *name)
{
	char path[64];
	int fd = fileno(output->file);

	/* Without CAP_DAC_READ_SEARCH that is ENOENT. */
	if (linkat(fd, "", output->dir, name, AT_EMPTY_PATH) == 0)
		return 0;
	if (errno == EEXIST)
		return -EEXIST;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, path, output->dir, name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

/* rename() replaces what is there, and wants a name to begin with. */
static int replace(struct atomic_file *output)
{
	int error = output->temporary[0] ? 0 : -EEXIST;

	for (int n = 0; n < TRIES && error == -EEXIST; n++) {
		char beside[sizeof(output->temporary)];
		temporary_name(beside, sizeof(beside));
		error = link_new(output, beside);
		if (!error)
			strcpy(output->temporary, beside);
	}
	if (error)
		return error;
	if (renameat(output->dir, output->temporary, output->dir, output->name) < 0)
		return -errno;
	output->temporary[0] = '\0';
	return 0;
}

static int give_name(struct atomic_file *output, bool replaces)
{
	int error = output->temporary[0] ? rename_new(output, output->name)
					 : link_new(output, output->name);

	return error == -EEXIST && replaces ? replace(output) : error;
}

static int commit(struct atomic_file *output, bool replaces)
{
	int error = 0;

	errno = 0;
	if (fflush(output->file) != 0 || ferror(output->file))
		error = errno ? -errno : -EIO;
	if (!error && !output->straight)
		error = give_name(output, replaces);
	if (error)
		__fpurge(output->file);
	forget(output);
	return error;
}

int atomic_file_commit(struct atomic_file *output)
{
	return commit(output, true);
}

int atomic_file_commit_new(struct atomic_file *output)
{
	return commit(output, false);
}

const char *atomic_file_error(int error)
{
	switch (-error) {
	case ELOOP:
		return "it is a symbolic link, or a link of another user leads there";
	case ENOTSUP:
		return "it is not a regular file or a terminal";
	default:
		return strerror(-error);
	}
}
