/* SPDX-License-Identifier: GPL-2.0-only */
/* held.h - labs that `rstlab-ns up` holds. */
#ifndef RSTLAB_TEST_HELD_H
#define RSTLAB_TEST_HELD_H

#include "child.h"
#include "visit.h"

/* The lab of @pid if it is held, until the next call; NULL: it has none. */
const struct held_lab *held_find(pid_t pid);

/* The same, waits until it is. */
const struct held_lab *held_await(pid_t pid);

/* Starts it, and waits; ends it, which must go well. */
const struct held_lab *held_start(const struct child_spec *spec, struct child *ret);
void held_end(struct child *up);

/* "1234:client", until the next call. */
const char *held_place(const struct child *up, const char *host);

#endif
