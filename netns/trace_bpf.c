/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_bpf.c - by a BPF program at either tracepoint, which copies each event into a ring buffer.
 *
 * By the system calls themselves: three of them are all that it takes, and the names of libbpf's
 * functions for them changed twice within the distributions that this is built on.
 */
#include "trace_parts.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RING_SIZE = 1 << 20 }; /* some 9,000 events; whole pages, a power of two */

struct bpf {
	int ring, counts; /* maps */
	int program[KINDS], event[KINDS];
	int counter[KINDS], counting[KINDS];
	size_t page;
	unsigned long *consumed;       /* a page of its own */
	const unsigned long *produced; /* a page of its own; after it the data, twice */
	const uint64_t *count;         /* TRACE_COUNTS of them */
	uint64_t lost_told, read, missing;
};

static int bpf(int command, union bpf_attr *attr)
{
	int result = (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
	return result < 0 ? -errno : result;
}

static int create_map(unsigned type, unsigned key, unsigned value, unsigned entries, unsigned flags)
{
	union bpf_attr attr = {
		.map_type = type,
		.key_size = key,
		.value_size = value,
		.max_entries = entries,
		.map_flags = flags,
		.map_name = "rstlab_resets",
	};
	return bpf(BPF_MAP_CREATE, &attr);
}

static void *map_pages(int fd, size_t offset, size_t size, int protection)
{
	void *at = mmap(NULL, size, protection, MAP_SHARED, fd, (off_t)offset);
	return at == MAP_FAILED ? NULL : at;
}

/* Before Linux 5.11 maps were held against RLIMIT_MEMLOCK, which is less than a ring by default. */
static void lift_memlock(void)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	setrlimit(RLIMIT_MEMLOCK, &none);
}

static int create_maps(struct bpf *ear)
{
	ear->ring = create_map(BPF_MAP_TYPE_RINGBUF, 0, 0, RING_SIZE, 0);
	if (ear->ring == -EPERM) {
		lift_memlock();
		ear->ring = create_map(BPF_MAP_TYPE_RINGBUF, 0, 0, RING_SIZE, 0);
	}
	if (ear->ring < 0)
		return ear->ring == -EINVAL ? -ENOENT : ear->ring; /* before Linux 5.8 */
	ear->counts = create_map(BPF_MAP_TYPE_ARRAY, 4, TRACE_COUNTS * sizeof(uint64_t), 1,
				 BPF_F_MMAPABLE);
	if (ear->counts < 0)
		return ear->counts;
	ear->consumed = map_pages(ear->ring, 0, ear->page, PROT_READ | PROT_WRITE);
	ear->produced =
		map_pages(ear->ring, ear->page, ear->page + 2 * (size_t)RING_SIZE, PROT_READ);
	ear->count = map_pages(ear->counts, 0, ear->page, PROT_READ);
	return ear->consumed && ear->produced && ear->count ? 0 : -errno;
}

/*
 * The program runs for the events of all CPUs; the perf event, of whichever CPU is there, is but
 * what holds it (perf_event_attach_bpf_prog()). It is never enabled.
 */
static int attach(int program, int id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (unsigned)id,
		.disabled = 1,
	};
	int fd = -1;
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	for (int cpu = 0; fd < 0 && cpu < cpus; cpu++) {
		fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
		if (fd < 0 && errno != ENODEV) /* a CPU that is offline */
			break;
	}
	if (fd < 0)
		return -errno;
	if (ioctl(fd, PERF_EVENT_IOC_SET_BPF, program) < 0) {
		int error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static int listen_to(struct bpf *ear, const struct trace_format *format, int kind)
{
	ear->program[kind] = trace_program(ear->ring, ear->counts, kind, trace_format_size(format));
	if (ear->program[kind] < 0)
		return ear->program[kind];
	ear->event[kind] = attach(ear->program[kind], trace_format_id(format));
	if (ear->event[kind] < 0)
		return ear->event[kind];
	/* Attached after the other, it is called after it: what it has counted is in the ring. */
	ear->counter[kind] = trace_counter_program(ear->counts, kind);
	if (ear->counter[kind] < 0)
		return ear->counter[kind];
	union bpf_attr attr = { .raw_tracepoint = { .name = (uintptr_t)trace_event_name[kind],
						    .prog_fd = (unsigned)ear->counter[kind] } };
	ear->counting[kind] = bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
	return ear->counting[kind] < 0 ? ear->counting[kind] : 0;
}

static void unmap(const void *at, size_t size)
{
	if (at)
		munmap((void *)(uintptr_t)at, size);
}

static void bpf_close(void *arg)
{
	struct bpf *ear = arg;
	for (int kind = 0; kind < KINDS; kind++) {
		const int fds[] = { ear->counting[kind], ear->counter[kind], ear->event[kind],
				    ear->program[kind] };
		for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
			if (fds[i] >= 0)
				close(fds[i]);
	}
	unmap(ear->consumed, ear->page);
	unmap(ear->produced, ear->page + 2 * (size_t)RING_SIZE);
	unmap(ear->count, ear->page);
	if (ear->ring >= 0)
		close(ear->ring);
	if (ear->counts >= 0)
		close(ear->counts);
	free(ear);
}

static int bpf_open(const struct trace_source *source, void **ret, char *why, size_t size)
{
	struct bpf *ear = malloc(sizeof(*ear));
	if (!ear) {
		snprintf(why, size, "no memory");
		return -ENOMEM;
	}
	*ear = (struct bpf){ .ring = -1,
			     .counts = -1,
			     .program = { -1, -1 },
			     .event = { -1, -1 },
			     .counter = { -1, -1 },
			     .counting = { -1, -1 },
			     .page = (size_t)sysconf(_SC_PAGESIZE) };
	int error = create_maps(ear);
	if (error)
		snprintf(why, size, "%s", strerror(-error));
	for (int kind = 0; kind < KINDS && !error; kind++) {
		error = listen_to(ear, source->format[kind], kind);
		if (error)
			snprintf(why, size, "%s", strerror(-error));
	}
	if (error) {
		bpf_close(ear);
		return error;
	}
	*ret = ear;
	return 0;
}

static int bpf_poll(const void *arg, struct pollfd *ret, int size)
{
	const struct bpf *ear = arg;
	if (size > 0)
		*ret = (struct pollfd){ .fd = ear->ring, .events = POLLIN };
	return 1;
}

/* What trace_program() writes: the event's common fields hold its kind. */
static void read_record(const uint8_t *record, size_t size, struct trace_hearing *hearing)
{
	uint64_t time_ns, kind;
	if (size < sizeof(time_ns) + sizeof(kind))
		return;
	memcpy(&time_ns, record, sizeof(time_ns));
	memcpy(&kind, record + sizeof(time_ns), sizeof(kind));
	if (kind < KINDS)
		trace_hear(hearing, (int)kind, (int64_t)time_ns, record + sizeof(time_ns),
			   size - sizeof(time_ns));
}

/* How many events there have been, by the counters: all of them are in the ring, or lost, or they
 * never came to the program that copies. */
static uint64_t counted(const struct bpf *ear)
{
	uint64_t sum = 0;
	for (int kind = 0; kind < KINDS; kind++)
		sum += __atomic_load_n(&ear->count[kind], __ATOMIC_ACQUIRE);
	return sum;
}

/*
 * A record that another CPU is still writing ends it: the descriptor becomes readable anew. The
 * kernel says so only if it finds, when that record is whole, that all before it has been consumed:
 * so what is consumed must be stored before the record is looked at (bpf_ringbuf_commit()).
 */
static bool bpf_drain(void *arg, struct trace_hearing *hearing)
{
	struct bpf *ear = arg;
	const uint8_t *data = (const uint8_t *)ear->produced + ear->page;
	unsigned long at = *ear->consumed;
	uint64_t events = counted(ear);
	while (at < __atomic_load_n(ear->produced, __ATOMIC_ACQUIRE)) {
		const uint8_t *header = data + (at & (RING_SIZE - 1));
		uint32_t word =
			__atomic_load_n((const uint32_t *)(const void *)header, __ATOMIC_SEQ_CST);
		uint32_t size = word & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		if (word & BPF_RINGBUF_BUSY_BIT)
			return false;
		if (!(word & BPF_RINGBUF_DISCARD_BIT))
			read_record(header + BPF_RINGBUF_HDR_SZ, size, hearing);
		ear->read++;
		at += (BPF_RINGBUF_HDR_SZ + size + 7UL) & ~7UL;
		__atomic_store_n(ear->consumed, at, __ATOMIC_SEQ_CST);
	}
	uint64_t lost = __atomic_load_n(&ear->count[TRACE_LOST], __ATOMIC_RELAXED);
	hearing->lost += lost - ear->lost_told;
	ear->lost_told = lost;
	/* More may have been read than had been counted before. */
	if (events > ear->read + lost + ear->missing)
		ear->missing = events - ear->read - lost;
	return true;
}

/*
 * A program at a tracepoint is not called where another one was interrupted, nor where perf takes
 * what was interrupted for itself (trace_call_bpf(), perf_swevent_get_recursion_context()): seen on
 * Linux 6.18, of timers that interrupt an idle CPU.
 */
static uint64_t bpf_missing(void *arg)
{
	const struct bpf *ear = arg;
	return ear->missing;
}

const struct trace_way trace_bpf = {
	.name = "BPF",
	.open = bpf_open,
	.close = bpf_close,
	.poll = bpf_poll,
	.drain = bpf_drain,
	.missing = bpf_missing,
};
