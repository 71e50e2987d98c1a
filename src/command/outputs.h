/* SPDX-License-Identifier: GPL-2.0-only */
/* outputs.h - all that one invocation tells: on the terminal, to report files, to a folder. */
#ifndef RSTLAB_OUTPUTS_H
#define RSTLAB_OUTPUTS_H

#include "options.h"
#include "out_folder.h"
#include "report_format.h"
#include "why.h"

struct outputs;

/*
 * Opens the files that @options ask for, and results.json in @folder (NULL: in none). @run and
 * @folder must live as long. 0 or -errno; then @ret_why names the file and what was wrong, and none
 * is left. From then on a standard output that nobody reads ends no process that writes files too.
 */
int outputs_open(const struct options *options, struct out_folder *folder,
		 const struct run_facts *run, struct outputs **ret, struct why *ret_why);

/* Says the first words on standard output. 0 or -errno and in @ret_why; then outputs_abandon(). */
int outputs_begin(struct outputs *outputs, struct why *ret_why);

/* Ends without a word and without a file. */
void outputs_abandon(struct outputs *outputs);

/* Tells one result to all that could be written so far. False if there is no use in more: a file
 * could not be written, or standard output and there is no file. outputs_close() says what. */
bool outputs_result(struct outputs *outputs, const struct result *result);

/* A result could not be made: outputs_close() says so. Returns false. */
bool outputs_failed(struct outputs *outputs, int error);

/* On a terminal: so far @done of @planned. */
void outputs_progress(struct outputs *outputs, int done, int planned);

/* Ends the reports and gives those that are whole their names. Frees. 0 or -errno and @ret_why. */
int outputs_close(struct outputs *outputs, bool complete, struct why *ret_why);

/* Is what goes to @file, opened for a report, to be colored? */
bool outputs_color(const struct options *options, FILE *file);

/* What was told. */
const struct tally *outputs_tally(const struct outputs *outputs);

#endif
