/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * workers.c - the processes that play labs.
 *
 * Each plays some and dies while others play on: it closes the packet sockets of all its labs then,
 * and each of them waits for a grace period of RCU.
 */
#include "runner_parts.h"

#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct worker *find(struct run *run, int state)
{
	for (int i = 0; i < WORKERS_MAX; i++)
		if ((int)run->worker[i].state == state)
			return &run->worker[i];
	return NULL;
}

/* The child's side: what the runner shares with the others is none of its business. */
static _Noreturn void become_worker(struct run *run, struct lab_process *process)
{
	sigset_t none;
	for (int i = 0; i < WORKERS_MAX; i++)
		if (run->worker[i].channel > 0)
			close(run->worker[i].channel);
	door_forget(run->door);
	/* What ends the run ends the labs by the runner's hand: first ignored, then unblocked. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	lab_process_main(process);
}

static int start(struct run *run, struct worker *worker)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	struct lab_process process = {
		.scale = run->plan->scale,
		.cpu = run->cpu_count ? run->cpu[run->next_cpu++ % run->cpu_count] : -1,
		.channel = pair[1],
		.nursery = run->nursery,
		.parent = getpid(),
		.machine = run->machine,
		.tamper = run->plan->tamper,
		.hold = { .wanted = run->plan->open,
			  .until = run->plan->until,
			  .steps = run->plan->steps,
			  .follows = run->plan->follows,
			  .saves = run->plan->saves },
		.patience = run->patience,
		.drill = run->plan->drill,
		.narrates = run->plan->narrates,
	};
	/* What is in the buffers of stdio is the parent's: a lab ends by _exit(). */
	*worker = (struct worker){ .state = BUSY, .channel = pair[0], .pid = fork() };
	if (worker->pid == 0)
		become_worker(run, &process);
	int error = worker->pid < 0 ? -errno : 0;
	close(pair[1]);
	if (error) {
		close(pair[0]);
		*worker = (struct worker){ 0 };
		return error;
	}
	run->alive++;
	return 0;
}

static void assign(struct worker *worker, struct job *job)
{
	struct assignment assignment = { .scenario = job->scenario,
					 .evidence = job->evidence,
					 .site = job->site };
	job->worker = worker;
	worker->plays++;
	/* One that has died while it waited is found out by its channel, as one that dies at work.
	 */
	send(worker->channel, &assignment, sizeof(assignment), MSG_NOSIGNAL);
}

int workers_hire(struct run *run, struct job *job)
{
	struct worker *worker = find(run, IDLE);
	int error = 0;
	if (worker) {
		worker->state = BUSY;
	} else {
		worker = find(run, NOBODY);
		error = worker ? start(run, worker) : -EAGAIN;
	}
	if (error)
		return why_fail(&run->why, error, "cannot start a process for a lab: %s",
				strerror(-error));
	assign(worker, job);
	return 0;
}

bool workers_replace(struct run *run, struct job *job)
{
	struct worker *worker = job->worker;
	int status;
	/* A new one dies of what would kill the next as well. */
	if (job->evidence->begin_ns || job->evidence->ending != ENDED_UNTOLD || worker->plays < 2 ||
	    workers_bury(run, worker, &status))
		return false;
	job->worker = NULL;
	workers_release(run, worker, false);
	/* If there is none, the run ends: this job with it. */
	run->failed = workers_hire(run, job);
	return true;
}

/* Its channel closes with it or before: nobody waits for its last word any more. Who may not be
 * killed ends when it sees that. */
static void dismiss(struct run *run, struct worker *worker)
{
	close(worker->channel);
	worker->channel = -1;
	if (worker->state == DEAD) {
		*worker = (struct worker){ 0 };
		return;
	}
	run->unkillable = kill(worker->pid, SIGKILL) < 0 ? -errno : run->unkillable;
	worker->state = DYING;
}

/* Labs whose namespaces and captures the living hold. */
static int count_held(const struct run *run)
{
	int held = 0;
	for (int i = 0; i < WORKERS_MAX; i++)
		if (run->worker[i].state == IDLE || run->worker[i].state == BUSY)
			held += run->worker[i].plays;
	return held;
}

void workers_release(struct run *run, struct worker *worker, bool again)
{
	if (again && worker->state == BUSY && worker->plays < PLAYS_MAX &&
	    count_held(run) < run->held_max)
		worker->state = IDLE;
	else
		dismiss(run, worker);
}

int workers_bury(struct run *run, struct worker *worker, int *ret_status)
{
	if (worker->state != DEAD) {
		if (kill(worker->pid, SIGKILL) < 0)
			return -errno;
		while (waitpid(worker->pid, &worker->status, 0) < 0 && errno == EINTR)
			;
		worker->state = DEAD;
		run->alive--;
	}
	*ret_status = worker->status;
	return 0;
}

static void note_death(struct run *run, pid_t pid, int status)
{
	for (int i = 0; i < WORKERS_MAX; i++) {
		struct worker *worker = &run->worker[i];
		if (worker->pid != pid || worker->state == NOBODY || worker->state == DEAD)
			continue;
		run->alive--;
		if (worker->state == BUSY) {
			worker->state = DEAD;
			worker->status = status;
			return;
		}
		if (worker->channel > 0)
			close(worker->channel);
		*worker = (struct worker){ 0 };
		return;
	}
}

/* The lab that is held is asked to end, once, where what it has seen is wanted; with steps it is
 * its user who ends it. False: there is none to ask. */
static bool ask_to_end(struct run *run)
{
	struct job *job = job_at(run, run->told);
	if (!run->plan->saves || run->plan->steps || run->asked || !run->shown ||
	    !run->shown->held || job->state != RUNNING)
		return false;
	run->asked = true;
	job->deadline_ns = now_ns(CLOCK_MONOTONIC) + (int64_t)(LAB_MS * 1e6 * run->plan->scale);
	return send(job->worker->channel, "", 1, MSG_NOSIGNAL) == 1;
}

void workers_reap(struct run *run)
{
	struct signalfd_siginfo info;
	while (read(run->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD) {
			run->stop = run->stop || !ask_to_end(run);
			run->was_held = run->was_held || (run->shown && run->shown->held);
		}
	/* Actors that outlived their lab are ours too: PR_SET_CHILD_SUBREAPER. */
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
		note_death(run, pid, status);
}

/* Waits until all children are gone, or, if @deadline_ns is one, until then. True: they are. */
static bool await_ends(struct run *run, int64_t deadline_ns)
{
	if (!deadline_ns) {
		while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
			;
		return true;
	}
	for (;;) {
		struct pollfd fd = { .fd = run->signals, .events = POLLIN };
		int64_t left = deadline_ns - now_ns(CLOCK_MONOTONIC);
		workers_reap(run);
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			return true;
		if (left <= 0)
			return false;
		poll(&fd, 1, (int)(left / 1000000) + 1);
	}
}

void workers_end(struct run *run)
{
	for (int i = 0; i < WORKERS_MAX; i++) {
		struct worker *worker = &run->worker[i];
		bool lives = worker->state == IDLE || worker->state == BUSY;
		if (lives && kill(worker->pid, SIGKILL) < 0)
			run->unkillable = -errno;
		if (worker->channel > 0)
			close(worker->channel);
		worker->channel = -1;
	}
	int error = run->unkillable;
	int64_t deadline = error ? now_ns(CLOCK_MONOTONIC) +
					   (int64_t)((double)LEAVE_MS * 1e6 * run->plan->scale)
				 : 0;
	if (!await_ends(run, deadline) && !run->failed)
		run->failed = why_fail(&run->why, error, "cannot kill the processes of labs: %s",
				       strerror(-error));
}
