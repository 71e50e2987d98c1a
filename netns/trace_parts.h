/* SPDX-License-Identifier: GPL-2.0-only */
/* trace_parts.h - the inside of trace.h: the ways to hear the two events; for the files of this
 * folder. */
#ifndef RSTLAB_TRACE_PARTS_H
#define RSTLAB_TRACE_PARTS_H

#include "trace.h"
#include "trace_format.h"

enum { SENT, RECEIVED, KINDS };

extern const char *const trace_event_name[KINDS];

/* What a way needs to know. */
struct trace_source {
	int tracefs; /* as tracefs_open() has it */
	struct trace_format *format[KINDS];
};

/* Who is told of what a way has heard. */
struct trace_hearing {
	const struct trace_source *source;
	void (*each)(const struct trace_event *event, void *arg);
	void *arg;
	bool has_common;     /* the records have their common fields still */
	int64_t to_realtime; /* what CLOCK_REALTIME is ahead of CLOCK_MONOTONIC */
	uint64_t lost;       /* events that found a buffer full */
};

/* One event has been heard: @raw as its format has it, @time_ns of CLOCK_MONOTONIC. */
void trace_hear(struct trace_hearing *hearing, int kind, int64_t time_ns, const void *raw,
		size_t size);

/*
 * A way to hear the events. What @open returns the others are called with, and @close frees. 0 or
 * -errno, and then @why says what was refused: ENOENT, EPERM, EACCES and ENOSYS mean that there is
 * no such way on this machine, all others that it failed. The source lives longer.
 */
struct trace_way {
	const char *name;
	int (*open)(const struct trace_source *source, void **ret, char *why, size_t size);
	void (*close)(void *ear);
	int (*poll)(const void *ear, struct pollfd *ret, int size);
	/* False: an event is still being written; the descriptors become readable anew. */
	bool (*drain)(void *ear, struct trace_hearing *hearing);
	/* Events that the kernel has counted and not handed over, since the beginning. */
	uint64_t (*missing)(void *ear);
	/* Hears nothing while @pause. 0 or -errno. NULL: it cannot. */
	int (*pause)(void *ear, bool pause);
	/* It does not put something of its own in place of an event's common fields. */
	bool keeps_common;
	/* Others can take events away, and nothing counts them. */
	bool may_be_robbed;
};

extern const struct trace_way trace_bpf, trace_instance, trace_perf;

/* As trace_open(), but by this way alone. */
int trace_open_by(const struct trace_way *way, struct trace **ret, char *why, size_t size);

/* What the two programs count, by number: events of either kind, and those for which the ring
 * buffer had no room. */
enum { TRACE_LOST = KINDS, TRACE_COUNTS };

/*
 * A program of type BPF_PROG_TYPE_TRACEPOINT that copies an event, of @size bytes, into the ring
 * buffer @ring, after the time and in place of the common fields, which no program may read, the
 * number @kind. Where there is no room it counts that in the first value of the array @counts. Its
 * descriptor, which the caller owns, or -errno.
 */
int trace_program(int ring, int counts, int kind, size_t size);

/*
 * A program of type BPF_PROG_TYPE_RAW_TRACEPOINT that counts events of @kind, and does no more: it
 * is called straight by the tracepoint, with nothing between that may fail. As trace_program().
 */
int trace_counter_program(int counts, int kind);

/*
 * Has a connection of our own reset by SO_LINGER {1, 0}, over the loopback of a network namespace
 * of its own: every kernel's two tracepoints tell of that. They have when this returns. @ret: the
 * end that was reset and the end that reset it, at an address that nobody else has. 0 or -errno.
 */
int trace_trial(struct sockaddr_in ret[KINDS]);

#endif
