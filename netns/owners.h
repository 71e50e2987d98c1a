/* SPDX-License-Identifier: GPL-2.0-only */
/* owners.h - which process holds a socket, and in which network namespaces there are processes, by
 * /proc. */
#ifndef RSTLAB_OWNERS_H
#define RSTLAB_OWNERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { OWNER_COMM = 16, OWNER_CONTAINER = 16 };

struct owner {
	pid_t pid; /* 0: none was found, or it may not be looked at */
	char comm[OWNER_COMM];
	char container[OWNER_CONTAINER]; /* the first digits of its id; "": it is in none */
};

/*
 * Of each of the @count sockets, by its inode, the process with the smallest number that holds it.
 * Walks the descriptors of all processes once. 0 or -errno: then some may be found nevertheless.
 */
int owners_find(const uint32_t *inode, int count, struct owner *ret);

/* Are the numbers of processes in /proc those that the kernel gives them in its traces? Not in a
 * PID namespace of another. */
bool owners_are_of_kernel(void);

/* Name of a thread or process, "" if it is gone. */
void owner_comm(pid_t pid, char ret[OWNER_COMM]);

/* The first digits of the id of the container in which the process is; "": it is in none. */
void owner_container(pid_t pid, char ret[OWNER_CONTAINER]);

/* Calls @each for every network namespace in which a process of /proc is, once, with one of them;
 * ends early when @each returns false. 0 or -errno. */
int owners_namespaces(bool (*each)(uint64_t inode, pid_t pid, void *arg), void *arg);

/* A descriptor of the network namespace of a process, which the caller owns, or -errno. */
int owner_namespace(pid_t pid);

#endif
