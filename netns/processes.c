/* SPDX-License-Identifier: GPL-2.0-only */
#include "processes.h"

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CHILDREN_SIZE = 1 << 14, DEPTH_MAX = 16 };

static bool is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

struct walk {
	bool (*each)(pid_t pid, void *arg);
	void *arg;
	bool stop;
	int depth;
};

static int walk(pid_t pid, struct walk *state);

/* The children of one thread. */
static int walk_thread(pid_t pid, const char *thread, struct walk *state)
{
	char path[64], *text = malloc(CHILDREN_SIZE);
	if (!text)
		return -ENOMEM;
	snprintf(path, sizeof(path), "%ld/task/%.16s/children", (long)pid, thread);
	long n = procfs_read(path, text, CHILDREN_SIZE);
	int error = n < 0 ? (int)n : 0;
	char *at = text, *end;
	for (long child; !error && !state->stop && (child = strtol(at, &end, 10)) > 0; at = end) {
		state->stop = !state->each((pid_t)child, state->arg);
		if (!state->stop)
			error = walk((pid_t)child, state);
		error = is_gone(error) ? 0 : error;
	}
	free(text);
	return error;
}

static int walk(pid_t pid, struct walk *state)
{
	char path[64];
	const struct dirent *entry;
	int error = 0;
	snprintf(path, sizeof(path), "%ld/task", (long)pid);
	DIR *dir = procfs_folder(path);
	if (!dir)
		return -errno;
	if (++state->depth > DEPTH_MAX)
		error = -ELOOP;
	while (!error && !state->stop && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			error = walk_thread(pid, entry->d_name, state);
	state->depth--;
	closedir(dir);
	return error;
}

int processes_walk(pid_t pid, bool (*each)(pid_t pid, void *arg), void *arg)
{
	struct walk state = { .each = each, .arg = arg };
	return walk(pid, &state);
}

int process_stat(const char *path, struct process_stat *ret)
{
	char text[512];
	int parent;
	long n = procfs_read(path, text, sizeof(text));
	if (n <= 0)
		return n ? (int)n : -ESRCH;
	/* Behind the name, which may hold anything. */
	const char *end = strrchr(text, ')');
	if (!end || sscanf(end + 1, " %c %d", &ret->state, &parent) != 2)
		return -EBADMSG;
	ret->parent = parent;
	return 0;
}

static int thread_sleeps(pid_t pid, const char *thread)
{
	struct process_stat stat;
	char path[64];
	snprintf(path, sizeof(path), "%ld/task/%.16s/stat", (long)pid, thread);
	int error = process_stat(path, &stat);
	if (error)
		return is_gone(error) ? 1 : error;
	return stat.state != 'R' && stat.state != 'D';
}

int process_sleeps(pid_t pid)
{
	char path[64];
	const struct dirent *entry;
	int sleeps = 1;
	snprintf(path, sizeof(path), "%ld/task", (long)pid);
	DIR *dir = procfs_folder(path);
	if (!dir)
		return is_gone(-errno) ? 1 : -errno;
	while (sleeps == 1 && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			sleeps = thread_sleeps(pid, entry->d_name);
	closedir(dir);
	return sleeps;
}

/* The number of its descriptor of that socket; -ENOENT: there is none. */
static int find_descriptor(pid_t pid, uint32_t inode)
{
	char path[64], wanted[32], target[64];
	const struct dirent *entry;
	int found = -ENOENT;
	snprintf(path, sizeof(path), "%ld/fd", (long)pid);
	snprintf(wanted, sizeof(wanted), "socket:[%u]", inode);
	DIR *dir = procfs_folder(path);
	if (!dir)
		return -errno;
	while (found < 0 && (entry = readdir(dir))) {
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);
		if (n <= 0)
			continue;
		target[n] = '\0';
		if (strcmp(target, wanted) == 0)
			found = atoi(entry->d_name);
	}
	closedir(dir);
	return found;
}

int process_socket(pid_t pid, uint32_t inode)
{
	int number = find_descriptor(pid, inode);
	if (number < 0)
		return number;
	int process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (process < 0)
		return -errno;
	int fd = (int)syscall(SYS_pidfd_getfd, process, number, 0);
	int error = fd < 0 ? -errno : 0;
	close(process);
	return error ? error : fd;
}
