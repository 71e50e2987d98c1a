/* SPDX-License-Identifier: GPL-2.0-only */
/* tracefs.h - the kernel's description of an event. */
#ifndef RSTLAB_TRACEFS_H
#define RSTLAB_TRACEFS_H

#include <stddef.h>

/*
 * Returns a descriptor of tracefs: mounted for this process alone, nowhere in the file system, so
 * that it goes with the descriptor (fsmount(2), Linux 5.2); else where it is mounted already.
 * -errno.
 */
int tracefs_open(void);

/* Reads the file @path of it. Returns its size, 0-terminated in @text, or -errno. */
long tracefs_read(int tracefs, const char *path, char *text, size_t size);

#endif
