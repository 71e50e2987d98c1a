/* SPDX-License-Identifier: GPL-2.0-only */
/* results_load.h - reads results.json back: the evidence of a saved run, to be judged and reported
 * again.
 */
#ifndef RSTLAB_RESULTS_LOAD_H
#define RSTLAB_RESULTS_LOAD_H

#include "plan.h"
#include "result.h"
#include "why.h"

struct saved_run;

/*
 * Opens a saved run. @path is results.json or the folder that holds it. 0 or -errno; then @ret_why
 * says in one line what was wrong and where: not there, not JSON (line),
 * another schema, a key that lacks or has another type (its path), a number out of range. A hostile
 * file is bad input, never a crash.
 */
int saved_open(const char *path, struct saved_run **ret, struct why *ret_why);
/* Does this version know the scenario of result @index, whose evidence is @ev? 0, or -EINVAL and in
 * @ret_why that it does not. */
int saved_known(const struct saved_run *run, int index, const struct evidence *ev,
		struct why *ret_why);

/*
 * Judges result @index by this program's own promises. @ev is room for its evidence, the caller's,
 * and there until result_free(@ret). @as_kernel: the version to judge by; NULL: its own. 0 or
 * -errno and in
 * @ret_why what was wrong: as saved_evidence(), or this version knows no such scenario.
 */
int saved_result(const struct saved_run *run, int index, const char *as_kernel, struct evidence *ev,
		 struct result **ret, struct why *ret_why);

void saved_close(struct saved_run *run);

const char *saved_name(const struct saved_run *run); /* the file's */
int saved_count(const struct saved_run *run);
const char *saved_version(const struct saved_run *run); /* of rstlab-ns */
const char *saved_kernel(const struct saved_run *run);
const char *saved_machine(const struct saved_run *run);
const char *saved_command_line(const struct saved_run *run);
int64_t saved_time_ns(const struct saved_run *run);
double saved_duration_ms(const struct saved_run *run);
bool saved_complete(const struct saved_run *run);

/* What it meant to have, and which shard it is; NULL: it was saved before that was told. */
const struct plan *saved_plan(const struct saved_run *run);

/* The evidence of result @index, filled into @ret (some MiB: allocate it once). 0 or -errno as
 * above. */
int saved_evidence(const struct saved_run *run, int index, struct evidence *ret, int *ret_iteration,
		   double *ret_duration_ms, struct why *ret_why);

#endif
