/* SPDX-License-Identifier: GPL-2.0-only */
/* input_file.h - opens what the user has named to be read. */
#ifndef RSTLAB_INPUT_FILE_H
#define RSTLAB_INPUT_FILE_H

/*
 * Opens @path to read. Nothing is waited for: a FIFO is refused, as its writer may never come; a
 * pipe that is open already (/dev/fd/N) has its writer. The descriptor, or -errno; -EISDIR: a
 * folder; -ENOTSUP: a FIFO.
 */
int input_file_open(const char *path);

/* What is said of such an error: "it is a FIFO, and no file", or strerror(). */
const char *input_file_error(int error);

#endif
