/* SPDX-License-Identifier: GPL-2.0-only */
/* run_parts.h - the inside of a run; for run.c and jobs.c. */
#ifndef RSTLAB_RUN_PARTS_H
#define RSTLAB_RUN_PARTS_H

#include "run.h"

#include "tracer.h"

#include <signal.h>
#include <sys/utsname.h>

enum {
	WINDOW = 256,   /* results that may wait for an earlier one to be told */
	DYING_MAX = 16, /* labs that have done their work and are not yet gone */
	CPUS_MAX = 1024,
	LAB_MS = 60000,  /* a lab that has not ended by then never will */
	TRACE_MS = 1000, /* how long a tracepoint may lag behind a counter */
	PATIENCE_MS = 400,
};

enum job_state { FREE, RUNNING, FINISHED };

struct job {
	enum job_state state;
	const struct scenario *scenario;
	int family, iteration;
	pid_t pid;  /* 0: waited for */
	int status; /* how it ended, as wait() tells it */
	int done;
	int64_t begin_ns, deadline_ns; /* CLOCK_MONOTONIC */
	double duration_ms;
	struct evidence *evidence;
};

struct run {
	const struct run_plan *plan;
	struct tracer *tracer;
	struct verdict verdict;
	struct utsname uts;
	struct job job[WINDOW]; /* number n is at n % WINDOW */
	int planned, started, told;
	int *order;              /* of one time through the plan: who is started first */
	struct machine *machine; /* NULL: not the lab's own */
	int kept;                /* why something of the machine could not be given back, -errno */
	bool alone;              /* the lab at work is the only one that may be */
	int running, alive;      /* labs at work; processes not yet waited for */
	int signals, stamps;
	bool stop;
	uint32_t block;
	int cpu_count, next_cpu;
	int cpu[CPUS_MAX];
};

/* Number @number of the plan. */
struct job *job_at(struct run *run, int number);

/* The number in the plan of the @nth that is started. */
int job_number(const struct run *run, int nth);

/* What number @n of the plan is: all scenarios over all families, then the next time. */
void job_describe(const struct run *run, int n, struct job *ret);

/* Gives back what the lab has changed of the machine. */
void run_give_back(struct run *run);

/* Starts the next lab. 0 or -errno. */
int job_start(struct run *run);

/* Its evidence is complete, or its process gone: hears the tracepoint out, and lets it die. */
void job_finish(struct run *run, struct job *job);

/* It has not ended when it should have: BROKEN. */
void job_give_up(struct run *run, struct job *job);

/* Takes leave of processes that have died; notes signals that end the run. */
void jobs_reap(struct run *run);

/* May this story be played only while no other is? It changes the machine. */
bool wants_machine(const struct run *run, const struct scenario *scenario);

#endif
