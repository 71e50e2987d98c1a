/* SPDX-License-Identifier: GPL-2.0-only */
/* runner_parts.h - the inside of a run; for the files of this folder. */
#ifndef RSTLAB_RUNNER_PARTS_H
#define RSTLAB_RUNNER_PARTS_H

#include "runner.h"

#include "door.h"
#include "lab_process.h"
#include "site.h"
#include "standing.h"
#include "trace_dispatch.h"

#include <signal.h>
#include <sys/utsname.h>

enum {
	WINDOW = 256,   /* results that may wait for an earlier one to be told */
	DYING_MAX = 16, /* processes that have done their work and are not yet gone */
	WORKERS_MAX = WINDOW + DYING_MAX,
	/* Labs that a process plays: it holds the namespaces and captures of all of them, up to 16
	 * descriptors and a megabyte of the kernel's memory each. */
	PLAYS_MAX = 48,
	HELD_MAX = 48, /* labs that all processes hold, a CPU, if no more are played at a time */
	/* Stories that wait for a timer of the kernel, a CPU: so many that on two CPUs all there
	 * are begin at once, and none waits two seconds after others have. */
	TIMERS_MAX = 18,
	CPUS_MAX = 1024,
	LAB_MS = 120000, /* a lab that has not ended by then never will */
	TRACE_MS = 1000, /* how long a tracepoint may lag behind a counter */
	PATIENCE_MS = 400,
	LEAVE_MS = 5000, /* who may not be killed has that long to end by itself */
};

enum job_state { FREE, RUNNING, FINISHED };

/*
 * Parts of the plan that are started one after the other. The stories that wait for a timer of the
 * kernel are a line of their own, beside the others: they leave the CPU to them.
 */
enum { OTHERS, TIMERS, LINES };
struct line {
	int count; /* of them in one time through the plan */
	int *part;
	int limit; /* how many at a time */
	int started, running;
};

struct job {
	enum job_state state;
	const struct scenario *scenario;
	int family, iteration;
	struct line *line;
	struct worker *worker;         /* NULL: it is not played */
	int64_t begin_ns, deadline_ns; /* CLOCK_MONOTONIC */
	double duration_ms;
	struct evidence *evidence;
	struct site *site;
	bool again; /* its worker may play another */
};

/* What a lab process writes, and the runner reads. */
struct shared {
	struct evidence evidence;
	struct site site;
};

/* A process that plays labs, one after the other. */
struct worker {
	enum { NOBODY, IDLE, BUSY, DYING, DEAD } state; /* DEAD: waited for, at work until then */
	pid_t pid;
	int status;  /* DEAD: how it ended, as wait() tells it */
	int channel; /* assignments go out; one byte comes in when the evidence is complete */
	int plays;
};

struct run {
	const struct run_plan *plan;
	struct tracer *tracer;
	struct door *door;  /* NULL: nobody may come in */
	struct site *shown; /* the lab that visitors find; NULL: none */
	bool was_held;
	bool asked; /* it was asked to end, and to say what it has seen */
	struct utsname uts;
	char version[VERSION_SIZE]; /* of the kernel */
	struct job job[WINDOW];     /* number n is at n % WINDOW */
	struct worker worker[WORKERS_MAX];
	struct patience *patience; /* shared with the workers */
	uint8_t *pool;             /* WINDOW times room for evidence, shared with the workers */
	size_t room;               /* in whole pages */
	struct evidence *unused[WINDOW]; /* all zero; the last one was used last */
	int unused_count;
	int planned, finished, told;
	int64_t limit_ns; /* until when it may last, CLOCK_MONOTONIC */
	bool limited;
	int64_t word_ns; /* when something was last told, if only that it goes on */
	int held_max;    /* labs that all processes hold; beyond it, who has played ends */
	struct line line[LINES];
	struct machine *machine; /* NULL: not the lab's own */
	int kept;                /* why something of the machine could not be given back, -errno */
	int unkillable;          /* why a worker could not be killed, -errno */
	int failed;              /* why it cannot go on, -errno */
	struct why why;          /* what failed, in words */
	struct standing standing;
	bool alone;         /* the lab at work is the only one that may be */
	int running, alive; /* labs at work; processes not yet waited for */
	int signals, stamps;
	int nursery;        /* where namespaces are made; -1: none yet */
	bool stop, refused; /* it ends early; nobody wants to hear more */
	sigset_t before;    /* the caller's mask */
	uint32_t block;
	int cpu_count, next_cpu;
	int cpu[CPUS_MAX];
};

/* Number @number of the plan. */
struct job *job_at(struct run *run, int number);

/* Forms the lines. 0 or -ENOMEM; run_play() frees. */
int lines_form(struct run *run);

/* The line whose next lab may start now; NULL: none. */
struct line *lines_ready(struct run *run);

/* The number in the plan of the next lab of @line. */
int next_number(const struct run *run, const struct line *line);

/* What number @n of the plan is: all its parts, then the next time. */
void job_describe(const struct run *run, int n, struct job *ret);

/* Gives back what the lab has changed of the machine. */
void run_give_back(struct run *run);

/* Starts the next lab of that line. 0, or -errno and in run.why what failed. */
int job_start(struct run *run, struct line *line);

/* Its result was told: makes room for another. */
void job_forget(struct run *run, struct job *job);

/* Its evidence is complete, or its process gone: hears the tracepoint out, and lets it die. */
void job_finish(struct run *run, struct job *job);

/* It has not ended when it should have: BROKEN. */
void job_give_up(struct run *run, struct job *job);

/* ---- workers.c: the processes
 * --------------------------------------------------------------------
 */

/* Has a worker that waits for work, or a new one, play @job. 0, or -errno and in run.why what
 * failed. */
int workers_hire(struct run *run, struct job *job);

/* Its worker died before it began with @job, of something that came before: has another one play
 * it; if there is none, run.failed and run.why tell. False: it is not so. */
bool workers_replace(struct run *run, struct job *job);

/* It has done its work, and may do more if @again. */
void workers_release(struct run *run, struct worker *worker, bool again);

/* Kills it, waits until it is gone, and says in @ret_status how it ended, as wait() tells it. 0, or
 * -errno: nobody may kill it. */
int workers_bury(struct run *run, struct worker *worker, int *ret_status);

/* Takes leave of processes that have died; notes signals that end the run. */
void workers_reap(struct run *run);

/* Kills all, and waits until nobody is left; or, of who may not be killed, until it has had time to
 * end by itself, and then run.failed and run.why tell. */
void workers_end(struct run *run);

/* May this story be played only while no other is? It changes the machine. */
bool wants_machine(const struct run *run, const struct scenario *scenario);

#endif
