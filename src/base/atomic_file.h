/* SPDX-License-Identifier: GPL-2.0-only */
/* atomic_file.h - a file that is there whole or not at all. */
#ifndef RSTLAB_ATOMIC_FILE_H
#define RSTLAB_ATOMIC_FILE_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Written without a name where the file system can do that (O_TMPFILE), so that nothing stays
 * behind whatever happens; it gets its name when all is written. What is there and no regular file
 * (a terminal, a pipe, /dev/null) is written straight away.
 */
struct atomic_file {
	FILE *file;
	int dir;
	bool straight;
	char temporary[64]; /* its name until then; empty: none */
	char name[256];     /* in dir */
};

/* @dir: an open folder, or AT_FDCWD; stays the caller's. 0 or -errno. */
int atomic_file_open(int dir, const char *path, struct atomic_file *ret);

/* Gives the file its name, in place of any that had it before. 0 or -errno: then it has none. */
int atomic_file_commit(struct atomic_file *output);

/* Leaves no trace. */
void atomic_file_abandon(struct atomic_file *output);

#endif
