/* SPDX-License-Identifier: GPL-2.0-only */
#include "out_folder.h"

#include "atomic_file.h"
#include "captures_save.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 32 };

/* The folder that it is to be in, and the name there. */
static int open_parent(const char *path, struct out_folder *ret, struct why *ret_why)
{
	*ret = (struct out_folder){ .path = path, .fd = -1, .captures = -1 };
	ret->parent = directory_open_parent(AT_FDCWD, path, ret->name);
	if (ret->parent >= 0)
		return 0;
	return why_fail(ret_why, ret->parent, "cannot make the folder '%s': %s", path,
			ret->parent == -ENOENT ? "its parent folder does not exist"
					       : atomic_file_error(ret->parent));
}

/* A killed run's captures are kept too. */
static int check_kept(const struct out_folder *folder, struct why *ret_why)
{
	static const char *const kept[] = { "results.json", "captures" };
	struct stat status;

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (fstatat(folder->fd, kept[i], &status, AT_SYMLINK_NOFOLLOW) == 0)
			return why_fail(ret_why, -EEXIST,
					"'%s' already holds %s: remove it or choose another folder",
					folder->path, kept[i]);
		if (errno != ENOENT)
			return why_fail(ret_why, -errno, "cannot read the folder '%s': %s",
					folder->path, strerror(errno));
	}
	return 0;
}

/* Who had it before removes it, if it is empty, as long as he has the lock. */
static int check_there(const struct out_folder *folder, struct why *ret_why)
{
	struct stat status;

	if (fstat(folder->fd, &status) == 0 && status.st_nlink == 0)
		return why_fail(ret_why, -ENOENT, "the folder '%s' has been removed", folder->path);
	return check_kept(folder, ret_why);
}

static int claim(struct out_folder *folder, struct why *ret_why)
{
	bool has_lock = flock(folder->fd, LOCK_EX | LOCK_NB) == 0;
	bool is_taken = !has_lock && errno == EWOULDBLOCK;
	int error = is_taken ? 0 : check_there(folder, ret_why);

	if (error)
		return error;
	if (!has_lock && !is_taken) {
		folder->claims = true;
		error = out_folder_captures(folder);
		is_taken = error == -EEXIST;
	}
	if (is_taken) {
		folder->made = false; /* it is the other's */
		return why_fail(ret_why, -EBUSY,
				"another run writes to '%s': choose another folder", folder->path);
	}
	return error >= 0 ? 0
			  : why_fail(ret_why, error, "cannot make captures in '%s': %s",
				     folder->path, strerror(-error));
}

int out_folder_claim(const char *path, struct out_folder *ret, struct why *ret_why)
{
	int error = open_parent(path, ret, ret_why);

	if (error)
		return error;
	ret->fd = directory_make(ret->parent, ret->name);
	ret->made = ret->fd >= 0;
	if (ret->fd != -EEXIST && ret->fd < 0)
		error = why_fail(ret_why, ret->fd, "cannot make the folder '%s': %s", path,
				 strerror(-ret->fd));
	else if (!ret->made && (ret->fd = directory_open(ret->parent, ret->name)) < 0)
		error = why_fail(ret_why, ret->fd, "cannot open the folder '%s': %s", path,
				 atomic_file_error(ret->fd));
	if (!error)
		error = claim(ret, ret_why);
	if (error)
		out_folder_close(ret);
	return error;
}

/* Is there nothing yet in the place that it will take? */
static int check_empty(const struct out_folder *folder, struct why *ret_why)
{
	struct stat status;
	int entries = 0;

	if (fstatat(folder->parent, folder->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0
				       : why_fail(ret_why, -errno, "'%s' %s", folder->path,
						  strerror(errno));
	int fd = openat(folder->parent, folder->name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *there = fd < 0 ? NULL : fdopendir(fd);
	if (!there) {
		int error = -errno;
		if (fd >= 0)
			close(fd);
		return why_fail(ret_why, error, "'%s' %s", folder->path,
				S_ISLNK(status.st_mode)
					? "is a symbolic link, which cannot be replaced"
					: strerror(-error));
	}
	bool is_free = flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
	while (readdir(there))
		entries++;
	closedir(there);
	if (!is_free)
		return why_fail(ret_why, -EBUSY,
				"another run writes to '%s': choose another folder", folder->path);
	return entries <= 2 ? 0
			    : why_fail(ret_why, -ENOTEMPTY,
				       "'%s' is not empty: remove it or choose another folder",
				       folder->path);
}

int out_folder_beside(const char *path, struct out_folder *ret, struct why *ret_why)
{
	int error = open_parent(path, ret, ret_why);

	if (error)
		return error;
	error = check_empty(ret, ret_why);
	for (int n = 0; n < TRIES && !error && ret->fd < 0; n++) {
		unsigned number = 0;
		if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
			number = (unsigned)getpid() + (unsigned)n;
		snprintf(ret->beside, sizeof(ret->beside), ".rstlab-ns.%08x", number);
		ret->fd = directory_make(ret->parent, ret->beside);
		if (ret->fd < 0 && ret->fd != -EEXIST)
			break;
	}
	ret->made = ret->fd >= 0;
	if (!error && !ret->made)
		error = why_fail(ret_why, ret->fd, "cannot make the folder '%s': %s", path,
				 strerror(-ret->fd));
	if (error)
		out_folder_close(ret);
	return error;
}

/* rename() puts a folder in the place of an empty one, and of nothing else. */
int out_folder_publish(struct out_folder *folder, struct why *ret_why)
{
	if (renameat(folder->parent, folder->beside, folder->parent, folder->name) < 0)
		return why_fail(ret_why, -errno, "'%s' %s", folder->path, strerror(errno));
	folder->beside[0] = '\0';
	folder->made = false; /* it stays */
	return 0;
}

int out_folder_captures(struct out_folder *folder)
{
	if (folder->captures < 0) {
		int captures = captures_make(folder->fd);
		if (captures < 0)
			return captures;
		folder->captures = captures;
	}
	return folder->captures;
}

void out_folder_close(struct out_folder *folder)
{
	const char *name = folder->beside[0] ? folder->beside : folder->name;

	if (folder->beside[0] && folder->fd >= 0)
		directory_clear(folder->fd);
	/* Both fail where there is anything in it. */
	if (folder->claims && folder->captures >= 0)
		unlinkat(folder->fd, "captures", AT_REMOVEDIR);
	if (folder->made)
		unlinkat(folder->parent, name, AT_REMOVEDIR);
	if (folder->captures >= 0)
		close(folder->captures);
	if (folder->fd >= 0)
		close(folder->fd);
	if (folder->parent >= 0)
		close(folder->parent);
	*folder = (struct out_folder){ .fd = -1, .parent = -1, .captures = -1 };
}
