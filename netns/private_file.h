/* SPDX-License-Identifier: GPL-2.0-only */
/* private_file.h - a file that only this namespace of mounts sees. */
#ifndef RSTLAB_PRIVATE_FILE_H
#define RSTLAB_PRIVATE_FILE_H

/*
 * Puts a file with @text in the place of the file @path, for who is in the mount namespace of the
 * thread, which must not be shared with others: a tmpfs that has no name, and goes with the
 * namespace (fsopen(2), move_mount(2)). @path must be there. 0 or -errno; ENOSYS before Linux 5.2.
 */
int private_file(const char *path, const char *text);

#endif
