/* SPDX-License-Identifier: GPL-2.0-only */
/* folder.h - a folder of a test's own, its working directory while it lasts. */
#ifndef RSTLAB_TEST_FOLDER_H
#define RSTLAB_TEST_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Group setup and teardown of cmocka: makes a folder that anybody may use, and goes there; removes
 * it with all that is in it. */
int folder_enter(void **state);
int folder_leave(void **state);

/* Removes @path and all that is in it, if it is there. */
void folder_remove(const char *path);

/* A file of the folder: all of it, to be freed and 0-terminated; NULL: there is none. */
char *folder_read(const char *path, size_t *ret_size);
void folder_write(const char *path, const void *bytes, size_t size);

/* Calls @each for every file under @path, folders left out, with its path. */
void folder_walk(const char *path, void (*each)(const char *path));

#endif
