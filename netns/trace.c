/* SPDX-License-Identifier: GPL-2.0-only */
#include "trace.h"

#include "trace_format.h"
#include "tracefs.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SENT, RECEIVED, KINDS };
enum { RING_PAGES = 64, RECORD_MAX = 1024 };

static const char *const event_name[KINDS] = { "tcp_send_reset", "tcp_receive_reset" };

/* One CPU's ring: both events write to that of the first. */
struct ring {
	int fd[KINDS];
	struct perf_event_mmap_page *page;
	uint64_t delivered[KINDS];
};

struct trace {
	struct trace_format *format[KINDS];
	size_t ring_size; /* bytes of records, a power of two */
	int ring_count;
	struct ring *ring;
	uint64_t missing; /* told so far */
};

static int open_event(const struct trace *trace, int kind, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (unsigned)trace_format_id(trace->format[kind]),
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.wakeup_events = 1,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static void ring_close(struct ring *ring, size_t size)
{
	if (ring->page)
		munmap(ring->page, size);
	for (int kind = KINDS - 1; kind >= 0; kind--)
		if (ring->fd[kind] >= 0)
			close(ring->fd[kind]);
}

static int ring_open(const struct trace *trace, int cpu, size_t size, struct ring *ret)
{
	struct ring ring = { .fd = { -1, -1 } };
	int error = 0;
	for (int kind = 0; kind < KINDS && !error; kind++) {
		ring.fd[kind] = open_event(trace, kind, cpu);
		error = ring.fd[kind] < 0 ? ring.fd[kind] : 0;
		if (error || kind != SENT)
			continue;
		void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring.fd[SENT], 0);
		if (page == MAP_FAILED)
			error = -errno;
		else
			ring.page = page;
	}
	if (!error && ioctl(ring.fd[RECEIVED], PERF_EVENT_IOC_SET_OUTPUT, ring.fd[SENT]) < 0)
		error = -errno;
	if (error) {
		ring_close(&ring, size);
		return error;
	}
	*ret = ring;
	return 0;
}

static int read_formats(struct trace *trace, char *why, size_t size)
{
	char path[64], text[16384];
	int tracefs = tracefs_open();
	if (tracefs < 0) {
		snprintf(why, size, "no tracefs: %s", strerror(-tracefs));
		return tracefs;
	}
	int error = 0;
	for (int kind = 0; kind < KINDS && !error; kind++) {
		snprintf(path, sizeof(path), "events/tcp/%s/format", event_name[kind]);
		long n = tracefs_read(tracefs, path, text, sizeof(text));
		error = n < 0 ? (int)n : trace_format_parse(text, (size_t)n, &trace->format[kind]);
		if (error)
			snprintf(why, size, "tracepoint tcp:%s: %s", event_name[kind],
				 strerror(-error));
	}
	close(tracefs);
	return error;
}

int trace_open(struct trace **ret, char *why, size_t size)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	if (!trace)
		return -ENOMEM;
	int error = read_formats(trace, why, size);
	if (error)
		goto fail;

	long cpus = sysconf(_SC_NPROCESSORS_CONF), page = sysconf(_SC_PAGESIZE);
	trace->ring_size = (size_t)page * RING_PAGES;
	trace->ring = calloc((size_t)cpus, sizeof(*trace->ring));
	if (!trace->ring) {
		error = -ENOMEM;
		goto fail;
	}
	for (int cpu = 0; cpu < cpus; cpu++) {
		struct ring *ring = &trace->ring[trace->ring_count];
		error = ring_open(trace, cpu, trace->ring_size + (size_t)page, ring);
		if (error == -ENODEV) /* a CPU that is offline */
			continue;
		if (error) {
			snprintf(why, size, "perf_event_open of tracepoint tcp:%s: %s",
				 event_name[SENT], strerror(-error));
			goto fail;
		}
		trace->ring_count++;
	}
	*ret = trace;
	return 0;
fail:
	trace_close(trace);
	return error;
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	for (int i = 0; i < trace->ring_count; i++)
		ring_close(&trace->ring[i], trace->ring_size + page);
	free(trace->ring);
	for (int kind = 0; kind < KINDS; kind++)
		trace_format_free(trace->format[kind]);
	free(trace);
}

bool trace_has_reason(const struct trace *trace)
{
	return trace_format_has_reason(trace->format[SENT]);
}

const char *trace_reason(const struct trace *trace, int index)
{
	return trace_format_reason(trace->format[SENT], index);
}

int trace_reasons(void (*each)(const char *name, void *arg), void *arg)
{
	struct trace trace = { 0 };
	char why[128];
	int error = read_formats(&trace, why, sizeof(why)), count = 0;
	const char *name;
	while (!error && (name = trace_format_reason(trace.format[SENT], count))) {
		each(name, arg);
		count++;
	}
	for (int kind = 0; kind < KINDS; kind++)
		trace_format_free(trace.format[kind]);
	return error ? error : count;
}

uint64_t trace_missing(struct trace *trace)
{
	uint64_t missing = 0, count;
	for (int i = 0; i < trace->ring_count; i++)
		for (int kind = 0; kind < KINDS; kind++) {
			const struct ring *ring = &trace->ring[i];
			if (read(ring->fd[kind], &count, sizeof(count)) == sizeof(count) &&
			    count > ring->delivered[kind])
				missing += count - ring->delivered[kind];
		}
	uint64_t news = missing > trace->missing ? missing - trace->missing : 0;
	trace->missing = missing;
	return news;
}

int trace_poll(const struct trace *trace, struct pollfd *ret, int size)
{
	for (int i = 0; i < trace->ring_count && i < size; i++)
		ret[i] = (struct pollfd){ .fd = trace->ring[i].fd[SENT], .events = POLLIN };
	return trace->ring_count;
}

struct drain {
	const struct trace *trace;
	struct ring *ring; /* being drained */
	void (*each)(const struct trace_event *event, void *arg);
	void *arg;
	uint64_t lost;
	int64_t to_realtime; /* what CLOCK_REALTIME is ahead of CLOCK_MONOTONIC */
};

static int64_t clock_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void read_record(struct drain *drain, const uint8_t *record)
{
	struct perf_event_header header;
	uint64_t value;
	uint32_t size;
	uint16_t type;

	memcpy(&header, record, sizeof(header));
	if (header.type == PERF_RECORD_LOST) {
		memcpy(&value, record + sizeof(header) + 8, sizeof(value));
		drain->lost += value;
		return;
	}
	if (header.type != PERF_RECORD_SAMPLE || header.size < sizeof(header) + 8 + 4 + 2)
		return;
	const uint8_t *raw = record + sizeof(header) + 8 + 4;
	memcpy(&value, record + sizeof(header), sizeof(value));
	memcpy(&size, record + sizeof(header) + 8, sizeof(size));
	memcpy(&type, raw, sizeof(type));
	for (int kind = 0; kind < KINDS; kind++) {
		const struct trace_format *format = drain->trace->format[kind];
		struct trace_event event = { .time_ns = (int64_t)value + drain->to_realtime,
					     .sent = kind == SENT };
		if (trace_format_id(format) != type)
			continue;
		drain->ring->delivered[kind]++;
		if (trace_format_read(format, raw, size, &event) == 0)
			drain->each(&event, drain->arg);
	}
}

static void drain_ring(struct drain *drain, struct ring *ring)
{
	const uint8_t *data = (const uint8_t *)ring->page + ring->page->data_offset;
	size_t size = drain->trace->ring_size;
	drain->ring = ring;
	uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
	uint64_t tail = ring->page->data_tail;

	while (tail < head) {
		uint8_t record[RECORD_MAX];
		struct perf_event_header header;
		/* Records are 8-byte aligned: a header never wraps, a record may. */
		memcpy(&header, data + (tail & (size - 1)), sizeof(header));
		if (header.size == 0)
			break;
		if (header.size <= sizeof(record)) {
			size_t at = tail & (size - 1);
			size_t first = header.size < size - at ? header.size : size - at;
			memcpy(record, data + at, first);
			memcpy(record + first, data, header.size - first);
			read_record(drain, record);
		}
		tail += header.size;
	}
	__atomic_store_n(&ring->page->data_tail, tail, __ATOMIC_RELEASE);
}

void trace_drain(struct trace *trace, void (*each)(const struct trace_event *event, void *arg),
		 void *arg, uint64_t *ret_lost)
{
	struct drain drain = {
		.trace = trace,
		.each = each,
		.arg = arg,
		.to_realtime = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC),
	};
	for (int i = 0; i < trace->ring_count; i++)
		drain_ring(&drain, &trace->ring[i]);
	*ret_lost += drain.lost;
}
