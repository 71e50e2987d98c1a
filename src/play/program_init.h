/* SPDX-License-Identifier: GPL-2.0-only */
/* program_init.h - the first process in the namespaces of somebody's program. */
#ifndef RSTLAB_PROGRAM_INIT_H
#define RSTLAB_PROGRAM_INIT_H

#include "drill_request.h"

#include <stdbool.h>
#include <stddef.h>

/* What is passed on by fork(). */
struct program_setup {
	int ns;             /* of its host */
	int output, report; /* its ends of the pipes */
	int alive;          /* is at its end when the lab has died */
	const char *command;
	bool until_good;   /* it is run again and again until it exits with 0 */
	const char *hosts; /* all of its /etc/hosts */
	const char *environment[4];
	const struct drill_request *request;
};

/* What it says on its report, once: why it could not begin, or how the command has ended. */
struct program_report {
	int error;        /* -errno; 0: the command was started */
	char what[64];    /* that failed */
	int status;       /* of the command, as wait() tells it */
	bool has_started; /* the first report; the second is of its end */
};

/* Never returns; @setup is the child's own. */
_Noreturn void program_init(struct program_setup *setup);

#endif
