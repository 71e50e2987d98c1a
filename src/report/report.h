/* SPDX-License-Identifier: GPL-2.0-only */
/* report.h - tells results: one walk a format over the same frozen model. Pure but for its FILE. */
#ifndef RSTLAB_REPORT_H
#define RSTLAB_REPORT_H

#include "plan.h"
#include "result.h"

#include <stdio.h>

/* The run that results belong to. */
struct run_facts {
	const char *version;      /* of rstlab-ns */
	const char *kernel;       /* uname -r */
	const char *machine;      /* uname -m */
	const char *command_line; /* as typed */
	int64_t time_ns;          /* when it began, CLOCK_REALTIME */
	int planned;              /* how many results it means to have */
	double duration_ms;       /* how long it took; 0: as long as it is being told */
	const struct plan *plan;  /* that of all shards, and which one it is; NULL: not known */
};

/* The totals, for the last lines of a report. */
struct tally {
	int count[STATUS_COUNT];
	bool complete; /* false: interrupted */
	double duration_ms;
};

struct report_options {
	bool verbose; /* text: show packets and promises of every result, not only of bad ones */
	bool color;
};

/*
 * One format. begin, then each result as it comes, then end: nothing is held back that has been
 * told, so memory stays flat however long the run. `data` is the reporter's own, made by begin and
 * freed by end. Write errors show in ferror(@out).
 */
struct report_format {
	const char *name;      /* "text", "ktap", "json", "junit" */
	const char *extension; /* ".txt", ".ktap", ".json", ".xml" */
	int (*begin)(FILE *out, const struct run_facts *run, const struct report_options *options,
		     void **ret_data); /* 0 or -errno */
	void (*result)(FILE *out, void *data, const struct result *result);
	void (*end)(FILE *out, void *data, const struct tally *tally);
};

extern const struct report_format report_text, report_ktap, report_json, report_junit;

/* The format of that name, or NULL. */
const struct report_format *report_find(const char *name);

/* A scenario's verdict mapped once, for all formats. */
struct status_words {
	const char *ktap;      /* "ok" or "not ok" */
	const char *directive; /* " # SKIP", ... */
	const char *junit;     /* element: "failure", "skipped", "error", or NULL */
	const char *color;     /* SGR parameters */
};
extern const struct status_words status_words[STATUS_COUNT];

#endif
