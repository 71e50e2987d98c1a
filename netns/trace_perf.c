/* SPDX-License-Identifier: GPL-2.0-only */
/* trace_perf.c - by a perf event of either tracepoint on each CPU. Opening costs a millisecond,
 * closing a grace period of RCU. */
#include "trace_parts.h"

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

enum { RING_PAGES = 64, RECORD_MAX = 1024 };

/* One CPU's ring: both events write to that of the first. */
struct ring {
	int fd[KINDS];
	struct perf_event_mmap_page *page;
	uint64_t delivered[KINDS];
};

struct perf {
	const struct trace_source *source;
	size_t ring_size; /* bytes of records, a power of two */
	int ring_count;
	struct ring *ring;
	uint64_t missing; /* when last all had been read */
};

static int open_event(const struct perf *perf, int kind, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (unsigned)trace_format_id(perf->source->format[kind]),
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

static int ring_open(const struct perf *perf, int cpu, size_t size, struct ring *ret)
{
	struct ring ring = { .fd = { -1, -1 } };
	int error = 0;
	for (int kind = 0; kind < KINDS && !error; kind++) {
		ring.fd[kind] = open_event(perf, kind, cpu);
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

static void perf_close(void *ear)
{
	struct perf *perf = ear;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	for (int i = 0; i < perf->ring_count; i++)
		ring_close(&perf->ring[i], perf->ring_size + page);
	free(perf->ring);
	free(perf);
}

static int perf_open(const struct trace_source *source, void **ret, char *why, size_t size)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF), page = sysconf(_SC_PAGESIZE);
	struct perf *perf = calloc(1, sizeof(*perf));
	if (!perf || !(perf->ring = calloc((size_t)cpus, sizeof(*perf->ring)))) {
		free(perf);
		snprintf(why, size, "no memory for the rings of %ld CPUs", cpus);
		return -ENOMEM;
	}
	perf->source = source;
	perf->ring_size = (size_t)page * RING_PAGES;
	for (int cpu = 0; cpu < cpus; cpu++) {
		struct ring *ring = &perf->ring[perf->ring_count];
		int error = ring_open(perf, cpu, perf->ring_size + (size_t)page, ring);
		if (error == -ENODEV) /* a CPU that is offline */
			continue;
		if (error) {
			snprintf(why, size, "%s", strerror(-error));
			perf_close(perf);
			return error;
		}
		perf->ring_count++;
	}
	*ret = perf;
	return 0;
}

static int perf_pause(void *ear, bool pause)
{
	const struct perf *perf = ear;
	int error = 0;
	for (int i = 0; i < perf->ring_count; i++)
		for (int kind = 0; kind < KINDS; kind++)
			if (ioctl(perf->ring[i].fd[kind],
				  pause ? PERF_EVENT_IOC_DISABLE : PERF_EVENT_IOC_ENABLE, 0) < 0)
				error = -errno;
	return error;
}

/* Every event is counted, also those that are not handed over. */
static uint64_t perf_missing(void *ear)
{
	struct perf *perf = ear;
	uint64_t missing = 0, count;
	bool unread = false;
	for (int i = 0; i < perf->ring_count; i++) {
		const struct ring *ring = &perf->ring[i];
		for (int kind = 0; kind < KINDS; kind++)
			if (read(ring->fd[kind], &count, sizeof(count)) == sizeof(count) &&
			    count > ring->delivered[kind])
				missing += count - ring->delivered[kind];
		unread = unread || __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE) !=
					   ring->page->data_tail;
	}
	/* What came since all was read is not missing: it will be asked again. */
	if (!unread)
		perf->missing = missing;
	return perf->missing;
}

static int perf_poll(const void *ear, struct pollfd *ret, int size)
{
	const struct perf *perf = ear;
	for (int i = 0; i < perf->ring_count && i < size; i++)
		ret[i] = (struct pollfd){ .fd = perf->ring[i].fd[SENT], .events = POLLIN };
	return perf->ring_count;
}

static void read_record(const struct perf *perf, struct ring *ring, const uint8_t *record,
			struct trace_hearing *hearing)
{
	struct perf_event_header header;
	uint64_t value;
	uint32_t size;
	uint16_t type;

	memcpy(&header, record, sizeof(header));
	if (header.type == PERF_RECORD_LOST) {
		memcpy(&value, record + sizeof(header) + 8, sizeof(value));
		hearing->lost += value;
		return;
	}
	if (header.type != PERF_RECORD_SAMPLE || header.size < sizeof(header) + 8 + 4 + 2)
		return;
	const uint8_t *raw = record + sizeof(header) + 8 + 4;
	memcpy(&value, record + sizeof(header), sizeof(value));
	memcpy(&size, record + sizeof(header) + 8, sizeof(size));
	memcpy(&type, raw, sizeof(type));
	for (int kind = 0; kind < KINDS; kind++) {
		if (trace_format_id(perf->source->format[kind]) != type)
			continue;
		ring->delivered[kind]++;
		trace_hear(hearing, kind, (int64_t)value, raw, size);
	}
}

static void drain_ring(const struct perf *perf, struct ring *ring, struct trace_hearing *hearing)
{
	const uint8_t *data = (const uint8_t *)ring->page + ring->page->data_offset;
	size_t size = perf->ring_size;
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
			read_record(perf, ring, record, hearing);
		}
		tail += header.size;
	}
	__atomic_store_n(&ring->page->data_tail, tail, __ATOMIC_RELEASE);
}

static bool perf_drain(void *ear, struct trace_hearing *hearing)
{
	struct perf *perf = ear;
	for (int i = 0; i < perf->ring_count; i++)
		drain_ring(perf, &perf->ring[i], hearing);
	return true;
}

const struct trace_way trace_perf = {
	.name = "perf",
	.keeps_common = true,
	.open = perf_open,
	.close = perf_close,
	.poll = perf_poll,
	.drain = perf_drain,
	.missing = perf_missing,
	.pause = perf_pause,
	.may_be_robbed = true,
};
