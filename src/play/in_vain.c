/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * in_vain.c - a story that waits for what does not come.
 *
 * Is that TCP's fault? Who plays does not know; the judge asks whether it was promised. So the
 * evidence is closed as at the end of a story: all that was sent has arrived, each capture is read,
 * the counters are.
 */
#include "lab.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>

/*
 * The first of its kind waits as long as anything may. After that the run is known to have one that
 * never comes, and the others are not to take minutes: a story that waits for a timer of the kernel
 * has that time (the longest are three seconds), any other one what a busy machine may need, and
 * less when that has happened again. In a run that keeps its promises nothing is missed.
 */
enum { OF_TIMER = 3, ONCE = 15, AGAIN = 60 };

static unsigned kind_of(const struct missed_fact *of)
{
	unsigned hash = (unsigned)of->what;
	const char *word = of->what == MISSED_GONE ? "" : of->word + (of->word[0] == '~');
	for (; *word; word++)
		hash = hash * 31 + (unsigned char)*word;
	return hash % PATIENCE_KINDS;
}

static int64_t patience_ns(const struct lab *lab, const struct missed_fact *of)
{
	struct patience *patience = lab->process->patience;
	int64_t whole = wait_ns(lab->process->scale);
	unsigned missed = patience ? atomic_load(&patience->missed[kind_of(of)]) : 0;
	if (!missed)
		return whole;
	return whole / (lab->scenario->waits_for_timer ? OF_TIMER : missed == 1 ? ONCE : AGAIN);
}

/* Closes the evidence with what the story has waited for, and the process ends. */
static _Noreturn void end_in_vain(struct lab *lab, const struct missed_fact *of, int64_t waited_ns,
				  const char *text)
{
	struct evidence *ev = lab->ev;
	char lost[TEXT_SIZE];
	long long waited_ms = (long long)(waited_ns / 1000000);
	if (lost_actor(lab, lost, sizeof(lost)))
		lab_broken(lab, "waited %lld ms for %s", waited_ms, text);
	struct event *event = lab_record(lab, EVENT_NOTE, of->host, "wait");
	event->begin_ns -= waited_ns;
	snprintf(event->text, sizeof(event->text), "waits for %.130s: in vain", text);
	narrate(lab, "waited %lld ms for %s, in vain", waited_ms, text);
	ev->missed = *of;
	ev->missed.chapter = (int16_t)lab->chapter;
	ev->missed.waited_ns = waited_ns;
	snprintf(ev->why, sizeof(ev->why), "waited %lld ms for %s", waited_ms, text);
	(void)lab_witnesses(lab); /* it is FAIL anyhow */
	ev->visits = hold_visits(lab);
	if (lab->process->patience)
		atomic_fetch_add(&lab->process->patience->missed[kind_of(of)], 1);
	lab_end(lab, ENDED_WAITING);
}

void await_tcp(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
	       bool announced, struct missed_fact *of, const char *what, ...)
{
	char text[TEXT_SIZE];
	va_list args;
	drain_captures(lab);
	if (fact(lab, arg))
		return;
	va_start(args, what);
	vsnprintf(text, sizeof(text), what, args);
	va_end(args);
	narrate(lab, "waits for %s", text);
	of->packets = lab->ev->packet_count;
	int64_t waited = wait_on(lab, fact, arg, announced, patience_ns(lab, of));
	if (!waited)
		return;
	/* Is the lab alive, and nothing on its way any more? The last word is the fact's. */
	settle(lab);
	if (!fact(lab, arg))
		end_in_vain(lab, of, waited, text);
}

int limit_replies(int channel, double scale)
{
	int64_t us = wait_ns(scale) / 1000;
	struct timeval limit = { .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
	return setsockopt(channel, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0 ? -errno : 0;
}

/* False: nothing came until the deadline. */
static bool hear_reply(struct actor *actor, int flags, const char *verb, struct reply *ret)
{
	ssize_t n;
	do
		n = recv(actor->channel, ret, sizeof(*ret), flags);
	while (n < 0 && errno == EINTR);
	if (n == 0 || (n < 0 && errno != EAGAIN))
		lab_broken(actor->lab, "%s died in %s", actor->name, verb);
	return n > 0;
}

/* A recv() has the deadline of its channel, that of a first wait. */
static bool hear_in_time(struct actor *actor, const struct missed_fact *of, struct reply *ret)
{
	int64_t limit = patience_ns(actor->lab, of);
	struct pollfd answered = { .fd = actor->channel, .events = POLLIN };
	if (limit < wait_ns(actor->lab->process->scale) &&
	    poll(&answered, 1, (int)(limit / 1000000)) == 0)
		return false;
	return hear_reply(actor, 0, of->word, ret);
}

void await_reply(struct actor *actor, const char *verb, struct reply *ret)
{
	struct lab *lab = actor->lab;
	int64_t begin = now_ns(CLOCK_MONOTONIC);
	struct missed_fact of = { .what = MISSED_CALL,
				  .host = (int16_t)actor->host,
				  .packets = lab->ev->packet_count };
	char text[TEXT_SIZE];
	snprintf(of.word, sizeof(of.word), "%s", verb);
	if (hear_in_time(actor, &of, ret))
		return;
	int64_t waited = now_ns(CLOCK_MONOTONIC) - begin;
	settle(lab);
	if (hear_reply(actor, MSG_DONTWAIT, verb, ret))
		return;
	snprintf(text, sizeof(text), "%s of %s to return", verb, actor->name);
	end_in_vain(lab, &of, waited, text);
}
