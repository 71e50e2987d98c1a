/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * await.c - waits for facts.
 *
 * All processes of a lab run on one CPU, so its packets pass through one backlog, in order, and a
 * packet that a capture has shown has also been through the stack by the time anyone else runs. A
 * fact that is not there yet can therefore only come with a packet, a link change or a socket's
 * end.
 */
#include "lab.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Who is not told waits so long before he asks again: twice as long each time that nothing has
 * happened. */
enum { PAUSE_MIN_NS = 50000, PAUSE_MAX_NS = 16000000, NS_PER_MS = 1000000 };

/* Sleeps until something has happened in the lab, for @ns at most. False: nothing has. */
static bool sleep_until_news(struct lab *lab, int64_t ns)
{
	struct pollfd fds[ENDS_MAX + 2 * HOSTS_MAX + PROGRAMS_MAX * PROGRAM_FDS];
	nfds_t count = 0;
	for (int i = 0; i < lab->end_count; i++)
		fds[count++] = (struct pollfd){ .fd = lab->end[i].capture, .events = POLLIN };
	for (int i = 0; i < lab->host_count; i++) {
		const struct host *host = &lab->host[i];
		fds[count++] = (struct pollfd){ .fd = host->links ? link_fd(host->links) : -1,
						.events = POLLIN };
		fds[count++] = (struct pollfd){ .fd = host->diag ? diag_fd(host->diag) : -1,
						.events = POLLIN };
	}
	for (int i = 0; i < lab->program_count; i++, count += PROGRAM_FDS)
		program_poll(lab->program[i], fds + count);
	if (ns < 0)
		ns = 0;
	struct timespec timeout = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
	return ppoll(fds, count, &timeout, NULL) > 0;
}

/* Empties what woke us, else it would wake us again at once. Who asks a fact afterwards misses
 * nothing. */
static void take_news(struct lab *lab)
{
	drain_captures(lab);
	for (int i = 0; i < lab->host_count; i++) {
		if (lab->host[i].links)
			link_heard(lab->host[i].links);
		if (lab->host[i].diag)
			diag_heard(lab->host[i].diag);
	}
	for (int i = 0; i < lab->program_count; i++)
		program_drain(lab->program[i]);
}

/* Most facts are there when they are first asked for: who watches links is made when one is not. */
static void watch_links(struct lab *lab)
{
	for (int i = 0; i < lab->host_count; i++) {
		struct link_ctl *links = lab->host[i].links;
		if (!links || link_fd(links) >= 0)
			continue;
		host_enter(lab, i);
		int error = link_watch(links);
		if (error)
			lab_broken(lab, "cannot watch the links of '%s': %s", lab->ev->host[i].name,
				   strerror(-error));
	}
}

int64_t wait_on(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		bool announced, int64_t ns)
{
	int64_t begin = now_ns(CLOCK_MONOTONIC), deadline = begin + ns, pause = PAUSE_MIN_NS;
	int64_t left = deadline - begin;
	/* What has come before somebody watched is not announced any more. */
	if (announced) {
		watch_links(lab);
		if (fact(lab, arg))
			return 0;
	}
	/* The last word is the fact's: it is asked after the deadline. */
	while (left > 0) {
		left = deadline - now_ns(CLOCK_MONOTONIC);
		bool news = sleep_until_news(lab, announced || left < pause ? left : pause);
		take_news(lab);
		if (fact(lab, arg))
			return 0;
		pause = news ? PAUSE_MIN_NS : 2 * pause < PAUSE_MAX_NS ? 2 * pause : PAUSE_MAX_NS;
	}
	return now_ns(CLOCK_MONOTONIC) - begin;
}

static void await_until(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg),
			const void *arg, bool announced, const char *what, va_list args)
{
	char text[TEXT_SIZE];
	drain_captures(lab);
	if (fact(lab, arg))
		return;
	vsnprintf(text, sizeof(text), what, args);
	narrate(lab, "waits for %s", text);
	int64_t waited = wait_on(lab, fact, arg, announced, wait_ns(lab->process->scale));
	if (waited)
		lab_broken(lab, "waited %lld ms for %s", (long long)(waited / 1000000), text);
}

void await_fact(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		const char *what, ...)
{
	va_list args;
	va_start(args, what);
	await_until(lab, fact, arg, true, what, args);
	va_end(args);
}

void await_poll(struct lab *lab, bool (*fact)(struct lab *lab, const void *arg), const void *arg,
		const char *what, ...)
{
	va_list args;
	va_start(args, what);
	await_until(lab, fact, arg, false, what, args);
	va_end(args);
}

static bool has_ticked(struct lab *lab, const void *arg)
{
	(void)lab;
	return now_ns(CLOCK_MONOTONIC) / NS_PER_MS > *(const int64_t *)arg;
}

/* A timestamp of TCP counts its milliseconds: tcp_clock_ms(). */
void await_tick(struct lab *lab)
{
	int64_t ms = now_ns(CLOCK_MONOTONIC) / NS_PER_MS;
	await_poll(lab, has_ticked, &ms, "the clock to tick");
}

bool await_for(struct lab *lab, int64_t ns, bool (*fact)(struct lab *lab, const void *arg),
	       const void *arg)
{
	drain_captures(lab);
	return fact(lab, arg) || wait_on(lab, fact, arg, false, ns) == 0;
}
