/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways to hear the events. An instance of tracefs loses nothing that it does not tell of, and
 * no program of anybody stands before it; but it has to be removed, and it knows least. BPF
 * programs at the raw tracepoints know more of an event, count what they could not write, and die
 * with their descriptors; but a kernel has to describe its types, a build to have had a compiler
 * for them, and to load them takes 20 ms. perf takes no event on some interrupted tasks, and any
 * program that returns 0 takes the event away from it (trace_call_bpf()).
 */
#include "trace_parts.h"

#include "tracefs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WAYS = 3, WHY_SIZE = 160, WHOLE_MS = 1000 };

static const struct trace_way *const ways[][WAYS] = {
	[TRACE_TO_MISS_NONE] = { &trace_instance, &trace_bpf, &trace_perf },
	[TRACE_TO_KNOW_MORE] = { &trace_bpf, &trace_instance, &trace_perf },
};

struct trace {
	struct trace_source source;
	const struct trace_way *way;
	void *ear;        /* the way's; NULL: none is open */
	uint64_t missing; /* told so far */
	char why_not_surer[WHY_SIZE];
};

static void source_close(struct trace_source *source)
{
	for (int kind = 0; kind < KINDS; kind++)
		trace_format_free(source->format[kind]);
	if (source->tracefs >= 0)
		close(source->tracefs);
}

/* On failure too, what was opened is to be closed. */
static int source_open(struct trace_source *source, char *why, size_t size)
{
	char path[64], text[16384];
	*source = (struct trace_source){ .tracefs = tracefs_open() };
	if (source->tracefs < 0) {
		snprintf(why, size, "no tracefs: %s", strerror(-source->tracefs));
		return source->tracefs;
	}
	int error = 0;
	for (int kind = 0; kind < KINDS && !error; kind++) {
		snprintf(path, sizeof(path), "events/tcp/%s/format", trace_event_name[kind]);
		long n = tracefs_read(source->tracefs, path, text, sizeof(text));
		error = n < 0 ? (int)n : trace_format_parse(text, (size_t)n, &source->format[kind]);
		if (error)
			snprintf(why, size, "tracepoint tcp:%s: %s", trace_event_name[kind],
				 strerror(-error));
	}
	return error;
}

static void ear_close(struct trace *trace)
{
	if (trace->ear)
		trace->way->close(trace->ear);
	trace->ear = NULL;
}

static void nobody(const struct trace_event *event, void *arg)
{
	(void)event;
	(void)arg;
}

/* By the way @way, if it hears a RST of our own. */
static int try(struct trace *trace, const struct trace_way *way, char *why, size_t size)
{
	uint64_t lost = 0;
	trace->way = way;
	int error = way->open(&trace->source, &trace->ear, why, size);
	if (error)
		return error;
	error = trace_hears(trace, nobody, NULL, &lost);
	if (!error)
		return 0;
	/* A kernel that does not reset is what the other witnesses have to tell of. */
	bool unreset = error == -EPROTO || error == -ETIMEDOUT;
	if (error == -ENOMSG)
		snprintf(why, size, "it did not report a test reset");
	else if (unreset)
		snprintf(why, size,
			 "no test reset came: close() with SO_LINGER {1, 0} resets nothing");
	else
		snprintf(why, size, "no test reset could be made: %s", strerror(-error));
	ear_close(trace);
	/* It is there, and of no use. */
	return error == -ENOMSG || unreset ? -ENOENT : error;
}

bool trace_is_lacking(int error)
{
	return error == -ENOENT || error == -EPERM || error == -EACCES || error == -ENOSYS;
}

static int try_all(struct trace *trace, const struct trace_way *const *list, int count, char *why,
		   size_t size)
{
	char words[WHY_SIZE];
	int verdict = -ENOENT;
	size_t used = (size_t)snprintf(why, size, "tracepoint tcp:%s", trace_event_name[SENT]);
	for (int i = 0; i < count; i++) {
		int error = try(trace, list[i], words, sizeof(words));
		if (!error)
			return 0;
		size_t told = strlen(trace->why_not_surer);
		snprintf(trace->why_not_surer + told, WHY_SIZE - told, "%sby %s: %s",
			 told ? "; " : "", list[i]->name, words);
		if (used < size)
			used += (size_t)snprintf(why + used, size - used, "%s %s: %s",
						 i ? ";" : ", by", list[i]->name, words);
		/* What failed may be there the next time: that is no lack. */
		if (trace_is_lacking(verdict))
			verdict = error;
	}
	return verdict;
}

static int open_by(const struct trace_way *const *list, int count, struct trace **ret, char *why,
		   size_t size)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	if (!trace) {
		snprintf(why, size, "no memory for the tracepoints");
		return -ENOMEM;
	}
	int error = source_open(&trace->source, why, size);
	if (!error)
		error = try_all(trace, list, count, why, size);
	if (error) {
		trace_close(trace);
		return error;
	}
	*ret = trace;
	return 0;
}

int trace_open(enum trace_aim aim, struct trace **ret, char *why, size_t size)
{
	return open_by(ways[aim], WAYS, ret, why, size);
}

int trace_open_by(const struct trace_way *way, struct trace **ret, char *why, size_t size)
{
	return open_by(&way, 1, ret, why, size);
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	ear_close(trace);
	source_close(&trace->source);
	free(trace);
}

const char *trace_way_name(const struct trace *trace)
{
	return trace->way->name;
}

const char *trace_why_not_surer(const struct trace *trace)
{
	return trace->why_not_surer;
}

bool trace_knows_netns(const struct trace *trace)
{
	return trace->way->knows_netns;
}

int trace_add_firewall(struct trace *trace)
{
	return trace->way->add_firewall ? trace->way->add_firewall(trace->ear) : -EOPNOTSUPP;
}

bool trace_has_reason(const struct trace *trace)
{
	return trace_format_has_reason(trace->source.format[SENT]);
}

const char *trace_reason(const struct trace *trace, int index)
{
	return trace_format_reason(trace->source.format[SENT], index);
}

int trace_reasons(void (*each)(const char *name, void *arg), void *arg)
{
	struct trace_source source;
	char why[WHY_SIZE];
	int error = source_open(&source, why, sizeof(why)), count = 0;
	const char *name;
	while (!error && (name = trace_format_reason(source.format[SENT], count))) {
		each(name, arg);
		count++;
	}
	source_close(&source);
	return error ? error : count;
}

/* A line is "PID NAME"; there are thousands. */
void trace_comm(const struct trace *trace, int pid, char *ret, size_t size)
{
	int fd = openat(trace->source.tracefs, "saved_cmdlines", O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char line[64], *name;
	*ret = '\0';
	while (file && !*ret && fgets(line, sizeof(line), file))
		if (strtol(line, &name, 10) == pid && *name == ' ')
			snprintf(ret, size, "%.*s", (int)strcspn(name + 1, "\n"), name + 1);
	if (file)
		fclose(file);
	else if (fd >= 0)
		close(fd);
}

uint64_t trace_missing(struct trace *trace)
{
	uint64_t missing = trace->way->missing(trace->ear);
	uint64_t news = missing > trace->missing ? missing - trace->missing : 0;
	trace->missing += news;
	return news;
}

bool trace_is_sure(const struct trace *trace)
{
	return !trace->way->may_be_robbed;
}

int trace_pause(struct trace *trace, bool pause)
{
	return trace->way->pause ? trace->way->pause(trace->ear, pause) : -EOPNOTSUPP;
}

int trace_poll(const struct trace *trace, struct pollfd *ret, int size)
{
	return trace->way->poll(trace->ear, ret, size);
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool drain(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		  void *arg, uint64_t *ret_lost)
{
	struct trace_hearing hearing = {
		.source = &trace->source,
		.each = each,
		.arg = arg,
		.has_common = trace->way->keeps_common,
		.to_realtime = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC),
	};
	bool all = trace->way->drain(trace->ear, &hearing);
	*ret_lost += hearing.lost;
	return all;
}

void trace_drain(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		 void *arg, uint64_t *ret_lost)
{
	drain(trace, each, arg, ret_lost);
}

/* Looks for the two events of a trial among all that come. */
struct lookout {
	struct sockaddr_in end[KINDS];
	bool seen[KINDS];
	void (*each)(const struct trace_event *event, void *arg);
	void *arg;
};

static bool is_end(const struct sockaddr_in *end, const struct trace_event *event)
{
	return event->local_port == ntohs(end->sin_port) && IN6_IS_ADDR_V4MAPPED(&event->local) &&
	       event->local.s6_addr32[3] == end->sin_addr.s_addr;
}

static void look_out(const struct trace_event *event, void *arg)
{
	struct lookout *lookout = arg;
	int kind = event->sent ? SENT : RECEIVED;
	if (is_end(&lookout->end[kind], event))
		lookout->seen[kind] = true;
	else
		lookout->each(event, lookout->arg);
}

int trace_hears(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		void *arg, uint64_t *ret_lost)
{
	struct lookout lookout = { .each = each, .arg = arg };
	int error = trace_trial(lookout.end);
	if (error)
		return error;
	/* Both are there; another CPU's event may stand before them that is not yet whole. */
	for (bool ready = true; ready && !drain(trace, look_out, &lookout, ret_lost);) {
		struct pollfd news;
		trace_poll(trace, &news, 1);
		ready = poll(&news, 1, WHOLE_MS) > 0;
	}
	return lookout.seen[SENT] && lookout.seen[RECEIVED] ? 0 : -ENOMSG;
}
