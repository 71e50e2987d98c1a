/* SPDX-License-Identifier: GPL-2.0-only */
/* runner.c - labs are started, heard out and handed over, in the order of the plan. */
#include "kernel_change.h"
#include "needs.h"
#include "runner_parts.h"

#include "capture.h"
#include "ns.h"
#include "select.h"

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
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* Chains of a namespace's table of connections: no lab has more of them than some dozens. */
enum { CHAINS = 512 };

/* No kernel has more CPUs than that, by a lot: CONFIG_NR_CPUS. */
enum { POSSIBLE_MAX = 1 << 20 };

int run_planned(const struct run_plan *plan)
{
	int all = plan->scenario_count * (plan->ipv4 + plan->ipv6);
	return (plan->part ? plan->part_count : all) * plan->repeat;
}

/* ---- The loop -----------------------------------------------------------------------------------
 */

static void tell_one(struct run *run, struct job *job)
{
	const struct played played = { .scenario = job->scenario,
				       .evidence = job->evidence,
				       .iteration = job->iteration,
				       .duration_ms = job->duration_ms,
				       .site = job->site };
	if (!run->plan->each(&played, run->plan->arg))
		run->stop = run->refused = true;
	job_forget(run, job);
	run->word_ns = now_ns(CLOCK_MONOTONIC);
}

static void tell(struct run *run)
{
	while (run->told < run->planned && !run->refused &&
	       job_at(run, run->told)->state == FINISHED)
		tell_one(run, job_at(run, run->told++));
}

/* The run ends early: what has been found is told, though what came before it is missing. */
static void tell_rest(struct run *run)
{
	for (int n = run->told; n < run->told + WINDOW && !run->refused; n++)
		if (job_at(run, n)->state == FINISHED)
			tell_one(run, job_at(run, n));
}

/* Nothing was told for a while: that it goes on. */
static void tell_waiting(struct run *run)
{
	int64_t now = now_ns(CLOCK_MONOTONIC);
	if (now - run->word_ns < PATIENCE_MS * 1000000LL)
		return;
	run->word_ns = now;
	if (run->plan->waiting)
		run->plan->waiting(run->finished, run->planned, run->plan->arg);
}

static int64_t next_deadline(struct run *run)
{
	int64_t first = run->limit_ns;
	for (int n = 0; n < WINDOW; n++) {
		struct job *job = job_at(run, n);
		if (job->state == RUNNING && job->deadline_ns < first)
			first = job->deadline_ns;
	}
	return first;
}

static int wait_for_news(struct run *run)
{
	struct pollfd fds[1 + WINDOW + CPUS_MAX + DOOR_POLLS];
	int number[WINDOW], count = 0;

	fds[0] = (struct pollfd){ .fd = run->signals, .events = POLLIN };
	for (int n = 0; n < WINDOW; n++)
		if (job_at(run, n)->state == RUNNING) {
			number[count++] = n;
			fds[count] = (struct pollfd){ .fd = job_at(run, n)->worker->channel,
						      .events = POLLIN };
		}
	int traces = tracer_poll(run->tracer, fds + 1 + count, CPUS_MAX);
	int doors = door_poll(run->door, fds + 1 + count + traces);
	int64_t left = next_deadline(run) - now_ns(CLOCK_MONOTONIC);
	int timeout = left < 0                         ? 0
		      : left > PATIENCE_MS * 1000000LL ? PATIENCE_MS
						       : (int)(left / 1000000) + 1;
	int ready = poll(fds, (nfds_t)(1 + count + traces + doors), timeout);
	if (ready < 0 && errno != EINTR)
		return why_fail(&run->why, -errno, "cannot wait for the labs: poll: %s",
				strerror(errno));
	tell_waiting(run);
	door_serve(run->door, run->shown);
	tracer_drain(run->tracer);
	for (int i = 0; i < count; i++) {
		struct job *job = job_at(run, number[i]);
		if (fds[i + 1].revents)
			job_finish(run, job);
		else if (job->deadline_ns < now_ns(CLOCK_MONOTONIC))
			job_give_up(run, job);
	}
	if (fds[0].revents)
		workers_reap(run);
	return 0;
}

static int loop(struct run *run)
{
	int error = 0;
	while (!error && run->told < run->planned && !run->stop) {
		if (now_ns(CLOCK_MONOTONIC) >= run->limit_ns) {
			run->stop = run->limited = true;
			break;
		}
		struct line *line;
		while (!error && (line = lines_ready(run)))
			error = job_start(run, line);
		/* While the next labs play, the last are handed over. */
		if (!error)
			tell(run);
		bool ended = run->told == run->planned || run->stop;
		if (!error && !ended && !lines_ready(run))
			error = wait_for_news(run);
		if (!error)
			error = run->kept ? run->kept : run->failed;
	}
	return error;
}

static void note_cpus(struct run *run, const cpu_set_t *set, size_t size)
{
	for (size_t cpu = 0; cpu < 8 * size && run->cpu_count < CPUS_MAX; cpu++)
		if (CPU_ISSET_S(cpu, size, set))
			run->cpu[run->cpu_count++] = (int)cpu;
}

/* The kernel refuses (EINVAL) a set that is smaller than its own, which a cpu_set_t may be:
 * sched_getaffinity(2). */
static int read_cpus(struct run *run)
{
	int error = -EINVAL;
	for (size_t count = CPU_SETSIZE; error == -EINVAL && count <= POSSIBLE_MAX; count *= 2) {
		size_t size = CPU_ALLOC_SIZE(count);
		cpu_set_t *set = CPU_ALLOC(count);
		if (!set)
			return -ENOMEM;
		error = sched_getaffinity(0, size, set) < 0 ? -errno : 0;
		if (!error)
			note_cpus(run, set, size);
		CPU_FREE(set);
	}
	return error;
}

/* Before any process is forked that writes there. */
static int pool_open(struct run *run)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	run->room = (sizeof(struct shared) + page - 1) / page * page;
	void *pool = mmap(NULL, WINDOW * run->room, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pool == MAP_FAILED)
		return -errno;
	run->pool = pool;
	void *patience = mmap(NULL, sizeof(*run->patience), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (patience == MAP_FAILED)
		return -errno;
	run->patience = patience;
	for (size_t i = 0; i < WINDOW; i++)
		run->unused[run->unused_count++] = (void *)(run->pool + i * run->room);
	return 0;
}

static void note_kernel(struct run *run)
{
	char signature[128] = "";
	FILE *in = fopen("/proc/version_signature", "re");
	if (in && fgets(signature, sizeof(signature), in))
		signature[strcspn(signature, "\n")] = '\0';
	if (in)
		fclose(in);
	uname(&run->uts);
	kernel_version(run->uts.release, run->uts.version, signature, run->version,
		       sizeof(run->version));
}

/* What labs are made with; nothing where none can be. */
static int ground_open(struct run *run, struct why *ret_why)
{
	int error = standing_take(&run->standing);
	if (error)
		return why_fail(ret_why, error, "cannot try to make a lab: %s", strerror(-error));
	if (!run->standing.possible)
		return 0;
	/* The machine's namespace is left for the nursery. */
	error = run->plan->own_machine ? machine_open(&run->machine) : 0;
	if (error)
		return why_fail(ret_why, error, "cannot record the machine's own state: %s",
				strerror(-error));
	run->nursery = ns_create_nursery(CHAINS);
	if (run->nursery < 0)
		return why_fail(ret_why, run->nursery, "cannot make a network namespace: %s",
				strerror(-run->nursery));
	return 0;
}

/* A run may need more descriptors than a process has by default: one a CPU to listen to the kernel
 * with, and some for each lab. */
static void lift_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Before the privilege is asked for in a user namespace, which would hide the tracepoint's refusal.
 */
static int prepare(struct run *run, struct why *ret_why)
{
	lift_descriptors();
	int error = tracer_open(&run->tracer, ret_why);
	if (error)
		return error;
	if (run->plan->drill)
		tracer_expect(run->tracer, run->plan->drill->port);
	run->stamps = capture_keep_stamps();
	error = ground_open(run, ret_why);
	if (error)
		return error;
	error = abilities_share(abilities, ability_count);
	if (error)
		return why_fail(ret_why, error, "cannot map memory for the machine's abilities: %s",
				strerror(-error));
	error = pool_open(run);
	if (error)
		return why_fail(ret_why, error, "cannot map memory for the evidence: %s",
				strerror(-error));
	error = read_cpus(run);
	if (error)
		return why_fail(ret_why, error, "cannot read the allowed CPUs: %s",
				strerror(-error));
	if (getrandom(&run->block, sizeof(run->block), 0) < 0)
		return why_fail(ret_why, -errno, "cannot choose addresses: getrandom: %s",
				strerror(errno));
	run->block %= BLOCK_COUNT;
	note_kernel(run);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return 0;
}

/* Those that end a run, but what the parent has told us to ignore (nohup), and SIGCHLD. */
static int signals_open(struct run *run)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t mine;
	sigemptyset(&mine);
	sigaddset(&mine, SIGCHLD);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct sigaction action;
		if (sigaction(ends[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(&mine, ends[i]);
	}
	sigprocmask(SIG_BLOCK, &mine, &run->before);
	run->signals = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
	return run->signals < 0 ? -errno : 0;
}

int run_open(const struct run_plan *plan, struct run **ret, struct why *ret_why)
{
	struct run *run = calloc(1, sizeof(*run));
	ret_why->text[0] = '\0';
	*ret = run;
	if (!run)
		return why_fail(ret_why, -ENOMEM, "out of memory for a run");
	run->plan = plan;
	run->planned = run_planned(plan);
	run->stamps = run->nursery = -1;
	run->word_ns = now_ns(CLOCK_MONOTONIC);
	run->limit_ns = plan->limit_ns ? run->word_ns + plan->limit_ns : INT64_MAX;
	int error = signals_open(run);
	if (error)
		why_set(ret_why, "cannot receive signals: signalfd: %s", strerror(-error));
	/* Where the caller is: in another network namespace nobody would find it. */
	if (!error && (plan->open || plan->holds))
		error = door_open(&run->door, ret_why);
	if (!error)
		error = prepare(run, ret_why);
	if (!error && (error = lines_form(run)))
		why_set(ret_why, "out of memory for the plan of a run");
	if (!error)
		return 0;
	run_close(run);
	*ret = NULL;
	return error;
}

const char *run_why_none(const struct run *run)
{
	return run->standing.possible ? NULL : run->standing.why;
}

int run_labs(struct run *run, struct why *ret_why)
{
	ret_why->text[0] = '\0';
	int error = loop(run);
	/* Whatever the reason to end: nobody stays behind. */
	workers_end(run);
	run_give_back(run);
	error = error ? error : run->failed;
	if (run->kept)
		error = why_fail(&run->why, run->kept,
				 "cannot restore a sysctl of this machine: %s",
				 strerror(-run->kept));
	if (!error)
		tell_rest(run);
	door_close(run->door, (int64_t)((double)LEAVE_MS * 1e6 * run->plan->scale));
	run->door = NULL;
	*ret_why = run->why;
	return error || run->told == run->planned ? error : -EINTR;
}

void run_close(struct run *run)
{
	if (!run)
		return;
	door_close(run->door, 0);
	tracer_close(run->tracer);
	machine_close(run->machine);
	if (run->pool)
		munmap(run->pool, WINDOW * run->room);
	if (run->patience)
		munmap(run->patience, sizeof(*run->patience));
	close(run->nursery);
	close(run->stamps);
	/* One who was impatient is not to end us now. */
	if (run->signals >= 0)
		workers_reap(run);
	close(run->signals);
	sigprocmask(SIG_SETMASK, &run->before, NULL);
	for (int i = 0; i < LINES; i++)
		free(run->line[i].part);
	free(run);
}

bool run_was_limited(const struct run *run)
{
	return run->limited;
}

bool run_was_held(const struct run *run)
{
	return run->was_held;
}

int run_play(const struct run_plan *plan, struct why *ret_why)
{
	struct run *run;
	int error = run_open(plan, &run, ret_why);
	if (!error)
		error = run_labs(run, ret_why);
	run_close(run);
	return error;
}
