/* SPDX-License-Identifier: GPL-2.0-only */
/* atomic_file.h - a file that is there whole or not at all. */
#ifndef RSTLAB_ATOMIC_FILE_H
#define RSTLAB_ATOMIC_FILE_H

#include "directory.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Written without a name where that can be done (O_TMPFILE), so that nothing stays behind whatever
 * happens; it gets its name when all is written. No link is followed: where one has the name, the
 * file takes its place. What root writes is his who called sudo.
 *
 * Written straight away are a stream that is open already (/dev/stdout, /dev/fd/N) and a character
 * device (a terminal, /dev/null). What else is there and no file, such as a FIFO, is refused.
 */
struct atomic_file {
	FILE *file;
	int dir;
	bool straight;
	char temporary[32];             /* its name until then; empty: none */
	char name[DIRECTORY_NAME_SIZE]; /* in dir */
};

/* @dir: an open folder, or AT_FDCWD; stays the caller's. 0 or -errno: see atomic_file_error(). */
int atomic_file_open(int dir, const char *path, struct atomic_file *ret);

/* Gives the file its name, in place of any that had it before. 0 or -errno: then it has none. */
int atomic_file_commit(struct atomic_file *output);

/* The same, but replaces nothing: -EEXIST. */
int atomic_file_commit_new(struct atomic_file *output);

/* Leaves no trace. */
void atomic_file_abandon(struct atomic_file *output);

/* What -errno of these functions means, in words. */
const char *atomic_file_error(int error);

#endif
