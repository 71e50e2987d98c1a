/* SPDX-License-Identifier: GPL-2.0-only */
/* played_all.h - all scenarios, played by the program itself and saved, for who reads them then. */
#ifndef RSTLAB_TEST_PLAYED_ALL_H
#define RSTLAB_TEST_PLAYED_ALL_H

#include <stdbool.h>

/* Plays all, patiently, and saves the run in the new folder @path. False: not possible here. If a
 * result is bad, or the run itself, says which and why, and fails. */
bool played_all(const char *path);

#endif
