/* SPDX-License-Identifier: GPL-2.0-only */
#include "ns.h"

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int ns_create(void)
{
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	return ns_current();
}

int ns_create_nursery(unsigned chains)
{
	char value[16];
	int fd = ns_create();
	snprintf(value, sizeof(value), "%u", chains);
	if (fd >= 0)
		ns_sysctl("ipv4/tcp_child_ehash_entries", value);
	return fd;
}

int ns_current(void)
{
	return procfs_open("thread-self/ns/net", O_RDONLY);
}

int ns_enter(int fd)
{
	return setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
}

int ns_enter_users(int fd)
{
	return setns(fd, CLONE_NEWUSER) < 0 ? -errno : 0;
}

static int write_file(const char *path, const char *text)
{
	int fd = procfs_open(path, O_WRONLY);
	if (fd < 0)
		return fd;
	ssize_t n = write(fd, text, strlen(text));
	int error = n < 0 ? -errno : 0;
	close(fd);
	return error;
}

static int sysctl_path(const char *key, char *path, size_t size)
{
	int n = snprintf(path, size, "sys/net/%s", key);
	return n < 0 || (size_t)n >= size || strstr(key, "..") ? -EINVAL : 0;
}

int ns_sysctl(const char *key, const char *value)
{
	char path[256];
	int error = sysctl_path(key, path, sizeof(path));
	return error ? error : write_file(path, value);
}

int ns_sysctl_read(const char *key, char *value, size_t size)
{
	char path[256];
	int error = sysctl_path(key, path, sizeof(path));
	if (error)
		return error;
	long n = procfs_read(path, value, size);
	if (n < 0)
		return (int)n;
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

int ns_become_root(void)
{
	char map[64];
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWUSER) < 0)
		return -errno;
	/* A group map may be written only after setgroups() was given up: user_namespaces(7). Who
	 * may not map himself is nobody in there, with the same capabilities. */
	write_file("self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
	write_file("self/uid_map", map);
	snprintf(map, sizeof(map), "0 %u 1", (unsigned)gid);
	write_file("self/gid_map", map);
	return 0;
}

int ns_probe(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		_exit(unshare(CLONE_NEWNET) < 0 ? errno : 0);
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}
