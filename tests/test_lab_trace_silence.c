/* SPDX-License-Identifier: GPL-2.0-only */
/* By perf alone, anybody may take an event away in the midst of a run, for as long as he likes. */
#include "child.h"
#include "mute.h"
#include "trace_dispatch.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static bool possible;

static int try_first(void **state)
{
	struct tracer *tracer;
	struct why why;

	(void)state;
	possible = mute_alone() == 0 && tracer_open(&tracer, &why) == 0;
	if (!possible)
		return 0;
	possible = !tracer_why_no_reason(tracer);
	if (!possible)
		fprintf(stderr, "SKIP: %s\n", tracer_why_no_reason(tracer));
	tracer_close(tracer);
	return 0;
}

static void no_bpf_nor_instance(void)
{
	child_deny(SYS_bpf, -1, EPERM);
	child_deny(SYS_mkdirat, -1, EACCES);
}

/* Whoever listens by perf alone is robbed in the midst of a run: a witness that is lacking. */
static int fall_silent(void)
{
	struct tracer *tracer;
	struct why why;
	struct evidence *ev = calloc(1, sizeof(*ev));

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	no_bpf_nor_instance();
	if (!ev || tracer_open(&tracer, &why) < 0 || strcmp(tracer_way(tracer), "perf") != 0 ||
	    tracer_attach(tracer, ev) < 0)
		return 1;
	tracer_doubt(tracer, ev);
	if (!ev->trace.present || !ev->socketless.present)
		return 2;
	raise(SIGSTOP); /* until it is muted */
	tracer_doubt(tracer, ev);
	if (ev->trace.present || ev->reason.present || ev->socketless.present ||
	    !strstr(ev->reason.why_not, "went silent"))
		return 3;
	return 0;
}

static void test_silence(void **state)
{
	int status;

	(void)state;
	if (!possible)
		skip();
	pid_t pid = fork();
	if (pid == 0)
		_exit(fall_silent());
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	assert_true(WIFSTOPPED(status));
	int mute = mute_begin("tcp_send_reset");
	assert_true(mute >= 0);
	kill(pid, SIGCONT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	mute_end(mute);
	assert_int_equal(status, 0);
}

/* The kernel has counted a RST of which @way has not told, and tells again. */
static int miss_one(const char *way)
{
	struct tracer *tracer;
	struct why why;
	struct evidence *ev = calloc(1, sizeof(*ev));

	if (strcmp(way, "tracefs") != 0)
		child_deny(SYS_mkdirat, -1, EACCES);
	if (strcmp(way, "perf") == 0)
		child_deny(SYS_bpf, -1, EPERM);
	if (!ev || tracer_open(&tracer, &why) < 0 || strcmp(tracer_way(tracer), way) != 0 ||
	    tracer_attach(tracer, ev) < 0)
		return 100;
	ev->host_count = ev->counter_count = 1;
	ev->counter[0] = (struct counter_fact){ .name = "TcpOutRsts", .after = 1 };
	if (tracer_complete(tracer, ev))
		return 101;
	tracer_doubt(tracer, ev);
	if (!ev->trace.present || !ev->reason.present)
		return 102;
	tracer_close(tracer);
	return (int)ev->trace_missing;
}

/* It may have been robbed, and the thief is gone: no contradiction. What cannot be robbed is
 * believed. */
static void test_silent_for_a_while(void **state)
{
	static const struct {
		const char *way;
		int missing;
	} cases[] = { { "tracefs", 0 }, { "BPF", 1 }, { "perf", 1 } };

	(void)state;
	if (!possible)
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status;
		pid_t pid = fork();
		if (pid == 0)
			_exit(miss_one(cases[i].way));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != cases[i].missing)
			fail_msg("by %s: status %#x", cases[i].way, (unsigned)status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_silent_for_a_while),
	};

	return cmocka_run_group_tests(tests, try_first, NULL);
}
