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

/* One event has been heard, as the record of a BPF program: reset_record.h. */
void trace_hear_record(struct trace_hearing *hearing, const void *raw, size_t size);

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
	/* From now on it hears what rules of the firewall reset too. 0 or -errno. NULL: it cannot.
	 */
	int (*add_firewall)(void *ear);
	/* Its events bear their network namespace. */
	bool knows_netns;
	/* It does not put something of its own in place of an event's common fields. */
	bool keeps_common;
	/* Others can take events away, or the kernel keep them, and nothing counts them. */
	bool may_be_robbed;
};

extern const struct trace_way trace_bpf, trace_instance, trace_perf;

/* As trace_open(), but by this way alone. */
int trace_open_by(const struct trace_way *way, struct trace **ret, char *why, size_t size);

/*
 * Has a connection of our own reset by SO_LINGER {1, 0}, over the loopback of a network namespace
 * of its own: every kernel's two tracepoints tell of that. They have when this returns. @ret: the
 * end that was reset and the end that reset it, at an address that nobody else has. 0 or -errno.
 */
int trace_trial(struct sockaddr_in ret[KINDS]);

#endif
