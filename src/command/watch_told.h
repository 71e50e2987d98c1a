/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_told.h - everything that a watch tells: on standard output as it runs, and in report files,
 * which appear at its end. */
#ifndef RSTLAB_WATCH_TOLD_H
#define RSTLAB_WATCH_TOLD_H

#include "atomic_file.h"
#include "live_format.h"
#include "options.h"
#include "why.h"

/* All zero at first. */
struct watch_told {
	int count; /* the first is standard output */
	struct watch_teller {
		const struct live_format *format;
		const char *path;
		struct atomic_file file; /* not for the first */
		FILE *out;
		struct print_options print;
	} teller[REPORTS_MAX + 1];
};

/* Opens the report files of @options. 0 or -errno and @ret_why. */
int watch_told_open(struct watch_told *told, const struct options *options, struct why *ret_why);

/* Tell everyone, on @out and in the files: what can be heard; the first RST of a story; more of it.
 * 0 or -ENOMEM. */
int watch_told_begin(struct watch_told *told, FILE *out, const struct live_setting *setting);
int watch_told_reset(struct watch_told *told, const struct live_story *story);
int watch_told_again(struct watch_told *told, const struct live_story *story);

/* Ends all; the files appear if they are @whole. 0 or -errno and @ret_why, of the first file that
 * could not be written. Write errors of @out are for its owner. */
int watch_told_end(struct watch_told *told, const struct live_tally *tally,
		   const struct live_ending *ending, bool whole, struct why *ret_why);

/* Files that have not appeared yet leave no trace. */
void watch_told_close(struct watch_told *told);

#endif
