/* SPDX-License-Identifier: GPL-2.0-only */
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, DEPTH_MAX = 8 }; /* as many as path_resolution(7) follows */

/* A variable that sudo(8) sets to a number; -1: it has not. */
static long sudo_number(const char *variable)
{
	const char *text = geteuid() == 0 ? getenv(variable) : NULL;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return -1;
	errno = 0;
	unsigned long number = strtoul(text, &end, 10);
	return errno || *end || number >= UINT_MAX ? -1 : (long)number;
}

static bool is_trusted(uid_t owner)
{
	long caller = sudo_number("SUDO_UID");

	return owner == 0 || owner == geteuid() || (caller >= 0 && owner == (uid_t)caller);
}

/* Puts where the link @fd points to before what is left of the way. 0 or -errno. */
static int link_follow(int fd, char rest[PATH_MAX])
{
	char target[PATH_MAX], way[2 * PATH_MAX];
	ssize_t size = readlinkat(fd, "", target, sizeof(target));

	if (size < 0)
		return -errno;
	if (size == 0 || size == sizeof(target))
		return -ENAMETOOLONG;
	int used = snprintf(way, sizeof(way), "%.*s/%s", (int)size, target, rest);
	if (used >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(rest, way, (size_t)used + 1);
	return 0;
}

/* Cuts the first part off the way; NULL: nothing is left of it. */
static char *part_take(char **rest)
{
	char *part = *rest + strspn(*rest, "/");
	size_t size = strcspn(part, "/");

	*rest = part + size;
	if (**rest)
		*(*rest)++ = '\0';
	return size ? part : NULL;
}

/* Goes one step on from @at, which it closes, to the first part of @rest. The new place or -errno.
 */
static int step(int at, char rest[PATH_MAX], int *links)
{
	struct stat status;
	char *after = rest;
	const char *part = part_take(&after);
	int next = openat(at, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int error = next < 0 || fstat(next, &status) < 0 ? -errno : 0;

	memmove(rest, after, strlen(after) + 1);
	if (error || !S_ISLNK(status.st_mode)) {
		close(at);
		if (error && next >= 0)
			close(next);
		return error ? error : next;
	}
	error = is_trusted(status.st_uid) && ++*links <= LINKS_MAX ? link_follow(next, rest)
								   : -ELOOP;
	close(next);
	if (!error && *rest == '/') {
		close(at);
		at = open("/", O_PATH | O_CLOEXEC);
		return at < 0 ? -errno : at;
	}
	if (error)
		close(at);
	return error ? error : at;
}

int directory_open(int dir, const char *path)
{
	char rest[PATH_MAX];
	int links = 0;

	if (strlen(path) >= sizeof(rest))
		return -ENAMETOOLONG;
	strcpy(rest, path);
	int at = openat(dir, *rest == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return -errno;
	while (at >= 0 && rest[strspn(rest, "/")])
		at = step(at, rest, &links);
	if (at < 0)
		return at;
	int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = fd < 0 ? -errno : 0;
	close(at);
	return error ? error : fd;
}

int directory_open_parent(int dir, const char *path, char ret_name[DIRECTORY_NAME_SIZE])
{
	char folder[PATH_MAX];
	size_t end = strlen(path), begin;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (begin = end; begin > 0 && path[begin - 1] != '/'; begin--)
		;
	if (begin >= sizeof(folder) || end - begin >= DIRECTORY_NAME_SIZE)
		return -ENAMETOOLONG;
	snprintf(folder, sizeof(folder), "%.*s", (int)begin, path);
	/* of "/", "." is what it is itself */
	snprintf(ret_name, DIRECTORY_NAME_SIZE, "%.*s", (int)(end - begin), path + begin);
	if (!*ret_name)
		strcpy(ret_name, ".");
	return directory_open(dir, folder);
}

int directory_make(int dir, const char *name)
{
	struct stat status;

	if (mkdirat(dir, name, 0755) < 0)
		return -errno;
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int error = fd < 0 || fstat(fd, &status) < 0 ? -errno : 0;
	if (!error && status.st_uid != geteuid())
		error = -EPERM;
	if (error && fd >= 0)
		close(fd);
	if (!error)
		directory_give(fd);
	return error ? error : fd;
}

static bool clear(int fd, int depth);

static bool remove_entry(int dir, const char *name, int depth)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	int inner = depth < DEPTH_MAX ? openat(dir, name, flags) : -1;
	if (inner >= 0) {
		clear(inner, depth + 1);
		close(inner);
	}
	return unlinkat(dir, name, inner >= 0 ? AT_REMOVEDIR : 0) == 0;
}

/* Without memory: it may be for want of that that a folder has to go. Was anything removed? */
static bool clear(int fd, int depth)
{
	_Alignas(struct dirent64) char entries[2048];
	bool removed = false;

	lseek(fd, 0, SEEK_SET);
	for (ssize_t size; (size = getdents64(fd, entries, sizeof(entries))) > 0;)
		for (ssize_t at = 0; at < size;) {
			const struct dirent64 *entry = (const void *)(entries + at);
			removed = remove_entry(fd, entry->d_name, depth) || removed;
			at += entry->d_reclen;
		}
	return removed;
}

void directory_clear(int fd)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* What is removed may hide what comes after it from who reads on. */
	while (again >= 0 && clear(again, 0))
		;
	if (again >= 0)
		close(again);
}

void directory_give(int fd)
{
	long uid = sudo_number("SUDO_UID"), gid = sudo_number("SUDO_GID");

	if (uid > 0 && gid >= 0 && fchown(fd, (uid_t)uid, (gid_t)gid) < 0)
		return; /* a file system without owners, or of another machine: it stays root's */
}
