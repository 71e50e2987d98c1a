/* SPDX-License-Identifier: GPL-2.0-only */
/* directory.h - folders held by a descriptor, so that nobody exchanges them on the way. */
#ifndef RSTLAB_DIRECTORY_H
#define RSTLAB_DIRECTORY_H

enum { DIRECTORY_NAME_SIZE = 256 };

/*
 * Opens the folder @path as seen from @dir, an open folder or AT_FDCWD. A link on the way is
 * followed if it is root's, of this process's user or of sudo's caller: who else owns one could
 * turn it where he likes, while root writes. The descriptor, or -errno; -ELOOP: such a link.
 */
int directory_open(int dir, const char *path);

/* Opens the folder that the last part of @path is in; that part, without slashes, goes to
 * @ret_name. The descriptor or -errno (-ENAMETOOLONG, as directory_open()). */
int directory_open_parent(int dir, const char *path, char ret_name[DIRECTORY_NAME_SIZE]);

/* Makes the folder @name in @dir and opens it. The descriptor, or -errno: -EEXIST if anything has
 * the name, -EPERM if another has put his in its place. */
int directory_make(int dir, const char *name);

/* Removes all that is in the folder @fd, following no link; what cannot be removed stays. */
void directory_clear(int fd);

/* Gives what @fd is, made by root, to him who called sudo. Who has not, or cannot have it, is left
 * out: it stays root's. */
void directory_give(int fd);

#endif
