/* SPDX-License-Identifier: GPL-2.0-only */
#include "sk_lookup.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr *attr)
{
	int result = (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
	return result < 0 ? -errno : result;
}

int sk_lookup_drop(int ns)
{
	static const struct bpf_insn drop[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = SK_DROP },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_SK_LOOKUP,
		.expected_attach_type = BPF_SK_LOOKUP,
		.insns = (uint64_t)(uintptr_t)drop,
		.insn_cnt = sizeof(drop) / sizeof(*drop),
		.license = (uint64_t)(uintptr_t) "GPL",
		.prog_name = "rstlab_drop",
	};
	int program = bpf(BPF_PROG_LOAD, &load);
	/* Before Linux 5.11 programs were held against RLIMIT_MEMLOCK. */
	if (program == -EPERM) {
		setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
		program = bpf(BPF_PROG_LOAD, &load);
	}
	if (program < 0)
		return program;
	union bpf_attr attach = {
		.link_create = { .prog_fd = (uint32_t)program,
				 .target_fd = (uint32_t)ns,
				 .attach_type = BPF_SK_LOOKUP },
	};
	int link = bpf(BPF_LINK_CREATE, &attach);
	close(program); /* the link holds it */
	return link;
}
