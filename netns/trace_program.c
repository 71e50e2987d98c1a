/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_program.c - the BPF program, written out: it takes two dozen instructions, and needs no
 * compiler at run time nor the kernel's types (BTF), since the tracepoint's format says where what
 * is.
 */
#include "trace_parts.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The common fields of an event: the kernel keeps something of its own there while programs run
 * (perf_trace_run_bpf_submit()). */
enum { COMMON = 8 };

enum { R0, R1, R2, R3, R6 = 6, R7 };

enum { CODE_MAX = 128 };

struct code {
	struct bpf_insn at[CODE_MAX];
	int count;
};

static void put(struct code *code, struct bpf_insn instruction)
{
	if (code->count < CODE_MAX)
		code->at[code->count] = instruction;
	code->count++;
}

static void move(struct code *code, unsigned to, unsigned from)
{
	put(code, (struct bpf_insn){ .code = BPF_ALU64 | BPF_MOV | BPF_X,
				     .dst_reg = to & 15,
				     .src_reg = from & 15 });
}

static void set(struct code *code, unsigned to, int value)
{
	put(code, (struct bpf_insn){
			  .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = to & 15, .imm = value });
}

/* The address of a map, or that of a map's first value, @at bytes on: an instruction of two. */
static void set_map(struct code *code, unsigned to, unsigned what, int map, int at)
{
	put(code, (struct bpf_insn){ .code = BPF_LD | BPF_DW | BPF_IMM,
				     .dst_reg = to & 15,
				     .src_reg = what & 15,
				     .imm = map });
	put(code, (struct bpf_insn){ .imm = at });
}

/* Adds 1 to the @number-th count of the first value of @counts. */
static void count_one(struct code *code, int counts, int number)
{
	set_map(code, R1, BPF_PSEUDO_MAP_VALUE, counts, number * (int)sizeof(uint64_t));
	set(code, R2, 1);
	put(code, (struct bpf_insn){ .code = BPF_STX | BPF_ATOMIC | BPF_DW,
				     .dst_reg = R1,
				     .src_reg = R2,
				     .imm = BPF_ADD });
}

static void call(struct code *code, int function)
{
	put(code, (struct bpf_insn){ .code = BPF_JMP | BPF_CALL, .imm = function });
}

/* What the program returns, if it is not 0, changes nothing for others at this tracepoint. */
static void leave(struct code *code)
{
	set(code, R0, 1);
	put(code, (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT });
}

/* As many bytes at a time as are aligned and there. */
static void copy(struct code *code, size_t size)
{
	static const struct {
		size_t bytes;
		uint8_t code;
	} width[] = { { 8, BPF_DW }, { 4, BPF_W }, { 2, BPF_H }, { 1, BPF_B } };
	for (size_t at = COMMON, i; at < size; at += width[i].bytes) {
		for (i = 0; width[i].bytes > size - at; i++)
			;
		put(code, (struct bpf_insn){ .code = (uint8_t)(BPF_LDX | BPF_MEM | width[i].code),
					     .dst_reg = R1,
					     .src_reg = R6,
					     .off = (int16_t)at });
		put(code, (struct bpf_insn){ .code = (uint8_t)(BPF_STX | BPF_MEM | width[i].code),
					     .dst_reg = R7,
					     .src_reg = R1,
					     .off = (int16_t)(at + sizeof(uint64_t)) });
	}
}

static void write_code(struct code *code, int ring, int counts, int kind, size_t size)
{
	move(code, R6, R1);
	set_map(code, R1, BPF_PSEUDO_MAP_FD, ring, 0);
	set(code, R2, (int)(sizeof(uint64_t) + size));
	set(code, R3, 0);
	call(code, BPF_FUNC_ringbuf_reserve);
	int full = code->count;
	put(code, (struct bpf_insn){ .code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = R0 });
	move(code, R7, R0);
	call(code, BPF_FUNC_ktime_get_ns);
	put(code,
	    (struct bpf_insn){ .code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = R7, .src_reg = R0 });
	put(code, (struct bpf_insn){ .code = BPF_ST | BPF_MEM | BPF_DW,
				     .dst_reg = R7,
				     .off = sizeof(uint64_t),
				     .imm = kind });
	copy(code, size);
	move(code, R1, R7);
	set(code, R2, 0);
	call(code, BPF_FUNC_ringbuf_submit);
	leave(code);
	code->at[full].off = (int16_t)(code->count - full - 1);
	count_one(code, counts, TRACE_LOST);
	leave(code);
}

static int load(const struct code *code, unsigned type)
{
	if (code->count > CODE_MAX)
		return -E2BIG;
	union bpf_attr attr = {
		.prog_type = type,
		.insn_cnt = (unsigned)code->count,
		.insns = (uintptr_t)code->at,
		.license = (uintptr_t) "GPL",
		.prog_name = "rstlab_reset",
	};
	int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd < 0 ? -errno : fd;
}

int trace_program(int ring, int counts, int kind, size_t size)
{
	struct code code = { .count = 0 };
	if (size < COMMON)
		return -EBADMSG;
	write_code(&code, ring, counts, kind, size);
	return load(&code, BPF_PROG_TYPE_TRACEPOINT);
}

int trace_counter_program(int counts, int kind)
{
	struct code code = { .count = 0 };
	count_one(&code, counts, kind);
	leave(&code);
	return load(&code, BPF_PROG_TYPE_RAW_TRACEPOINT);
}
