/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_output.h - what watch prints, and the signals that end it, even while nobody reads its
 * output. */
#ifndef RSTLAB_WATCH_OUTPUT_H
#define RSTLAB_WATCH_OUTPUT_H

#include "why.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

struct watch_output {
	FILE *file;  /* to standard output */
	int signals; /* readable when SIGINT, SIGTERM or SIGHUP has come; -1: not open */
	int err;     /* errno of a write that failed */
	bool is_cut; /* one came while standard output could not be written: the rest is dropped */
	sigset_t before;
};

/* From now on these signals do not end the process by themselves. 0 or -errno and @ret_why. */
int watch_output_open(struct watch_output *ret, struct why *ret_why);

/* Prints what is left. Does nothing if it was never opened: all zero, but `signals` -1. */
void watch_output_close(struct watch_output *output);

#endif
