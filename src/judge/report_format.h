/* SPDX-License-Identifier: GPL-2.0-only */
/* report_format.h - how results are told: one walk a format over the same frozen model. */
#ifndef RSTLAB_REPORT_FORMAT_H
#define RSTLAB_REPORT_FORMAT_H

#include "result.h"
#include "terminal.h"

#include <stdio.h>

/*
 * One format. begin, then each result as it comes, then end or drop: nothing is held back that has
 * been told, so memory stays flat however long the run. `data` is the reporter's own, made by begin
 * and freed by end and by drop. Each returns 0, or -ENOMEM: the report is not whole, and only drop
 * is left to be called (after end, nothing). Write errors show in ferror(@out).
 */
struct report_format {
	const char *name;      /* "text", "ktap", "json", "junit" */
	const char *extension; /* ".txt", ".ktap", ".json", ".xml" */
	/* It may follow what is printed on standard output, --report NAME=-: whoever reads that
	 * finds its lines among others. Then it writes at the end alone. */
	bool goes_beside;
	int (*begin)(FILE *out, const struct run_facts *run, const struct print_options *options,
		     void **ret_data);
	int (*result)(FILE *out, void *data, const struct result *result);
	int (*end)(FILE *out, void *data, const struct tally *tally);
	void (*drop)(void *data);
};

#endif
