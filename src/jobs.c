/* SPDX-License-Identifier: GPL-2.0-only */
/* jobs.c - the start and the end of a lab's process. */
#include "run_parts.h"

#include "capture.h"
#include "ns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

struct job *job_at(struct run *run, int number)
{
	return &run->job[number % WINDOW];
}

int job_number(const struct run *run, int nth)
{
	int once = run->planned / run->plan->repeat;
	return nth / once * once + run->order[nth % once];
}

/* Number @n of the plan: all scenarios over all families, then the next time. */
void job_describe(const struct run *run, int n, struct job *ret)
{
	const struct run_plan *plan = run->plan;
	int families = plan->ipv4 + plan->ipv6;
	int once = plan->scenario_count * families;
	*ret = (struct job){ .state = RUNNING, .done = -1 };
	ret->scenario = plan->scenario[n % once / families];
	ret->family = !plan->ipv4 || n % families == 1 ? AF_INET6 : AF_INET;
	ret->iteration = plan->repeat > 1 ? n / once + 1 : 0;
}

/* Does it change what all other labs would feel? */
bool wants_machine(const struct run *run, const struct scenario *scenario)
{
	return run->machine && scenario->needs && strstr(scenario->needs, "own-machine");
}

static void fork_lab(struct run *run, struct job *job, int done[2], sigset_t *none)
{
	struct stage stage = {
		.scenario = job->scenario,
		.family = job->family,
		.block = run->block,
		.scale = run->plan->scale,
		.cpu = run->cpu_count ? run->cpu[run->next_cpu++ % run->cpu_count] : -1,
		.done = done[1],
		.parent = getpid(),
		.machine = run->machine,
		.tamper = run->plan->tamper,
		.evidence = job->evidence,
	};
	/* What is in the buffers of stdio is the parent's: a lab ends by _exit(). */
	job->pid = fork();
	if (job->pid == 0) {
		/* What ends the run ends the labs by the runner's hand: first ignored, then
		 * unblocked. */
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		sigprocmask(SIG_SETMASK, none, NULL);
		stage_main(&stage);
	}
}

int job_start(struct run *run)
{
	int number = job_number(run, run->started), done[2];
	struct job *job = job_at(run, number);
	sigset_t none;

	sigemptyset(&none);
	job_describe(run, number, job);
	job->evidence = mmap(NULL, sizeof(*job->evidence), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (job->evidence == MAP_FAILED)
		return -errno;
	job->evidence->ending = ENDED_UNTOLD;
	run->block = (run->block + 1) % BLOCK_COUNT;
	job->evidence->block = run->block;
	snprintf(job->evidence->scenario, sizeof(job->evidence->scenario), "%s",
		 job->scenario->name);
	snprintf(job->evidence->kernel, sizeof(job->evidence->kernel), "%.63s", run->uts.release);
	job->evidence->family = job->family;
	int error = tracer_attach(run->tracer, job->evidence);
	if (error)
		return error;
	if (pipe2(done, O_CLOEXEC) < 0)
		return -errno;
	job->begin_ns = now_ns(CLOCK_MONOTONIC);
	job->deadline_ns = job->begin_ns + (int64_t)((double)LAB_MS * 1e6 * run->plan->scale);
	fork_lab(run, job, done, &none);
	close(done[1]);
	job->done = done[0];
	if (job->pid < 0)
		return -errno;
	run->alone = wants_machine(run, job->scenario);
	run->started++;
	run->running++;
	run->alive++;
	return 0;
}

/* Waits until the lab's process is gone; jobs_reap() may have done so. */
static void bury(struct run *run, struct job *job)
{
	if (!job->pid)
		return;
	while (waitpid(job->pid, &job->status, 0) < 0 && errno == EINTR)
		;
	job->pid = 0;
	run->alive--;
}

/* It died without a word: what of? The evidence so far stays. */
static void explain_death(struct run *run, struct job *job)
{
	struct evidence *ev = job->evidence;
	bury(run, job);
	if (WIFSIGNALED(job->status))
		snprintf(ev->why, sizeof(ev->why), "the lab crashed: %s",
			 strsignal(WTERMSIG(job->status)));
	else
		snprintf(ev->why, sizeof(ev->why), "the lab exited with %d before its story ended",
			 WEXITSTATUS(job->status));
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
		if (left <= 0) {
			tracer_note_missing(run->tracer, ev);
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
	char byte;
	ssize_t n = read(job->done, &byte, 1);
	close(job->done);
	job->done = -1;
	if (n != 1 && job->evidence->ending == ENDED_UNTOLD)
		explain_death(run, job);
	await_trace(run, job->evidence);
	tracer_detach(run->tracer, job->evidence);
	if (job->pid > 0)
		kill(job->pid, SIGKILL);
	run_give_back(run);
	job->duration_ms = (double)(now_ns(CLOCK_MONOTONIC) - job->begin_ns) / 1e6;
	job->state = FINISHED;
	run->running--;
}

void job_give_up(struct run *run, struct job *job)
{
	if (job->pid)
		kill(job->pid, SIGKILL);
	bury(run, job);
	snprintf(job->evidence->why, sizeof(job->evidence->why),
		 "the lab hung: killed after %.1f s",
		 (double)(now_ns(CLOCK_MONOTONIC) - job->begin_ns) / 1e9);
	job->evidence->ending = ENDED_BROKEN;
	job->deadline_ns = INT64_MAX;
}

void jobs_reap(struct run *run)
{
	struct signalfd_siginfo info;
	while (read(run->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			run->stop = true;
	/* Actors that outlived their lab are ours too: PR_SET_CHILD_SUBREAPER. */
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
		for (int n = 0; n < WINDOW; n++)
			if (run->job[n].pid == pid) {
				run->job[n].pid = 0;
				run->job[n].status = status;
				run->alive--;
			}
}
