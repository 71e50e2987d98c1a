/* SPDX-License-Identifier: GPL-2.0-only */
/* lab_process.h - the life of a process that plays labs. */
#ifndef RSTLAB_LAB_PROCESS_H
#define RSTLAB_LAB_PROCESS_H

#include "lab.h"

/* What a lab process is for: the same for all labs that it plays. */
struct lab_process {
	double scale;
	int cpu;     /* to run on, -1: any */
	int channel; /* assignments come in; one byte goes out when the evidence is complete */
	int nursery; /* of ns_create_nursery() */
	pid_t parent;
	struct machine *machine; /* NULL: not the lab's own */
	tamper_fn *tamper;
	const char *pause; /* see run_plan */
	bool narrates;
};

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
_Noreturn void lab_process_main(const struct lab_process *process);

#endif
