/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_output.h - what watch prints, and the signals that end it: it ends also while nobody takes
 * what it says. */
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
	bool is_cut; /* one has come while standard output took nothing: the rest is dropped */
	sigset_t before;
};

/* From now on these signals end nothing by themselves. 0 or -errno and @ret_why. */
int watch_output_open(struct watch_output *ret, struct why *ret_why);

/* Prints what is left. Zero-filled and never opened but for `signals` -1: does nothing. */
void watch_output_close(struct watch_output *output);

#endif
