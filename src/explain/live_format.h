/* SPDX-License-Identifier: GPL-2.0-only */
/* live_format.h - tells of the resets of a live host as they come, and at the end. Pure but for its
 * FILE. */
#ifndef RSTLAB_LIVE_FORMAT_H
#define RSTLAB_LIVE_FORMAT_H

#include "live_tally.h"
#include "terminal.h"

#include <stdio.h>

#define WATCH_SCHEMA "rstlab-ns-watch/1"

/* What there was to hear by, in words for people; each NULL where there is nothing to say. */
struct live_setting {
	char kernel[96];   /* "the kernel's word by tracefs, with reasons" */
	char wire[96];     /* "all interfaces" */
	char lacking[512]; /* what is not heard, and why */
	int64_t begin_ns;
};

/* What came of it. */
struct live_ending {
	int64_t begin_ns, end_ns;
	int64_t deaf_ns; /* of it: it did not listen, to cost no more than it may */
	uint64_t lost_words, lost_frames, hurried, elsewhere;
	int64_t counted; /* TcpOutRsts of the namespaces that were watched; -1: not known */
	uint64_t by_tcp; /* of those that were told, sent by a TCP of theirs */
};

/* Each returns 0 or -ENOMEM; write errors show in ferror(@out). */
struct live_format {
	const char *name;
	int (*begin)(FILE *out, const struct print_options *options,
		     const struct live_setting *setting);
	/* The first of a story; NULL, as of `again`: all is told at the end. */
	int (*reset)(FILE *out, const struct print_options *options,
		     const struct live_story *story);
	/* More of it, story->untold of them, since story->told_ns. */
	int (*again)(FILE *out, const struct print_options *options,
		     const struct live_story *story);
	int (*end)(FILE *out, const struct print_options *options, const struct live_tally *tally,
		   const struct live_ending *ending);
};

/* What is amiss with what was heard: the @nth line, from 0; NULL: no more. Returns @buffer. */
const char *live_amiss(const struct live_ending *ending, const struct live_tally *tally, int nth,
		       char *buffer, size_t size);

/* Counts by cause, as OpenMetrics text. */
void live_metrics(FILE *out, const struct live_tally *tally, const struct live_ending *ending);

#endif
