/* SPDX-License-Identifier: GPL-2.0-only */
#include "private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc has these since 2.36; the numbers are older. */
static int fs_open(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static int fs_mount(int fs)
{
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
}

static int write_file(int folder, const char *name, const char *text)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	size_t size = strlen(text);
	ssize_t n = write(fd, text, size);
	int error = n < 0 ? -errno : (size_t)n < size ? -ENOSPC : 0;
	if (!error && fchmod(fd, 0644) < 0)
		error = -errno;
	close(fd);
	return error;
}

/* The file of the mount @from alone, over the file @path. */
static int move_file(int from, const char *name, const char *path)
{
	int file = (int)syscall(SYS_open_tree, from, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (file < 0)
		return -errno;
	int error = syscall(SYS_move_mount, file, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) < 0
			    ? -errno
			    : 0;
	close(file);
	return error;
}

int private_file(const char *path, const char *text)
{
	static const char name[] = "file";
	int fs = fs_open("tmpfs");
	int folder = fs < 0 ? -1 : fs_mount(fs);
	int error = folder < 0 ? -errno : write_file(folder, name, text);
	if (!error)
		error = move_file(folder, name, path);
	if (folder >= 0)
		close(folder);
	if (fs >= 0)
		close(fs);
	return error;
}
