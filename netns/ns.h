/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ns.h - a network namespace is a file descriptor.
 *
 * It has no name in the file system: when the last descriptor, process, link and socket that refer
 * to it are gone, so is it, whatever became of the process that made it.
 */
#ifndef RSTLAB_NS_H
#define RSTLAB_NS_H

#include <stddef.h>

/*
 * Makes a namespace, leaves the calling thread in it and returns its descriptor (close-on-exec),
 * which the caller owns. -errno: EPERM without CAP_SYS_ADMIN, ENOSPC at user.max_net_namespaces.
 */
int ns_create(void);

/*
 * As ns_create(); namespaces made from within this one keep their TCP connections in a hash table
 * of their own, of @chains chains, where the kernel can (Linux 6.1: tcp_child_ehash_entries in
 * ip-sysctl). A dump of sock_diag walks that table, else the whole machine's: slower, no different.
 * A descriptor as that of ns_create(), or -errno.
 */
int ns_create_nursery(unsigned chains);

/* A descriptor of the namespace that the calling thread is in, which the caller owns, or -errno. */
int ns_current(void);

/* Moves the calling thread into the namespace @fd. 0 or -errno. */
int ns_enter(int fd);

/* Moves the process, which must have one thread, into the user namespace @fd, where it has all
 * capabilities if it is of the user who made that, or root outside of it. 0 or -errno. */
int ns_enter_users(int fd);

/* Writes @value to /proc/sys/net/@key of the namespace the thread is in. 0 or -errno; ENOENT: this
 * kernel has no such sysctl. */
int ns_sysctl(const char *key, const char *value);

/* Reads it, without the line's end. 0 or -errno. */
int ns_sysctl_read(const char *key, char *value, size_t size);

/*
 * Makes an unprivileged process root in a user namespace of its own, where it may make network
 * namespaces. Must be called while the process has one thread. 0 or -errno. It has all
 * capabilities there also where it may not map itself to root: root of the machine without
 * CAP_SETFCAP (verify_root_map(), Linux 5.12), and where there is no /proc to do that by.
 */
int ns_become_root(void);

/* May this process make network namespaces? Tries, in a child, and changes nothing. 0 or -errno. */
int ns_probe(void);

#endif
