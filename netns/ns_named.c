/* SPDX-License-Identifier: GPL-2.0-only */
#include "ns_named.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char folder[] = "/run/netns";

/* The names of a folder would lead elsewhere. */
static bool is_name(const char *name)
{
	return *name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int ns_named_open(const char *name)
{
	int dir = is_name(name) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (dir < 0)
		return -ENOENT;
	/* O_NONBLOCK: a FIFO would wait for its writer. */
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int error = fd < 0 ? -errno : 0;
	close(dir);
	return error ? error : fd;
}

void ns_named_each(bool (*each)(uint64_t inode, const char *name, void *arg), void *arg)
{
	struct stat own, about;
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	/* What is no namespace, such as the file of one that was deleted elsewhere, is in another
	 * file system. */
	bool more = dir && stat("/proc/self/ns/net", &own) == 0;
	while (more && (entry = readdir(dir)))
		if (is_name(entry->d_name) && fstatat(dirfd(dir), entry->d_name, &about, 0) == 0 &&
		    about.st_dev == own.st_dev)
			more = each(about.st_ino, entry->d_name, arg);
	if (dir)
		closedir(dir);
}

struct search {
	uint64_t inode;
	char *ret;
	size_t size;
	bool is_found;
};

static bool compare(uint64_t inode, const char *name, void *arg)
{
	struct search *search = arg;
	search->is_found = inode == search->inode && strlen(name) < search->size;
	if (search->is_found)
		snprintf(search->ret, search->size, "%s", name);
	return !search->is_found;
}

bool ns_named_find(uint64_t inode, char *ret, size_t size)
{
	struct search search = { .inode = inode, .ret = ret, .size = size };
	ns_named_each(compare, &search);
	return search.is_found;
}
