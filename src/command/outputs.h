/* SPDX-License-Identifier: GPL-2.0-only */
/* outputs.h - all that one invocation tells: on the terminal, to report files, to a folder. */
#ifndef RSTLAB_OUTPUTS_H
#define RSTLAB_OUTPUTS_H

#include "options.h"
#include "report_format.h"
#include "why.h"

struct outputs;

/* Opens every output that @options ask for, before anything is run. @run must live as long. 0 or
 * -errno; then @ret_why names the file and what was wrong, and none is left.
 */
int outputs_open(const struct options *options, const struct run_facts *run, struct outputs **ret,
		 struct why *ret_why);

/* Tells one result to all. False if something could not be written; outputs_close() says what. */
bool outputs_result(struct outputs *outputs, const struct result *result);

/* A result could not be made: outputs_close() says so. Returns false. */
bool outputs_failed(struct outputs *outputs, int error);

/* On a terminal: so far @done of @planned. */
void outputs_progress(struct outputs *outputs, int done, int planned);

/* Ends the reports and gives the files their names. Frees. 0 or -errno and @ret_why. */
int outputs_close(struct outputs *outputs, bool complete, struct why *ret_why);

/* Is what goes to @file, opened for a report, to be colored? */
bool outputs_color(const struct options *options, FILE *file);

/* What was told. */
const struct tally *outputs_tally(const struct outputs *outputs);

#endif
