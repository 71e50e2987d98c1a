/* SPDX-License-Identifier: GPL-2.0-only */
#include "mute.h"

#include "tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int load(void)
{
	static const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_TRACEPOINT,
				.insns = (uintptr_t)code,
				.insn_cnt = 2,
				.license = (uintptr_t) "GPL" };
	int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

int mute_begin(const char *event)
{
	char text[16], path[64];
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };
	int tracefs = tracefs_open(), program = load();

	if (tracefs < 0 || program < 0)
		return tracefs < 0 ? tracefs : program;
	snprintf(path, sizeof(path), "events/tcp/%s/id", event);
	long n = tracefs_read(tracefs, path, text, sizeof(text));
	close(tracefs);
	if (n < 0)
		return (int)n;
	attr.config = strtoull(text, NULL, 10);
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0 || ioctl(fd, PERF_EVENT_IOC_SET_BPF, program) < 0)
		return -errno;
	close(program);
	return fd;
}

void mute_end(int mute)
{
	close(mute);
}

int mute_alone(void)
{
	int tracefs = tracefs_open();
	int fd = openat(tracefs, "events/tcp/tcp_send_reset/id", O_RDONLY | O_CLOEXEC);
	int error = fd < 0 || flock(fd, LOCK_EX) < 0 ? -errno : 0;

	if (tracefs >= 0)
		close(tracefs);
	return error;
}
