/* SPDX-License-Identifier: GPL-2.0-only */
/* outputs.h - all that one invocation tells: on the terminal, to report files, to a folder. */
#ifndef RSTLAB_OUTPUTS_H
#define RSTLAB_OUTPUTS_H

#include "options.h"
#include "report.h"
#include "why.h"

struct session;

/* Opens every output that @options ask for, before anything is run. @run must live as long. 0 or
 * -errno; then @ret_why names the file and what was wrong, and none is left.
 */
int session_open(const struct options *options, const struct run_facts *run, struct session **ret,
		 struct why *ret_why);

/* Tells one result to all. False if something could not be written; session_close() says what. */
bool session_result(struct session *session, const struct result *result);

/* A result could not be made: session_close() says so. Returns false. */
bool session_failed(struct session *session, int error);

/* On a terminal: so far @done of @planned. */
void session_progress(struct session *session, int done, int planned);

/* Ends the reports and gives the files their names. Frees. 0 or -errno and @ret_why. */
int session_close(struct session *session, bool complete, struct why *ret_why);

/* Is what goes to @file, opened for a report, to be colored? */
bool session_color(const struct options *options, FILE *file);

/* What was told. */
const struct tally *session_tally(const struct session *session);

#endif
