/* SPDX-License-Identifier: GPL-2.0-only */
/* live_format.h - tells the resets of a live host as they come, and sums them up at the end. Pure
 * but for its FILE. */
#ifndef RSTLAB_LIVE_FORMAT_H
#define RSTLAB_LIVE_FORMAT_H

#include "live_tally.h"
#include "terminal.h"

#include <stdio.h>

#define WATCH_SCHEMA "rstlab-ns-watch/1"

/* What can be heard, in words for people; "" where there is nothing to say. */
struct live_setting {
	char kernel[96];   /* "the kernel by BPF (resets, reasons)" */
	char wire[96];     /* "all interfaces" */
	char lacking[512]; /* what cannot be heard, and why */
	int64_t begin_ns;
};

/* The result of the whole watch. */
struct live_ending {
	int64_t begin_ns, end_ns;
	int64_t deaf_ns; /* time not listening, to stay within the CPU limit */
	uint64_t lost_words, lost_frames, hurried, elsewhere;
	int64_t counted; /* TcpOutRsts of the watched namespaces; -1: not known */
	uint64_t by_tcp; /* RSTs that were told and sent by their TCP */
	uint64_t left_out;
	char left_by[48]; /* "--host and --port": the options that have left them out */
	bool is_all;      /* every namespace that has a process or a name is watched */
};

/* Each function returns 0 or -ENOMEM; write errors show in ferror(@out). */
struct live_format {
	const char *name;
	int (*begin)(FILE *out, const struct print_options *options,
		     const struct live_setting *setting);
	/* The first RST of a story. NULL (like `again`): everything is told at the end. */
	int (*reset)(FILE *out, const struct print_options *options,
		     const struct live_story *story);
	/* More of the same: story->untold RSTs since story->told_ns. */
	int (*again)(FILE *out, const struct print_options *options,
		     const struct live_story *story);
	int (*end)(FILE *out, const struct print_options *options, const struct live_tally *tally,
		   const struct live_ending *ending);
};

/* What was lost or not told: the @nth line, from 0; NULL: no more. Returns @buffer. */
const char *live_amiss(const struct live_ending *ending, const struct live_tally *tally, int nth,
		       char *buffer, size_t size);

/* Counts by cause, as OpenMetrics text. */
void live_metrics(FILE *out, const struct live_tally *tally, const struct live_ending *ending);

#endif
