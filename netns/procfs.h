/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * procfs.h - where sysctls, counters and the states of processes are read and written.
 *
 * That is /proc, if it shows what a lab wants. In a container it mostly does not: its /proc/sys is
 * read-only, or parts of it are masked; and it may be that of another PID namespace. Then it is a
 * procfs of our own, which is mounted nowhere and goes with its descriptor.
 */
#ifndef RSTLAB_PROCFS_H
#define RSTLAB_PROCFS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Decides for this process and those that it will fork; before that, and if this fails, /proc is
 * used as it is. Must be called while the process has one thread. To have a procfs of our own takes
 * CAP_SYS_ADMIN. 0 or -errno; then @why says in a phrase what is wrong with /proc.
 */
int procfs_settle(char *why, size_t size);

/* Is it one of our own? */
bool procfs_is_own(void);

/* Opens @path of it, "sys/net/ipv4/ip_forward", with these flags of open(2); close-on-exec. A
 * descriptor, which the caller owns, or -errno. */
int procfs_open(const char *path, int flags);

/* Reads the file @path of it, 0-terminated, up to @size. What was read, or -errno. */
long procfs_read(const char *path, char *text, size_t size);

/* The folder @path of it, to be closed; NULL: errno says why. */
DIR *procfs_folder(const char *path);

/* Where the link @path of it leads, 0-terminated in @target. False: it cannot be read. */
bool procfs_link(const char *path, char *target, size_t size);

#endif
