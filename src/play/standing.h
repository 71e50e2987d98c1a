/* SPDX-License-Identifier: GPL-2.0-only */
/* standing.h - with what privilege labs are made here: that of the user, else that of a user
 * namespace. */
#ifndef RSTLAB_STANDING_H
#define RSTLAB_STANDING_H

#include "sizes.h"

#include <stdbool.h>

struct standing {
	bool possible;           /* a lab can be made */
	bool own_users;          /* in a user namespace of its own */
	bool own_procfs;         /* with a procfs of its own: see procfs.h */
	char why[TEXT_SIZE * 2]; /* not possible: what is refused, and who can change that */
};

/*
 * Tries all that every lab takes, in a child: with the privilege that there is, and if that is not
 * enough, in a user namespace. What is enough is then that of the process, which must have one
 * thread. What needs the privilege of the machine, as the tracepoints do, must be open before.
 * 0, or -errno if it could not be tried (ENOMEM, EMFILE).
 */
int standing_take(struct standing *ret);

#endif
