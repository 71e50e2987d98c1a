/* SPDX-License-Identifier: GPL-2.0-only */
#include "atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files of one folder that may be open at a time. */
enum { TEMPORARIES = 32 };

/* The folder that @path is in, opened; its last part goes to @ret->name. */
static int open_folder(int dir, const char *path, struct atomic_file *ret)
{
	char folder[4096] = ".";
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	if (strlen(name) >= sizeof(ret->name) ||
	    (slash && (size_t)(slash - path) >= sizeof(folder)))
		return -ENAMETOOLONG;
	if (!*name)
		return -EISDIR;
	strcpy(ret->name, name);
	if (slash) {
		size_t size = slash == path ? 1 : (size_t)(slash - path);
		memcpy(folder, path, size);
		folder[size] = '\0';
	}
	ret->dir = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return ret->dir < 0 ? -errno : 0;
}

static int open_nameless(struct atomic_file *ret)
{
	int fd = openat(ret->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd < 0 ? -errno : fd;
	for (int n = 0; n < TEMPORARIES; n++) {
		snprintf(ret->temporary, sizeof(ret->temporary), ".rstlab-ns.%ld.%d",
			 (long)getpid(), n);
		fd = openat(ret->dir, ret->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			    0644);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd < 0 ? -errno : fd;
}

int atomic_file_open(int dir, const char *path, struct atomic_file *ret)
{
	struct stat st;
	struct atomic_file output = { .dir = -1 };
	int error = open_folder(dir, path, &output);
	if (error)
		return error;
	int fd;
	bool there = fstatat(output.dir, output.name, &st, 0) == 0;
	output.straight = there && !S_ISREG(st.st_mode);
	if (there && S_ISDIR(st.st_mode))
		fd = -EISDIR;
	else if (output.straight)
		fd = openat(output.dir, output.name, O_WRONLY | O_CLOEXEC);
	else
		fd = open_nameless(&output);
	if (fd == -1)
		fd = -errno;
	output.file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!output.file) {
		close(output.dir);
		return fd < 0 ? fd : -ENOMEM;
	}
	*ret = output;
	return 0;
}

static void forget(struct atomic_file *output)
{
	fclose(output->file);
	if (output->temporary[0])
		unlinkat(output->dir, output->temporary, 0);
	close(output->dir);
	*output = (struct atomic_file){ .dir = -1 };
}

void atomic_file_abandon(struct atomic_file *output)
{
	if (output->file)
		forget(output);
}

/* linkat() replaces nothing, rename() does: a file that has the name gives way to ours by way of a
 * second one. */
static int give_name(struct atomic_file *output)
{
	char link[64], beside[300];
	if (output->temporary[0]) {
		if (renameat(output->dir, output->temporary, output->dir, output->name) < 0)
			return -errno;
		output->temporary[0] = '\0';
		return 0;
	}
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fileno(output->file));
	if (linkat(AT_FDCWD, link, output->dir, output->name, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	if (errno != EEXIST)
		return -errno;
	snprintf(beside, sizeof(beside), ".%s.%ld", output->name, (long)getpid());
	if (linkat(AT_FDCWD, link, output->dir, beside, AT_SYMLINK_FOLLOW) < 0)
		return -errno;
	if (renameat(output->dir, beside, output->dir, output->name) == 0)
		return 0;
	int error = -errno;
	unlinkat(output->dir, beside, 0);
	return error;
}

int atomic_file_commit(struct atomic_file *output)
{
	int error = 0;
	errno = 0;
	if (fflush(output->file) != 0 || ferror(output->file))
		error = errno ? -errno : -EIO;
	if (!error && !output->straight)
		error = give_name(output);
	forget(output);
	return error;
}
