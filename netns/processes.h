/* SPDX-License-Identifier: GPL-2.0-only */
/* processes.h - a process and all that it has started, by /proc; and the sockets that they hold. */
#ifndef RSTLAB_PROCESSES_H
#define RSTLAB_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Calls @each for every descendant of @pid, not for itself, as they are now; ends early when it
 * returns false. 0 or -errno: ENOENT where the kernel does not tell (CONFIG_PROC_CHILDREN).
 */
int processes_walk(pid_t pid, bool (*each)(pid_t pid, void *arg), void *arg);

/* What /proc/PID/stat, or that of one thread, says: proc_pid_stat(5). */
struct process_stat {
	char state; /* 'S', 'R', 'Z', ... */
	pid_t parent;
};

/* Of @path in /proc: "1234/stat". 0; -ENOENT, -ESRCH: it is gone; or -errno. */
int process_stat(const char *path, struct process_stat *ret);

/* Do all threads of the process sleep, waiting for something? One that is gone waits for nothing.
 * 1, 0 or -errno. */
int process_sleeps(pid_t pid);

/* A descriptor of our own of the socket with that inode that the process holds (pidfd_getfd(2)),
 * which the caller owns; -ENOENT: it holds none; -errno. */
int process_socket(pid_t pid, uint32_t inode);

#endif
