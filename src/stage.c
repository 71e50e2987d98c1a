/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stage.c - the life of a lab process: build, play, freeze, die.
 *
 * Nothing is torn down by hand. All that a lab is - namespaces, links, captures, actors - hangs on
 * this process and goes with it, whether it ends well, gives up, crashes or is killed.
 */
#include "actor.h"
#include "ground.h"
#include "registry.h"

#include "capture.h"
#include "ns.h"

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

void chapter(struct lab *lab, const char *title)
{
	struct evidence *ev = lab->ev;
	if (ev->chapter_count == CHAPTERS_MAX)
		broken(lab, "the story has more than %d chapters", CHAPTERS_MAX);
	drain_captures(lab);
	lab->chapter = ev->chapter_count;
	snprintf(ev->chapter[ev->chapter_count++], TEXT_SIZE, "%s", title);
	struct event *event = record(lab, EVENT_CHAPTER, -1, "chapter");
	snprintf(event->text, sizeof(event->text), "%s", title);
}

static struct event *record_link(struct lab *lab, int host, const char *text)
{
	struct event *event = record(lab, EVENT_LINK, host, "link");
	snprintf(event->text, sizeof(event->text), "%s", text);
	return event;
}

static bool is_down(struct lab *lab, const void *arg)
{
	const struct end *end = &lab->end[*(const int *)arg];
	struct link_facts facts;
	int error = link_get(lab->host[end->host].links, end->index, &facts);
	if (error)
		broken(lab, "cannot ask for a link: %s", strerror(-error));
	return !facts.up && !facts.oper_up;
}

static void set_link(struct lab *lab, int end, bool up)
{
	int host = lab->end[end].host;
	drain_captures(lab);
	int error = link_set_up(lab->host[host].links, lab->end[end].index, up);
	if (error)
		broken(lab, "cannot set the link of '%s' %s: %s", lab->ev->host[host].name,
		       up ? "up" : "down", strerror(-error));
	lab->end[end].up = up;
}

void link_down(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	if (!verb_allowed(lab, "link_down", NULL))
		return;
	struct event *event = record_link(lab, host, "eth0 down");
	set_link(lab, end, false);
	await_fact(lab, is_down, &end, "the link of '%s' to go down", name);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void link_up(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	if (!verb_allowed(lab, "link_up", NULL))
		return;
	struct event *event = record_link(lab, host, "eth0 up");
	set_link(lab, end, true);
	await_end(lab, end);
	await_end(lab, end ^ 1);
	/* What the interface took with it: fib_disable_ip() flushes a host's routes. */
	host_routes(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void host_power_off(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "power_off", NULL))
		return;
	struct event *event =
		record_link(lab, host, "power lost: link, processes and namespace are gone");
	actors_vanish(lab, host);
	host_destroy(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void host_power_on(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "power_on", NULL))
		return;
	struct event *event = record_link(lab, host, "power is back: same addresses, same MAC");
	host_return(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void host_sysctl(struct lab *lab, const char *name, const char *key, const char *value)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "sysctl", NULL))
		return;
	host_enter(lab, host);
	int error = ns_sysctl(key, value);
	if (error == -ENOENT)
		skip(lab, "this kernel has no sysctl net/%s", key);
	if (error)
		broken(lab, "cannot set net/%s in '%s': %s", key, name, strerror(-error));
	struct event *event = record(lab, EVENT_NOTE, host, "sysctl");
	snprintf(event->text, sizeof(event->text), "sysctl net/%s = %s", key, value);
}

/* Nobody may have lost a packet. */
static void freeze_drops(struct lab *lab)
{
	for (int i = 0; i < lab->end_count; i++) {
		if (lab->end[i].capture < 0)
			continue;
		int error = capture_drops(lab->end[i].capture, &lab->ev->end[i].drops);
		if (error)
			broken(lab, "cannot ask a capture for its drops: %s", strerror(-error));
	}
}

_Noreturn void stage_end(struct lab *lab, enum ending ending)
{
	lab->ev->end_ns = now_ns(CLOCK_REALTIME);
	lab->ev->ending = ending;
	/* What happens when the actors die is no part of the story: they live on until the runner
	 * has heard all witnesses, and kills this process. If nobody reads, nobody is left to do
	 * so. */
	if (write(lab->done, "", 1) == 1)
		for (;;)
			pause();
	_exit(1);
}

static void settle_in(const struct stage *stage)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != stage->parent)
		_exit(1);
	prctl(PR_SET_NAME, stage->scenario->name);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (stage->cpu >= 0) {
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET((size_t)stage->cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
	}
}

_Noreturn void stage_main(const struct stage *stage)
{
	static struct lab lab;
	settle_in(stage);
	lab.scenario = stage->scenario;
	lab.topology = registry_topology(stage->scenario->topology);
	lab.ev = stage->evidence;
	lab.family = lab.ev->family = stage->family;
	lab.ev->block = stage->block;
	lab.scale = stage->scale;
	lab.done = stage->done;
	lab.tamper = stage->tamper;
	lab.ev->begin_ns = now_ns(CLOCK_REALTIME);
	if (!lab.topology)
		broken(&lab, "there is no topology '%s'", stage->scenario->topology);
	if (lab.family == AF_INET6) {
		int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			skip(&lab, "this machine has no IPv6: %s", strerror(errno));
		close(fd);
	}
	topology_build(&lab);
	chapter(&lab, "set-up");
	stage->scenario->play(&lab);
	settle(&lab);
	drain_captures(&lab);
	freeze_counters(&lab);
	freeze_drops(&lab);
	stage_end(&lab, ENDED_WELL);
}
