/* SPDX-License-Identifier: GPL-2.0-only */
/* detached.h - a file system that is mounted nowhere. */
#ifndef RSTLAB_DETACHED_H
#define RSTLAB_DETACHED_H

/*
 * Mounts a file system of this type, "proc", for this process alone, nowhere in the tree of files:
 * it goes with the descriptor that is returned, which the caller owns. -errno: EPERM without
 * CAP_SYS_ADMIN, or where the kernel lets a user namespace see no more of it than before
 * (mount_too_revealing()); ENOSYS before Linux 5.2.
 */
int detached_mount(const char *type);

/*
 * The same without fsmount(2): the file system is mounted at @at, which must be a directory, in a
 * mount namespace that ends before this returns. Needs no more and no less than that one.
 */
int detached_mount_in_child(const char *type, const char *at);

#endif
