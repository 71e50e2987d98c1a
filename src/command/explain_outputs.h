/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_outputs.h - all that one `explain` tells: on standard output, and to report files. */
#ifndef RSTLAB_EXPLAIN_OUTPUTS_H
#define RSTLAB_EXPLAIN_OUTPUTS_H

#include "atomic_file.h"
#include "explain_format.h"
#include "options.h"
#include "why.h"

struct explain_outputs {
	int count; /* the last is standard output */
	struct explain_output {
		const struct explain_format *format;
		const char *path;
		struct atomic_file output; /* no file: standard output */
		FILE *file;
		void *data; /* NULL: not begun, or ended */
	} output[REPORTS_MAX + 1];
};

/* Opens the files that @options ask for, and begins all. 0 or -errno and @ret_why; then nothing is
 * left of them. Zeroed by the caller. */
int explain_outputs_begin(struct explain_outputs *outputs, const struct options *options,
			  struct why *ret_why);

/* To each: a RST; a capture that was read. 0 or -ENOMEM. */
int explain_outputs_reset(struct explain_outputs *outputs, const struct explanation *capture,
			  const struct conversation *conversation,
			  const struct diagnosis *diagnosis);
int explain_outputs_capture(struct explain_outputs *outputs, const struct explanation *capture);

/* Ends all; the files get their names if @whole, and else none. 0 or -errno and @ret_why. */
int explain_outputs_end(struct explain_outputs *outputs, bool whole, struct why *ret_why);

#endif
