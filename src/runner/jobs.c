/* SPDX-License-Identifier: GPL-2.0-only */
/* jobs.c - the start and the end of a lab. */
#include "runner_parts.h"

#include "after_end.h"
#include "select.h"
#include "shared_address.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the next lab writes: one that was used lately, its pages are warm. */
static struct evidence *take_evidence(struct run *run, const struct job *job)
{
	struct evidence *ev = run->unused[--run->unused_count];
	ev->ending = ENDED_UNTOLD;
	run->block = (run->block + 1) % BLOCK_COUNT;
	ev->block = run->block;
	snprintf(ev->scenario, sizeof(ev->scenario), "%s", job->scenario->name);
	snprintf(ev->kernel, sizeof(ev->kernel), "%.63s", run->uts.release);
	snprintf(ev->version, sizeof(ev->version), "%s", run->version);
	ev->family = job->family;
	return ev;
}

/* No lab can be made here: it is over before it begins. */
static void skip(struct run *run, struct job *job)
{
	struct evidence *ev = job->evidence;
	tracer_detach(run->tracer, ev);
	text_set(ev->why, sizeof(ev->why), "%s", run->standing.why);
	ev->begin_ns = ev->end_ns = now_ns(CLOCK_REALTIME);
	ev->ending = ENDED_SKIP;
	job->state = FINISHED;
	job->line->started++;
	run->finished++;
}

/* What the runner knows of it. */
static void site_begin(struct run *run, struct job *job)
{
	*job->site = (struct site){ .unprivileged = run->standing.own_users,
				    .door = run->door ? getpid() : 0,
				    .family = job->family };
	snprintf(job->site->scenario, sizeof(job->site->scenario), "%s", job->scenario->name);
	if (run->plan->open)
		run->shown = job->site;
}

int job_start(struct run *run, struct line *line)
{
	int number = next_number(run, line);
	struct job *job = job_at(run, number);

	job_describe(run, number, job);
	job->line = line;
	job->evidence = take_evidence(run, job);
	job->site = &((struct shared *)(void *)job->evidence)->site;
	site_begin(run, job);
	int error = tracer_attach(run->tracer, job->evidence);
	if (error)
		return why_fail(&run->why, error, "cannot trace the kernel for another lab: %s",
				strerror(-error));
	if (!run->standing.possible) {
		skip(run, job);
		return 0;
	}
	job->begin_ns = now_ns(CLOCK_MONOTONIC);
	job->deadline_ns = job->begin_ns + (int64_t)((double)LAB_MS * 1e6 * run->plan->scale);
	if (run->plan->drill)
		job->deadline_ns += run->plan->drill->for_ns + run->plan->drill->when_ns;
	if (run->plan->open) /* as long as the user likes */
		job->deadline_ns = INT64_MAX;
	run->alone = wants_machine(run, job->scenario);
	line->started++;
	line->running++;
	run->running++;
	return workers_hire(run, job);
}

static void let_go(struct run *run, struct job *job)
{
	if (job->worker)
		workers_release(run, job->worker, job->again);
	job->worker = NULL;
}

void job_forget(struct run *run, struct job *job)
{
	let_go(run, job);
	/* What was written before a crash may exceed the counts: its pages go. */
	if (job->evidence->ending == ENDED_WELL)
		evidence_clear(job->evidence);
	else
		madvise(job->evidence, run->room, MADV_REMOVE);
	run->unused[run->unused_count++] = job->evidence;
	job->evidence = NULL;
	job->state = FREE;
}

/* Its lab is gone with it: there is nothing left to look at. As workers_bury(). */
static int bury(struct run *run, struct job *job, int *ret_status)
{
	job->site->pid = 0;
	return workers_bury(run, job->worker, ret_status);
}

/* It died before it was heard out: what of? The evidence so far stays. */
static void explain_death(struct run *run, struct job *job)
{
	struct evidence *ev = job->evidence;
	int status, error = bury(run, job, &status);
	ev->ending = ENDED_UNTOLD;
	if (error)
		text_set(ev->why, sizeof(ev->why),
			 "the lab stopped answering, and its process cannot be killed: %s",
			 strerror(-error));
	else if (WIFSIGNALED(status))
		text_set(ev->why, sizeof(ev->why), "the lab crashed: %s",
			 strsignal(WTERMSIG(status)));
	else
		text_set(ev->why, sizeof(ev->why),
			 "the lab exited with %d before it reported the whole story",
			 WEXITSTATUS(status));
}

static bool has_hung_up(const struct worker *worker)
{
	struct pollfd fd = { .fd = worker->channel };
	return poll(&fd, 1, 0) > 0 && fd.revents & POLLHUP;
}

/* The tracepoint may be a moment behind the packet: RSTs of a kernel thread are sent, then told. */
static void await_trace(struct run *run, struct evidence *ev)
{
	struct pollfd fds[CPUS_MAX];
	int count = tracer_poll(run->tracer, fds, CPUS_MAX);
	int64_t deadline =
		now_ns(CLOCK_MONOTONIC) + (int64_t)((double)TRACE_MS * 1e6 * run->plan->scale);
	tracer_drain(run->tracer);
	while (!tracer_complete(run->tracer, ev)) {
		int64_t left = deadline - now_ns(CLOCK_MONOTONIC);
		tracer_note_missing(run->tracer);
		if (tracer_complete(run->tracer, ev))
			return;
		if (left <= 0) {
			tracer_doubt(run->tracer, ev);
			return;
		}
		struct timespec timeout = { .tv_sec = left / 1000000000,
					    .tv_nsec = left % 1000000000 };
		ppoll(fds, (nfds_t)count, &timeout, NULL);
		tracer_drain(run->tracer);
	}
}

/* What the lab has changed of the machine. */
void run_give_back(struct run *run)
{
	int error = run->machine ? machine_restore(run->machine) : 0;
	if (error)
		run->kept = error;
}

void job_finish(struct run *run, struct job *job)
{
	char byte = LAB_FROZEN;
	struct evidence *ev = job->evidence;
	ssize_t n = recv(job->worker->channel, &byte, 1, 0);
	run->was_held = run->was_held || job->site->held;
	if (byte == LAB_QUITS) {
		run->stop = true;
		return;
	}
	if (run->plan->open)
		run->shown = NULL;
	if (n != 1 && workers_replace(run, job))
		return;
	bool ended = ev->ending == ENDED_WELL || ev->ending == ENDED_WAITING;
	if (n != 1 && (ev->ending == ENDED_UNTOLD || ended))
		explain_death(run, job);
	await_trace(run, ev);
	tracer_detach(run->tracer, ev);
	if (ended)
		after_end_forget(ev);
	if (shared_address_settle(ev))
		ev->trace_lost++; /* whose it is, nobody can say: no memory */
	/* What its actors did when they died with it may be among what the kernel has told. */
	if (n == 1 && ended && has_hung_up(job->worker))
		explain_death(run, job);
	job->again = n == 1 && ev->ending == ENDED_WELL && !job->scenario->changes_machine;
	if (!run->plan->holds)
		let_go(run, job);
	run_give_back(run);
	job->duration_ms = (double)(now_ns(CLOCK_MONOTONIC) - job->begin_ns) / 1e6;
	job->state = FINISHED;
	run->finished++;
	job->line->running--;
	run->running--;
}

/* Ends as if the lab had: its channel closes. */
void job_give_up(struct run *run, struct job *job)
{
	double seconds = (double)(now_ns(CLOCK_MONOTONIC) - job->begin_ns) / 1e9;
	int status, error = bury(run, job, &status);
	text_set(job->evidence->why, sizeof(job->evidence->why),
		 "the lab hung: killed after %.1f s", seconds);
	if (error)
		run->failed = why_fail(&run->why, error,
				       "%s hangs for %.1f s, and its process cannot be killed: %s",
				       job->scenario->name, seconds, strerror(-error));
	job->evidence->ending = ENDED_BROKEN;
	job->deadline_ns = INT64_MAX;
}
