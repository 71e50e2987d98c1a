/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_instance.c - by an instance of tracefs: buffers of our own, which nobody else's programs
 * stand before.
 *
 * It does not die with a descriptor. So a process that outlives us removes it when all that hold
 * its other end of a socket are gone; and should that one be killed as well, whoever comes next
 * removes what is left.
 */
#include "descriptors.h"
#include "trace_parts.h"

#include "tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "rstlab-ns."

enum { NAME_MAX_SIZE = 64, PATH_SIZE = 160 };

struct instance {
	const struct trace_source *source;
	char name[NAME_MAX_SIZE]; /* below instances/ */
	bool made;                /* it was there, at least */
	struct remover {
		pid_t pid; /* 0: none */
		int channel;
	} remover;
	int *pipe; /* trace_pipe_raw of each CPU */
	int pipe_count;
	void *page;
	size_t page_size;
};

static int in_instance(const struct instance *instance, char *path, const char *file)
{
	int n = snprintf(path, PATH_SIZE, "instances/%s/%s", instance->name, file);
	return n < 0 || n >= PATH_SIZE ? -ENAMETOOLONG : 0;
}

static int write_to(const struct instance *instance, const char *file, const char *text)
{
	char path[PATH_SIZE];
	int error = in_instance(instance, path, file);
	int fd = error ? -1 : openat(instance->source->tracefs, path, O_WRONLY | O_CLOEXEC);
	if (error || fd < 0)
		return error ? error : -errno;
	error = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return error;
}

/* Of an instance that somebody listens to, this is refused with EBUSY. */
static int remove_instance(int tracefs, const char *name)
{
	char path[PATH_SIZE];
	if (snprintf(path, sizeof(path), "instances/%s", name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return unlinkat(tracefs, path, AT_REMOVEDIR) < 0 ? -errno : 0;
}

/* What a run has left that was killed together with its remover. */
static void sweep(int tracefs)
{
	int fd = openat(tracefs, "instances", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (struct dirent *entry; (entry = readdir(dir));) {
		size_t prefix = strlen(PREFIX);
		if (strncmp(entry->d_name, PREFIX, prefix) != 0)
			continue;
		long pid = strtol(entry->d_name + prefix, NULL, 10);
		/* One that is being opened is not busy yet. */
		if (pid <= 0 || (kill((pid_t)pid, 0) < 0 && errno == ESRCH))
			remove_instance(tracefs, entry->d_name);
	}
	closedir(dir);
}

/* The last of us is gone, and its descriptors with it, or about to be: nobody tells when. */
static void remove_when_unused(int tracefs, const char *name)
{
	enum { FIRST_NS = 100000, LAST_NS = 1000000000 };
	for (long wait_ns = FIRST_NS; wait_ns < LAST_NS; wait_ns *= 2) {
		if (remove_instance(tracefs, name) != -EBUSY)
			return;
		ppoll(NULL, 0, &(struct timespec){ .tv_nsec = wait_ns }, NULL);
	}
}

/* Waits until all ends of @channel but its own are closed, or told to; then removes. */
static _Noreturn void wait_and_remove(int tracefs, int channel, const char *name)
{
	char byte;
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "rstlab-remover");
	/* Neither a terminal, nor a pipe that somebody reads to its end. */
	descriptors_keep(0, tracefs, channel);
	while (recv(channel, &byte, 1, 0) < 0 && errno == EINTR)
		;
	remove_when_unused(tracefs, name);
	_exit(0);
}

/* A child that tells nobody of its end (clone(2), no signal): who waits for all children does not
 * wait for this one. */
static int start_remover(struct instance *instance)
{
	int channel[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		return -errno;
	pid_t pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, 0);
	if (pid == 0) {
		close(channel[0]);
		wait_and_remove(instance->source->tracefs, channel[1], instance->name);
	}
	int error = pid < 0 ? -errno : 0;
	close(channel[1]);
	if (error)
		close(channel[0]);
	else
		instance->remover = (struct remover){ .pid = pid, .channel = channel[0] };
	return error;
}

/* It has removed when it is gone. */
static void end_remover(const struct remover *remover)
{
	if (remover->pid <= 0)
		return;
	shutdown(remover->channel, SHUT_WR);
	while (waitpid(remover->pid, NULL, (int)__WCLONE) < 0 && errno == EINTR)
		;
	close(remover->channel);
}

static void let_go(struct instance *instance)
{
	for (int i = 0; i < instance->pipe_count; i++)
		close(instance->pipe[i]);
	end_remover(&instance->remover);
	free(instance->pipe);
	instance->pipe = NULL;
	instance->pipe_count = 0;
	instance->remover.pid = 0;
	instance->made = false;
}

static void instance_close(void *ear)
{
	struct instance *instance = ear;
	let_go(instance);
	free(instance->page);
	free(instance);
}

static int open_pipes(struct instance *instance)
{
	char path[PATH_SIZE], file[64];
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	instance->pipe = calloc((size_t)cpus, sizeof(*instance->pipe));
	if (!instance->pipe)
		return -ENOMEM;
	for (int cpu = 0; cpu < cpus; cpu++) {
		snprintf(file, sizeof(file), "per_cpu/cpu%d/trace_pipe_raw", cpu);
		int error = in_instance(instance, path, file);
		if (error)
			return error;
		int fd = openat(instance->source->tracefs, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT) /* a CPU that never was */
			continue;
		if (fd < 0)
			return -errno;
		instance->pipe[instance->pipe_count++] = fd;
	}
	return 0;
}

/* Times as the other ways have them, and news at once. A megabyte and more a CPU, as it is given,
 * is too much where there are many. */
static int set_up(struct instance *instance)
{
	enum { MANY = 16 };
	char path[PATH_SIZE];
	int error = write_to(instance, "trace_clock", "mono");
	if (!error && sysconf(_SC_NPROCESSORS_CONF) > MANY)
		error = write_to(instance, "buffer_size_kb", "256");
	if (!error)
		error = write_to(instance, "buffer_percent", "0");
	if (error == -ENOENT) /* Linux 5.0 */
		error = 0;
	if (!error)
		error = open_pipes(instance);
	for (int kind = 0; kind < KINDS && !error; kind++) {
		snprintf(path, sizeof(path), "events/tcp/%s/enable", trace_event_name[kind]);
		error = write_to(instance, path, "1");
	}
	return error;
}

static int make(struct instance *instance)
{
	uint32_t number;
	char path[PATH_SIZE];
	/* In another PID namespace somebody may have the same number. */
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -errno;
	snprintf(instance->name, sizeof(instance->name), PREFIX "%d.%08x", (int)getpid(), number);
	int error = start_remover(instance);
	if (error)
		return error;
	in_instance(instance, path, "");
	if (mkdirat(instance->source->tracefs, path, 0700) < 0)
		return -errno;
	instance->made = true;
	return set_up(instance);
}

/* A run in another PID namespace has taken it for one that was left, as it knows no such process:
 * sweep(). */
static bool is_swept(const struct instance *instance)
{
	char path[PATH_SIZE];
	in_instance(instance, path, "");
	return instance->made && faccessat(instance->source->tracefs, path, F_OK, 0) < 0 &&
	       errno == ENOENT;
}

static int instance_open(const struct trace_source *source, void **ret, char *why, size_t size)
{
	struct instance *instance = calloc(1, sizeof(*instance));
	if (!instance) {
		snprintf(why, size, "no memory");
		return -ENOMEM;
	}
	instance->source = source;
	instance->page_size = (size_t)sysconf(_SC_PAGESIZE);
	instance->page = malloc(instance->page_size);
	sweep(source->tracefs);
	int error = instance->page ? make(instance) : -ENOMEM;
	while (error && is_swept(instance)) {
		let_go(instance);
		error = make(instance);
	}
	if (error) {
		snprintf(why, size, "%s", strerror(-error));
		instance_close(instance);
		return error == -EROFS ? -EACCES : error;
	}
	*ret = instance;
	return 0;
}

static int instance_poll(const void *ear, struct pollfd *ret, int size)
{
	const struct instance *instance = ear;
	for (int i = 0; i < instance->pipe_count && i < size; i++)
		ret[i] = (struct pollfd){ .fd = instance->pipe[i], .events = POLLIN };
	return instance->pipe_count;
}

static void take(int64_t time_ns, const void *raw, size_t size, void *arg)
{
	struct trace_hearing *hearing = arg;
	for (int kind = 0; kind < KINDS; kind++)
		if (trace_format_id(hearing->source->format[kind]) == trace_record_id(raw))
			trace_hear(hearing, kind, time_ns, raw, size);
}

static bool instance_drain(void *ear, struct trace_hearing *hearing)
{
	struct instance *instance = ear;
	for (int i = 0; i < instance->pipe_count; i++)
		while (read(instance->pipe[i], instance->page, instance->page_size) > 0) {
			int missed = trace_page_read(instance->page, take, hearing);
			hearing->lost += missed < 0 ? 1 : (uint64_t)missed;
		}
	return true;
}

static int instance_pause(void *ear, bool pause)
{
	return write_to(ear, "tracing_on", pause ? "0" : "1");
}

static uint64_t instance_missing(void *ear)
{
	(void)ear;
	return 0;
}

const struct trace_way trace_instance = {
	.name = "tracefs",
	.keeps_common = true,
	.open = instance_open,
	.close = instance_close,
	.poll = instance_poll,
	.drain = instance_drain,
	.missing = instance_missing,
	.pause = instance_pause,
};
