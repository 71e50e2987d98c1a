/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing stays of what BPF listens with. */
#include "trace_parts.h"

#include <linux/bpf.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PROGRAMS_MAX = 8, WAIT_MS = 20000 };

static bool can_hear(void)
{
	struct trace *trace;
	char why[256];

	if (trace_open_by(&trace_bpf, &trace, why, sizeof(why)) < 0) {
		print_message("%s\n", why);
		return false;
	}
	trace_close(trace);
	return true;
}

/* The programs that the process has, by their numbers. */
static int programs_of(pid_t pid, uint32_t ret[PROGRAMS_MAX])
{
	int count = 0;

	for (int fd = 0; fd < 256 && count < PROGRAMS_MAX; fd++) {
		char path[64], line[128];
		bool is_link = false;
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)pid, fd);
		FILE *in = fopen(path, "re");
		while (in && fgets(line, sizeof(line), in)) {
			is_link |= strncmp(line, "link_type:", 10) == 0;
			if (!is_link && sscanf(line, "prog_id: %u", &ret[count]) == 1)
				count++;
		}
		if (in)
			fclose(in);
	}
	return count;
}

static bool program_is_there(uint32_t id)
{
	union bpf_attr attr = { .prog_id = id };
	int fd = (int)syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attr, sizeof(attr));

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Killed, it takes all with it. */
static void test_gone(void **state)
{
	uint32_t program[PROGRAMS_MAX];
	int channel[2];
	char byte;

	(void)state;
	if (!can_hear())
		skip();
	assert_int_equal(pipe(channel), 0);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		struct trace *trace;
		char why[256];
		if (trace_open_by(&trace_bpf, &trace, why, sizeof(why)) < 0)
			_exit(1);
		trace_add_firewall(trace);
		if (write(channel[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	close(channel[1]);
	assert_int_equal(read(channel[0], &byte, 1), 1);
	close(channel[0]);
	int count = programs_of(pid, program);
	assert_in_range(count, 2, 3);
	for (int i = 0; i < count; i++)
		assert_true(program_is_there(program[i]));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	/* The kernel lets go of them a moment later: it is no test of how soon. */
	for (int i = 0; i < count; i++)
		for (int waited = 0; program_is_there(program[i]); waited++) {
			if (waited > WAIT_MS)
				fail_msg("program %u is still there", program[i]);
			poll(NULL, 0, 1);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_gone) };

	return cmocka_run_group_tests_name("lab_trace_bpf_gone", tests, NULL, NULL);
}
