/* SPDX-License-Identifier: GPL-2.0-only */
/* lab_process.h - the life of a process that plays labs. */
#ifndef RSTLAB_LAB_PROCESS_H
#define RSTLAB_LAB_PROCESS_H

#include "lab.h"

/* One lab. Its pointers are the runner's: a lab process is a fork of it. */
struct assignment {
	const struct scenario *scenario;
	struct evidence *evidence; /* all zero but for its heading */
	struct site *site;         /* all zero but for what the runner knows */
};

/*
 * Builds, plays, freezes, and again, until the runner ends it. It must be ended after a lab that
 * did not end well, or that changed sysctls of the machine.
 */
_Noreturn void lab_process_main(struct lab_process *process);

#endif
