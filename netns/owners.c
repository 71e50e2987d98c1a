/* SPDX-License-Identifier: GPL-2.0-only */
#include "owners.h"

#include "procfs.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMESPACES_MAX = 1024, CONTAINER_ID = 64, CONTAINER_SHOWN = 12 };

/* Calls @each for every process, the smallest number first as the kernel lists them. */
static int each_process(bool (*each)(pid_t pid, void *arg), void *arg)
{
	const struct dirent *entry;
	DIR *dir = procfs_folder(".");
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    !each((pid_t)atoi(entry->d_name), arg))
			break;
	closedir(dir);
	return 0;
}

/* ---- Who holds it -------------------------------------------------------------------------------
 */

bool owners_are_of_kernel(void)
{
	char target[64];
	/* PROC_PID_INIT_INO of linux/proc_ns.h */
	return procfs_link("self/ns/pid", target, sizeof(target)) &&
	       strcmp(target, "pid:[4026531836]") == 0;
}

void owner_comm(pid_t pid, char ret[OWNER_COMM])
{
	char path[64], text[64];
	snprintf(path, sizeof(path), "%ld/comm", (long)pid);
	long n = procfs_read(path, text, sizeof(text));
	ret[0] = '\0';
	if (n <= 0)
		return;
	text[strcspn(text, "\n")] = '\0';
	snprintf(ret, OWNER_COMM, "%.*s", OWNER_COMM - 1, text);
}

/* Docker, containerd, CRI-O and podman end the name of a container's cgroup with its id, of 64
 * hexadecimal digits. */
void owner_container(pid_t pid, char ret[OWNER_CONTAINER])
{
	char path[64], text[4096];
	int digits = 0;
	snprintf(path, sizeof(path), "%ld/cgroup", (long)pid);
	long n = procfs_read(path, text, sizeof(text));
	ret[0] = '\0';
	for (long i = 0; i < n; i++) {
		digits = isxdigit((unsigned char)text[i]) ? digits + 1 : 0;
		if (digits != CONTAINER_ID)
			continue;
		memcpy(ret, text + i + 1 - CONTAINER_ID, CONTAINER_SHOWN);
		ret[CONTAINER_SHOWN] = '\0';
		return;
	}
}

struct search {
	const uint32_t *inode;
	int count, left;
	struct owner *ret;
};

static void note(struct search *search, pid_t pid, uint32_t inode)
{
	for (int i = 0; i < search->count; i++) {
		struct owner *owner = &search->ret[i];
		if (search->inode[i] != inode || owner->pid)
			continue;
		owner->pid = pid;
		owner_comm(pid, owner->comm);
		owner_container(pid, owner->container);
		search->left--;
	}
}

static bool look_into(pid_t pid, void *arg)
{
	static const char prefix[] = "socket:[";
	struct search *search = arg;
	char path[64], target[64];
	const struct dirent *entry;
	snprintf(path, sizeof(path), "%ld/fd", (long)pid);
	DIR *dir = procfs_folder(path);
	while (dir && search->left && (entry = readdir(dir))) {
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);
		if (n <= 0)
			continue;
		target[n] = '\0';
		if (strncmp(target, prefix, strlen(prefix)) == 0)
			note(search, pid, (uint32_t)strtoul(target + strlen(prefix), NULL, 10));
	}
	if (dir)
		closedir(dir);
	return search->left > 0;
}

int owners_find(const uint32_t *inode, int count, struct owner *ret)
{
	struct search search = { .inode = inode, .count = count, .left = count, .ret = ret };
	memset(ret, 0, (size_t)count * sizeof(*ret));
	return count ? each_process(look_into, &search) : 0;
}

/* ---- Namespaces ---------------------------------------------------------------------------------
 */

struct namespaces {
	bool (*each)(uint64_t inode, pid_t pid, void *arg);
	void *arg;
	int count;
	uint64_t inode[NAMESPACES_MAX];
};

static bool note_namespace(pid_t pid, void *arg)
{
	struct namespaces *all = arg;
	char path[64], target[64];
	unsigned long long inode;
	snprintf(path, sizeof(path), "%ld/ns/net", (long)pid);
	if (!procfs_link(path, target, sizeof(target)) || sscanf(target, "net:[%llu]", &inode) != 1)
		return true;
	for (int i = 0; i < all->count; i++)
		if (all->inode[i] == inode)
			return true;
	if (all->count == NAMESPACES_MAX)
		return false;
	all->inode[all->count++] = inode;
	return all->each(inode, pid, all->arg);
}

int owners_namespaces(bool (*each)(uint64_t inode, pid_t pid, void *arg), void *arg)
{
	struct namespaces *all = calloc(1, sizeof(*all));
	if (!all)
		return -ENOMEM;
	all->each = each;
	all->arg = arg;
	int error = each_process(note_namespace, all);
	free(all);
	return error;
}

int owner_namespace(pid_t pid)
{
	char path[64];
	snprintf(path, sizeof(path), "%ld/ns/net", (long)pid);
	return procfs_open(path, O_RDONLY);
}
