/* SPDX-License-Identifier: GPL-2.0-only */
/* schedule.c - which lab may start next. */
#include "runner_parts.h"

#include "select.h"

#include <errno.h>
#include <stdlib.h>

struct job *job_at(struct run *run, int number)
{
	return &run->job[number % WINDOW];
}

void job_describe(const struct run *run, int n, struct job *ret)
{
	const struct run_plan *plan = run->plan;
	int families = plan->ipv4 + plan->ipv6;
	int once = run->planned / plan->repeat;
	int part = plan->part ? plan->part[n % once] : n % once;
	*ret = (struct job){ .state = RUNNING };
	ret->scenario = plan->scenario[part / families];
	ret->family = !plan->ipv4 || part % families == 1 ? AF_INET6 : AF_INET;
	ret->iteration = plan->repeat > 1 ? n / once + 1 : 0;
}

/* Does it change what all other labs would feel? */
bool wants_machine(const struct run *run, const struct scenario *scenario)
{
	return run->machine && scenario->changes_machine;
}

/* The number in the plan of the line's next one. */
int next_number(const struct run *run, const struct line *line)
{
	int once = run->planned / run->plan->repeat;
	return line->started / line->count * once + line->part[line->started % line->count];
}

int lines_form(struct run *run)
{
	const struct run_plan *plan = run->plan;
	int once = run->planned / plan->repeat, all = 0;
	struct line *line = run->line;
	for (int i = 0; i < LINES; i++)
		if (!(line[i].part = calloc((size_t)once + 1, sizeof(*line[i].part))))
			return -ENOMEM;
	for (int n = 0; n < once; n++) {
		struct job job;
		job_describe(run, n, &job);
		/* One job is one lab at a time, whatever it waits for. */
		bool waits = plan->jobs != 1 && job.scenario->waits_for_timer;
		struct line *its = &line[waits ? TIMERS : OTHERS];
		its->part[its->count++] = n;
	}
	int cpus = run->cpu_count ? run->cpu_count : 1;
	line[OTHERS].limit = plan->jobs ? plan->jobs : cpus;
	line[TIMERS].limit = TIMERS_MAX * cpus;
	if (line[TIMERS].limit > line[TIMERS].count * plan->repeat)
		line[TIMERS].limit = line[TIMERS].count * plan->repeat;
	for (int i = 0; i < LINES; i++)
		all += line[i].limit;
	run->held_max = HELD_MAX * cpus > 2 * all ? HELD_MAX * cpus : 2 * all;
	return 0;
}

static bool may_start(const struct run *run, const struct line *line)
{
	if (line->running == line->limit || line->started == line->count * run->plan->repeat)
		return false;
	int number = next_number(run, line);
	struct job next;
	job_describe(run, number, &next);
	/* A result that is a window ahead waits; the next to be told is first in its line. */
	return number - run->told < WINDOW && !(run->running && wants_machine(run, next.scenario));
}

struct line *lines_ready(struct run *run)
{
	int most = run->line[OTHERS].limit + run->line[TIMERS].limit + DYING_MAX;
	if (most > WORKERS_MAX)
		most = WORKERS_MAX;
	if (run->stop || (run->running && run->alone) || run->alive >= most)
		return NULL;
	/* Who waits for the kernel, first: the others pass in its shadow. */
	for (int i = LINES - 1; i >= 0; i--)
		if (may_start(run, &run->line[i]))
			return &run->line[i];
	return NULL;
}
