/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.c - one short-lived process a lab. It hands over its evidence before it dies, and dies while
 * the next ones run: closing a packet socket waits for an RCU grace period, longer than the whole
 * lab takes.
 */
#include "run.h"

#include "tracer.h"

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

int run_planned(const struct run_plan *plan)
{
	return plan->scenario_count * (plan->ipv4 + plan->ipv6) * plan->repeat;
}

static struct job *job_at(struct run *run, int number)
{
	return &run->job[number % WINDOW];
}

/* The number in the plan of the @nth that is started. */
static int nth_number(const struct run *run, int nth)
{
	int once = run->planned / run->plan->repeat;
	return nth / once * once + run->order[nth % once];
}

/* Side by side, stories that wait for a kernel's timer go first: the others pass in their shadow.
 */
static int plan_order(struct run *run)
{
	const struct run_plan *plan = run->plan;
	int families = plan->ipv4 + plan->ipv6, once = plan->scenario_count * families, count = 0;
	run->order = calloc((size_t)once + 1, sizeof(*run->order));
	if (!run->order)
		return -ENOMEM;
	for (int late = 0; late < 2; late++)
		for (int n = 0; n < once; n++) {
			const char *tags = plan->scenario[n / families]->tags;
			bool first = plan->jobs == 1 || (tags && strstr(tags, "timer"));
			if (first == !late)
				run->order[count++] = n;
		}
	return 0;
}

/* ---- Start and end of a lab ---------------------------------------------------------------------
 */

/* Number @n of the plan: all scenarios over all families, then the next time. */
static void describe_job(const struct run *run, int n, struct job *ret)
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
static bool wants_machine(const struct run *run, const struct scenario *scenario)
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
		sigprocmask(SIG_SETMASK, none, NULL);
		stage_main(&stage);
	}
}

static int start_lab(struct run *run)
{
	int number = nth_number(run, run->started), done[2];
	struct job *job = job_at(run, number);
	sigset_t none;

	sigemptyset(&none);
	describe_job(run, number, job);
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

/* Waits until the lab's process is gone; reap() may have done so. */
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
static void give_back(struct run *run)
{
	int error = run->machine ? machine_restore(run->machine) : 0;
	if (error)
		run->kept = error;
}

static void finish_lab(struct run *run, struct job *job)
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
	give_back(run);
	job->duration_ms = (double)(now_ns(CLOCK_MONOTONIC) - job->begin_ns) / 1e6;
	job->state = FINISHED;
	run->running--;
}

static void give_up(struct run *run, struct job *job)
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

static void reap(struct run *run)
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

/* ---- The loop -----------------------------------------------------------------------------------
 */

static int tell(struct run *run)
{
	for (; run->told < run->planned; run->told++) {
		struct job *job = job_at(run, run->told);
		struct wire wire;
		if (job->state != FINISHED)
			return 0;
		int error = judge(job->scenario, job->evidence, &run->verdict);
		if (!error)
			error = wire_read(job->evidence, &wire);
		if (error)
			return error;
		struct result result = { .scenario = job->scenario,
					 .evidence = job->evidence,
					 .verdict = &run->verdict,
					 .wire = &wire,
					 .iteration = job->iteration,
					 .duration_ms = job->duration_ms };
		if (!run->plan->each(&result, run->plan->arg))
			run->stop = true;
		wire_free(&wire);
		munmap(job->evidence, sizeof(*job->evidence));
		job->evidence = NULL;
		job->state = FREE;
	}
	return 0;
}

static bool may_start(const struct run *run)
{
	/* A place is free when its result was told and its process is gone. */
	if (run->stop || run->started == run->planned)
		return false;
	int number = nth_number(run, run->started);
	const struct job *place = &run->job[number % WINDOW];
	struct job next;
	describe_job(run, number, &next);
	if (run->running && (run->alone || wants_machine(run, next.scenario)))
		return false;
	return run->running < run->plan->jobs && number - run->told < WINDOW && place->pid == 0 &&
	       run->alive < run->plan->jobs + DYING_MAX;
}

static int64_t next_deadline(struct run *run)
{
	int64_t first = INT64_MAX;
	for (int n = 0; n < WINDOW; n++) {
		struct job *job = job_at(run, n);
		if (job->state == RUNNING && job->deadline_ns < first)
			first = job->deadline_ns;
	}
	return first;
}

static int wait_for_news(struct run *run)
{
	struct pollfd fds[1 + WINDOW + CPUS_MAX];
	int number[WINDOW], count = 0;

	fds[0] = (struct pollfd){ .fd = run->signals, .events = POLLIN };
	for (int n = 0; n < WINDOW; n++)
		if (job_at(run, n)->state == RUNNING) {
			number[count++] = n;
			fds[count] =
				(struct pollfd){ .fd = job_at(run, n)->done, .events = POLLIN };
		}
	int traces = tracer_poll(run->tracer, fds + 1 + count, CPUS_MAX);
	int64_t left = next_deadline(run) - now_ns(CLOCK_MONOTONIC);
	int timeout = left < 0                         ? 0
		      : left > PATIENCE_MS * 1000000LL ? PATIENCE_MS
						       : (int)(left / 1000000) + 1;
	int ready = poll(fds, (nfds_t)(1 + count + traces), timeout);
	if (ready < 0 && errno != EINTR)
		return -errno;
	if (ready == 0 && run->plan->waiting)
		run->plan->waiting(run->told, run->planned, run->plan->arg);
	tracer_drain(run->tracer);
	for (int i = 0; i < count; i++) {
		struct job *job = job_at(run, number[i]);
		if (fds[i + 1].revents)
			finish_lab(run, job);
		else if (job->deadline_ns < now_ns(CLOCK_MONOTONIC))
			give_up(run, job);
	}
	if (fds[0].revents)
		reap(run);
	return 0;
}

static int loop(struct run *run)
{
	int error = 0;
	while (!error && run->told < run->planned && !run->stop) {
		while (!error && may_start(run))
			error = start_lab(run);
		if (!error)
			error = wait_for_news(run);
		if (!error)
			error = run->kept;
		if (!error)
			error = tell(run);
	}
	return error;
}

/* Whatever the reason to end: nobody stays behind. */
static void end_all(struct run *run)
{
	for (int n = 0; n < WINDOW; n++) {
		struct job *job = &run->job[n];
		if (job->state == RUNNING && job->pid > 0)
			kill(job->pid, SIGKILL);
		if (job->done > 0)
			close(job->done);
		if (job->evidence && job->evidence != MAP_FAILED)
			munmap(job->evidence, sizeof(*job->evidence));
	}
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	give_back(run);
}

static void read_cpus(struct run *run)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return;
	for (int cpu = 0; cpu < CPU_SETSIZE && run->cpu_count < CPUS_MAX; cpu++)
		if (CPU_ISSET((size_t)cpu, &set))
			run->cpu[run->cpu_count++] = cpu;
}

/* Before the privilege is asked for in a user namespace, which would hide the tracepoint's refusal.
 */
static int prepare(struct run *run, char *ret_why)
{
	run->tracer = tracer_open();
	if (!run->tracer)
		return -ENOMEM;
	run->stamps = capture_keep_stamps();
	int error = run->plan->own_machine ? machine_open(&run->machine) : 0;
	if (error)
		return error;
	if (ns_probe() < 0) {
		error = ns_become_root();
		if (!error)
			error = ns_probe();
		if (error) {
			snprintf(
				ret_why, TEXT_SIZE * 2,
				"cannot make a network namespace: %s, neither as this user nor in a user namespace of its own; try sudo",
				strerror(-error));
			return error;
		}
	}
	read_cpus(run);
	if (getrandom(&run->block, sizeof(run->block), 0) < 0)
		return -errno;
	run->block %= BLOCK_COUNT;
	uname(&run->uts);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return 0;
}

int run_play(const struct run_plan *given, char *ret_why)
{
	struct run_plan plan = *given;
	struct run *run = calloc(1, sizeof(*run));
	sigset_t mine, before;
	if (!run)
		return -ENOMEM;
	ret_why[0] = '\0';
	run->plan = &plan;
	run->planned = run_planned(&plan);
	run->stamps = -1;
	sigemptyset(&mine);
	sigaddset(&mine, SIGINT);
	sigaddset(&mine, SIGTERM);
	sigaddset(&mine, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mine, &before);
	run->signals = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
	int error = run->signals < 0 ? -errno : prepare(run, ret_why);
	if (!plan.jobs)
		plan.jobs = run->cpu_count ? run->cpu_count : 1;
	if (!error)
		error = plan_order(run);
	if (!error) {
		error = loop(run);
		end_all(run);
		error = run->kept ? run->kept : error;
	}
	if (run->kept)
		snprintf(ret_why, TEXT_SIZE * 2,
			 "a sysctl of this machine could not be given back: %s",
			 strerror(-run->kept));
	if (!error && run->told < run->planned)
		error = -EINTR;
	if (error && error != -EINTR && !ret_why[0])
		snprintf(ret_why, TEXT_SIZE * 2, "the run failed: %s", strerror(-error));
	/* A second ^C would else end the process before its results are written. */
	if (run->signals >= 0)
		reap(run);
	tracer_close(run->tracer);
	machine_close(run->machine);
	close(run->stamps);
	close(run->signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(run->order);
	free(run);
	return error;
}
