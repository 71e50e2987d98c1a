/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_bpf.c - by the BPF programs of bpf/resets.c, at the raw tracepoints: no program
 * of anybody else can take an event away, and what the ring has no room for is counted. But a
 * kernel (6.18) was seen that calls no program in some interrupts. All of it dies with its
 * descriptors.
 */
#include "reset_read.h"
#include "trace_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef RSTLAB_BPF

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

/* The programs, as they were compiled: the build makes it. */
extern const unsigned char resets_object[];
extern const size_t resets_object_size;

enum { TRACEPOINTS, FIREWALL, OBJECTS };

enum { PROGRAMS_MAX = 4 };

struct bpf {
	struct bpf_object *object[OBJECTS];
	struct bpf_link *link[PROGRAMS_MAX];
	int program[PROGRAMS_MAX]; /* descriptors, of the links */
	int links;
	struct ring_buffer *ring;
	int ring_fd, counts_fd;
	struct reset_counts *counts; /* a page of it */
	size_t page;
	struct trace_hearing *hearing; /* while it is drained */
	uint64_t read, lost_told;
	int left; /* of the records that one drain takes */
};

/* ---- Open ---------------------------------------------------------------------------------------
 */

/* With those of its programs alone whose names are @names. 0 or -errno. */
static int open_object(const char *const names[2], struct bpf_object **ret)
{
	struct bpf_object_open_opts options = { .sz = sizeof(options), .object_name = "rstlab" };
	struct bpf_program *program;
	struct bpf_object *object =
		bpf_object__open_mem(resets_object, resets_object_size, &options);
	if (!object)
		return -errno;
	bpf_object__for_each_program(program, object)
	{
		const char *name = bpf_program__name(program);
		bpf_program__set_autoload(program, strcmp(name, names[0]) == 0 ||
							   strcmp(name, names[1]) == 0);
	}
	*ret = object;
	return 0;
}

static int attach_all(struct bpf *ear, struct bpf_object *object)
{
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
	{
		if (!bpf_program__autoload(program))
			continue;
		struct bpf_link *link = bpf_program__attach(program);
		if (!link)
			return -errno;
		ear->program[ear->links] = bpf_program__fd(program);
		ear->link[ear->links++] = link;
	}
	return 0;
}

static int take_record(void *arg, void *raw, size_t size)
{
	struct bpf *ear = arg;
	ear->read++;
	trace_hear_record(ear->hearing, raw, size);
	/* Who writes as fast as this reads does not hold it for ever. */
	return --ear->left > 0 ? 0 : -ENOBUFS;
}

/* What the programs write to. */
static int open_maps(struct bpf *ear)
{
	struct bpf_object *object = ear->object[TRACEPOINTS];
	ear->ring_fd = bpf_object__find_map_fd_by_name(object, "ring");
	ear->counts_fd = bpf_object__find_map_fd_by_name(object, "counts");
	void *page = mmap(NULL, ear->page, PROT_READ | PROT_WRITE, MAP_SHARED, ear->counts_fd, 0);
	if (page == MAP_FAILED)
		return -errno;
	ear->counts = page;
	ear->ring = ring_buffer__new(ear->ring_fd, take_record, ear, NULL);
	return ear->ring ? 0 : -errno;
}

static int listen_to_tracepoints(struct bpf *ear, bool has_reason, const char **ret_step)
{
	const char *const names[] = { has_reason ? "rstlab_sent" : "rstlab_sent_old",
				      "rstlab_taken" };
	struct bpf_object **object = &ear->object[TRACEPOINTS];
	*ret_step = "load";
	int error = open_object(names, object);
	if (!error)
		error = bpf_object__load(*object);
	if (error)
		return error;
	*ret_step = "listen";
	error = open_maps(ear);
	return error ? error : attach_all(ear, *object);
}

static int share_map(const struct bpf_object *object, const char *name, int fd)
{
	return bpf_map__reuse_fd(bpf_object__find_map_by_name(object, name), fd);
}

static int bpf_add_firewall(void *arg)
{
	static const char *const names[] = { "rstlab_rejected", "" };
	struct bpf *ear = arg;
	struct bpf_object *object;
	int error = open_object(names, &object);
	if (error)
		return error;
	error = share_map(object, "ring", ear->ring_fd);
	if (!error)
		error = share_map(object, "counts", ear->counts_fd);
	if (!error)
		error = bpf_object__load(object);
	if (!error)
		error = attach_all(ear, object);
	if (error)
		bpf_object__close(object);
	else
		ear->object[FIREWALL] = object;
	return error;
}

static void bpf_close(void *arg)
{
	struct bpf *ear = arg;
	for (int i = 0; i < ear->links; i++)
		bpf_link__destroy(ear->link[i]);
	ring_buffer__free(ear->ring);
	if (ear->counts)
		munmap(ear->counts, ear->page);
	for (int i = 0; i < OBJECTS; i++)
		bpf_object__close(ear->object[i]);
	free(ear);
}

static int bpf_open(const struct trace_source *source, void **ret, char *why, size_t size)
{
	const char *step;
	struct bpf *ear = calloc(1, sizeof(*ear));
	if (!ear) {
		snprintf(why, size, "no memory");
		return -ENOMEM;
	}
	ear->page = (size_t)sysconf(_SC_PAGESIZE);
	libbpf_set_print(NULL);
	int error =
		listen_to_tracepoints(ear, trace_format_has_reason(source->format[SENT]), &step);
	if (!error) {
		*ret = ear;
		return 0;
	}
	bpf_close(ear);
	/* Where its fields are nobody tells then. */
	if (error != -EPERM && access("/sys/kernel/btf/vmlinux", F_OK) < 0) {
		snprintf(why, size, "this kernel has no BTF type information");
		return -ENOENT;
	}
	snprintf(why, size, "%s: %s", step, strerror(-error));
	return error;
}

/* ---- Hear ---------------------------------------------------------------------------------------
 */

static int bpf_poll(const void *arg, struct pollfd *ret, int size)
{
	const struct bpf *ear = arg;
	if (size > 0)
		*ret = (struct pollfd){ .fd = ear->ring_fd, .events = POLLIN };
	return 1;
}

/* A record that another CPU is still writing ends it; those behind it may be whole and counted. */
static bool bpf_drain(void *arg, struct trace_hearing *hearing)
{
	struct bpf *ear = arg;
	uint64_t written = __atomic_load_n(&ear->counts->written, __ATOMIC_ACQUIRE);
	ear->hearing = hearing;
	ear->left = RESET_RING / (int)sizeof(struct reset_record);
	ring_buffer__consume(ear->ring);
	uint64_t lost = __atomic_load_n(&ear->counts->lost, __ATOMIC_RELAXED);
	hearing->lost += lost - ear->lost_told;
	ear->lost_told = lost;
	return ear->read >= written;
}

/* Since Linux 6.2 a program is not called where it has interrupted itself (bpf_prog.active), and
 * that is counted. */
static uint64_t bpf_missing(void *arg)
{
	const struct bpf *ear = arg;
	uint64_t missing = 0;
	for (int i = 0; i < ear->links; i++) {
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);
		if (bpf_obj_get_info_by_fd(ear->program[i], &info, &size) == 0)
			missing += info.recursion_misses;
	}
	return missing;
}

static int bpf_pause(void *arg, bool pause)
{
	const struct bpf *ear = arg;
	__atomic_store_n(&ear->counts->paused, pause, __ATOMIC_RELEASE);
	return 0;
}

#else

static int bpf_open(const struct trace_source *source, void **ret, char *why, size_t size)
{
	(void)source;
	(void)ret;
	snprintf(why, size, "not in this build, which had no clang or no libbpf");
	return -ENOENT;
}

#define bpf_close        NULL
#define bpf_poll         NULL
#define bpf_drain        NULL
#define bpf_missing      NULL
#define bpf_pause        NULL
#define bpf_add_firewall NULL

#endif

const struct trace_way trace_bpf = {
	.name = "BPF",
	.open = bpf_open,
	.close = bpf_close,
	.poll = bpf_poll,
	.drain = bpf_drain,
	.missing = bpf_missing,
	.pause = bpf_pause,
	.add_firewall = bpf_add_firewall,
	.knows_netns = true,
	.may_be_robbed = true,
};
