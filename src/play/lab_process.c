/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lab_process.c - the life of a lab process: build, play, freeze, and again.
 *
 * All that a lab is - namespaces, links, captures, actors - hangs on this process and goes with it,
 * whether it ends well, gives up, crashes or is killed. A lab that ended well leaves its captures
 * to that end, and its actors to the next lab: to close a packet socket takes a grace period of
 * RCU, to fork and to exit takes longer than the story.
 */
#include "lab_process.h"
#include "actor.h"
#include "needs.h"
#include "registry.h"
#include "select.h"
#include "story.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* On one CPU alone: await.c counts on it. A machine may have more of them than a cpu_set_t. */
static int stay_on(int cpu)
{
	size_t size = CPU_ALLOC_SIZE((size_t)cpu + 1);
	cpu_set_t *set = CPU_ALLOC((size_t)cpu + 1);
	if (!set)
		return -ENOMEM;
	CPU_ZERO_S(size, set);
	CPU_SET_S((size_t)cpu, size, set);
	int error = sched_setaffinity(0, size, set) < 0 ? -errno : 0;
	CPU_FREE(set);
	return error;
}

static void settle_in(struct lab_process *process)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != process->parent)
		_exit(1);
	signal(SIGPIPE, SIG_IGN);
	process->adrift = process->cpu < 0 ? 0 : stay_on(process->cpu);
}

static void check_needs(struct lab *lab)
{
	char why[TEXT_SIZE * 2];
	int lacking =
		needs_check(lab->scenario, lab->family, lab->process->machine, why, sizeof(why));
	if (lacking < 0)
		lab_broken(lab, "%s", why);
	lab->ev->unasked = lacking == NEEDS_ASKING;
	if (lacking)
		lab_skip(lab, "%s", why);
	needs_begin(lab->scenario);
}

static void play(struct lab *lab)
{
	char lost[TEXT_SIZE];
	prctl(PR_SET_NAME, lab->scenario->name);
	lab->topology = registry_topology(lab->scenario->topology);
	lab->ev->begin_ns = now_ns(CLOCK_REALTIME);
	if (lab->process->adrift)
		lab_broken(lab, "cannot stay on CPU %d: %s", lab->process->cpu,
			   strerror(-lab->process->adrift));
	if (!lab->topology)
		lab_broken(lab, "unknown topology '%s'", lab->scenario->topology);
	check_needs(lab);
	topology_build(lab);
	chapter(lab, FIRST_CHAPTER);
	if (lab->scenario->play)
		lab->scenario->play(lab);
	settle(lab);
	hold_at_end(lab);
	hold_last_word(lab);
	/* The last of all: what an actor did that died before is in the evidence. */
	if (lost_actor(lab, lost, sizeof(lost)))
		lab_broken(lab, "the story lost an actor that it did not kill");
	lab_freeze(lab, ENDED_WELL);
}

/* False: the runner wants nothing more. */
static bool take(int channel, struct assignment *ret)
{
	ssize_t n;
	do
		n = recv(channel, ret, sizeof(*ret), 0);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*ret);
}

_Noreturn void lab_process_main(struct lab_process *process)
{
	static struct lab lab;
	struct assignment next;
	settle_in(process);
	while (take(process->channel, &next)) {
		if (lab.process) {
			actors_release(&lab);
			topology_forget(&lab);
		}
		lab = (struct lab){ .process = process,
				    .scenario = next.scenario,
				    .ev = next.evidence,
				    .family = next.evidence->family,
				    .site = next.site,
				    .ghost = { .end = -1, .fd = -1 } };
		play(&lab);
	}
	_exit(0);
}
