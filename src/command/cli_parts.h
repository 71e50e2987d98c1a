/* SPDX-License-Identifier: GPL-2.0-only */
/* cli_parts.h - the inside of the command line; for cli.c and the files of its larger commands. */
#ifndef RSTLAB_CLI_PARTS_H
#define RSTLAB_CLI_PARTS_H

#include "cli.h"
#include "results_load.h"
#include "options.h"
#include "outputs.h"
#include "why.h"

/* Says on standard error, in one line, what is wrong. EXIT_USAGE. */
enum exit_code refuse(const char *why);

/* What the results come to. */
enum exit_code exit_of(const struct tally *tally);

/* "rstlab-ns run 'half-open*'", as it was typed but for the quotes. To be freed; NULL: no memory.
 */
char *command_line(int argc, char **argv);

/* The scenarios that the operands and filters mean. @ret is the caller's to free; its count, or -1
 * and in @why what is wrong. */
int choose(const struct options *options, const struct scenario ***ret, struct why *why);

/* What of the chosen this shard plays. */
struct own {
	struct plan plan;
	int *part, count; /* numbers of the plan's parts */
};

/* 0, or -1 and in @why what is wrong; own_free() frees @ret either way. */
int choose_own(const struct options *options, const struct scenario *const *chosen, int count,
	       struct own *ret, struct why *why);
void own_free(struct own *own);

/* Why the operands and filters, each good by itself, choose nothing. */
const char *none_text(const struct options *options);

/* Says why nothing is to be played, by nobody's fault. EXIT_NOTHING. */
enum exit_code do_nothing(const struct options *options, const struct own *own);

/* all, run: plays. */
enum exit_code play(const struct options *options, int argc, char **argv);

/* judge: tells a saved run again. */
enum exit_code judge_again(const struct options *options);

/* One saved result, judged by this program's own promises, and told. @ev is room for it; @as_kernel
 * is the version to judge by, NULL: its own. 0, or -errno and in @ret_why what was wrong. */
int tell_saved(const struct saved_run *saved, int index, const char *as_kernel, struct evidence *ev,
	       struct session *session, struct why *ret_why);

/* merge: makes one saved run of those of its shards. */
enum exit_code merge(const struct options *options, int argc, char **argv);

#endif
