/* SPDX-License-Identifier: GPL-2.0-only */
#include "procfs.h"

#include "detached.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

static int own = -1; /* a procfs of our own; -1: /proc */

bool procfs_is_own(void)
{
	return own >= 0;
}

static int open_below(int root, const char *path, int flags)
{
	int fd = openat(root, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int procfs_open(const char *path, int flags)
{
	char absolute[300];
	if (own >= 0)
		return open_below(own, path, flags);
	int n = snprintf(absolute, sizeof(absolute), "/proc/%s", path);
	if (n < 0 || (size_t)n >= sizeof(absolute))
		return -ENAMETOOLONG;
	return open_below(AT_FDCWD, absolute, flags);
}

long procfs_read(const char *path, char *text, size_t size)
{
	int fd = procfs_open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	ssize_t n = read(fd, text, size - 1);
	int error = -errno;
	close(fd);
	if (n < 0)
		return error;
	text[n] = '\0';
	return n;
}

DIR *procfs_folder(const char *path)
{
	int fd = procfs_open(path, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (fd < 0)
		errno = -fd;
	else if (!dir)
		close(fd);
	return dir;
}

bool procfs_link(const char *path, char *target, size_t size)
{
	int root = procfs_open(".", O_PATH | O_DIRECTORY);
	ssize_t n = root < 0 ? -1 : readlinkat(root, path, target, size - 1);
	if (root >= 0)
		close(root);
	if (n < 0)
		return false;
	target[n] = '\0';
	return true;
}

/* Whose numbers are those of its folders? In a PID namespace of another, a process has another. */
static int check_numbers(int root, char *why, size_t size)
{
	char self[16];
	ssize_t n = readlinkat(root, "self", self, sizeof(self) - 1);
	if (n < 0) {
		int error = -errno;
		snprintf(why, size, "/proc/self: %s", strerror(-error));
		return error;
	}
	self[n] = '\0';
	if (atoi(self) == getpid())
		return 0;
	snprintf(why, size, "/proc belongs to another PID namespace");
	return -ESRCH;
}

/* Is @path of procfs, and may be written if that @writes? Nothing may be mounted over it. */
static int check_path(int root, const char *path, bool writes, char *why, size_t size)
{
	struct statfs facts;
	int fd = open_below(root, path, O_PATH), error = fd < 0 ? fd : 0;
	if (!error && fstatfs(fd, &facts) < 0)
		error = -errno;
	if (fd >= 0)
		close(fd);
	if (!error && facts.f_type != PROC_SUPER_MAGIC)
		error = -ENOENT;
	if (error == -ENOENT)
		snprintf(why, size, "/proc/%s is masked", path);
	else if (error)
		snprintf(why, size, "/proc/%s: %s", path, strerror(-error));
	if (error)
		return error;
	if (writes && facts.f_flags & ST_RDONLY) {
		snprintf(why, size, "/proc/sys is read-only");
		return -EROFS;
	}
	return 0;
}

static int check(int root, char *why, size_t size)
{
	int error = check_numbers(root, why, size);
	if (!error)
		error = check_path(root, "thread-self/net/netstat", false, why, size);
	if (!error)
		error = check_path(root, "sys/net/ipv4/tcp_orphan_retries", true, why, size);
	return error;
}

int procfs_settle(char *why, size_t size)
{
	char ignored[128];
	int root = open_below(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY), error = root;
	if (root < 0)
		snprintf(why, size, "/proc: %s", strerror(-root));
	else
		error = check(root, why, size);
	if (root >= 0)
		close(root);
	if (own >= 0 || error >= 0)
		return 0;
	int mount = detached_mount("proc");
	if (mount < 0)
		mount = detached_mount_in_child("proc", "/proc");
	if (mount >= 0 && check(mount, ignored, sizeof(ignored)) == 0) {
		own = mount;
		return 0;
	}
	if (mount >= 0)
		close(mount);
	return error;
}
