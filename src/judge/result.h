/* SPDX-License-Identifier: GPL-2.0-only */
/* result.h - one play of a scenario, judged. Pure. */
#ifndef RSTLAB_RESULT_H
#define RSTLAB_RESULT_H

#include "demand.h"
#include "judge.h"
#include "plan.h"

/* The run that results belong to. */
struct run_facts {
	const char *version;      /* of rstlab-ns */
	const char *kernel;       /* uname -r */
	const char *machine;      /* uname -m */
	const char *command_line; /* as typed */
	const char *as_kernel;    /* whose promises it is held to; NULL: its own kernel's */
	int64_t time_ns;          /* when it began, CLOCK_REALTIME */
	int planned;              /* how many results it means to have */
	double duration_ms;       /* how long it took; 0: as long as it is being told */
	const struct plan *plan;  /* that of all shards, and which one it is; NULL: not known */
	/* Where .plan is NULL because only a part of the results is told: the plan of them all. */
	const struct plan *names;
	unsigned demands; /* what it is held to: see struct demands */
};

struct result {
	const struct scenario *scenario;
	struct reading reading;
	struct verdict verdict;
	int iteration; /* from 1; 0 when there is but one */
	double duration_ms;
};

/* Reads @ev and judges it. @ev stays the caller's, and there, until result_free(). NULL: no memory.
 */
struct result *result_make(const struct scenario *scenario, const struct evidence *ev,
			   int iteration, double duration_ms);
/* The same by what is promised on the kernel @as_kernel, whatever kernel @ev is of; NULL: its own.
 */
struct result *result_make_as(const struct scenario *scenario, const struct evidence *ev,
			      const char *as_kernel, int iteration, double duration_ms);
void result_free(struct result *result);

/* "half-open/ipv6", or "half-open/ipv6#3" for the third of several. Returns @buffer. */
const char *result_name(const struct result *result, char *buffer, size_t size);

/* "half-open.ipv6.3.server-eth0.pcap": the file of captures/ that has what was captured at the link
 * end @end; "half-open.ipv6.3.pcapng", that of all ends, for -1. Returns @buffer. */
enum { CAPTURE_NAME_SIZE = 256 };
const char *result_capture(const struct result *result, int end, char buffer[CAPTURE_NAME_SIZE]);

/* The totals, for the last lines of a report. */
struct tally {
	int count[STATUS_COUNT];
	bool complete; /* false: interrupted */
	double duration_ms;
	struct demands demands;
};

/* The color of a status on a terminal: SGR parameters. */
extern const char *const status_color[STATUS_COUNT];

#endif
