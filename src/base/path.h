/* SPDX-License-Identifier: GPL-2.0-only */
/* path.h - names of files. Pure. */
#ifndef RSTLAB_PATH_H
#define RSTLAB_PATH_H

#include <stdbool.h>

/* Are they the same path, however it is spelled? Links are not looked at. */
bool path_same(const char *a, const char *b);

#endif
