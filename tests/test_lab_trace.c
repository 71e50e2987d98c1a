/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own word: each way to hear it, what each can lose, and what may not be lost. */
#include "child.h"
#include "folder.h"
#include "mute.h"
#include "play.h"

#include "clock.h"
#include "trace_parts.h"
#include "tracefs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct trace_way *const ways[] = { &trace_bpf, &trace_instance, &trace_perf };
enum { WAYS = sizeof(ways) / sizeof(*ways) };

static bool possible;

static int try_first(void **state)
{
	struct trace *trace;
	char why[256];

	mute_alone();
	int error = trace_open(TRACE_TO_MISS_NONE, &trace, why, sizeof(why));
	possible = !error;
	if (possible)
		trace_close(trace);
	else
		fprintf(stderr, "SKIP: %s\n", why);
	return folder_enter(state);
}

static void nobody(const struct trace_event *event, void *arg)
{
	(void)event;
	(void)arg;
}

static int hears(struct trace *trace)
{
	uint64_t lost = 0;

	return trace_hears(trace, nobody, NULL, &lost);
}

static void test_ways(void **state)
{
	(void)state;
	if (!possible)
		skip();
	for (int i = 0; i < WAYS; i++) {
		struct trace *trace;
		struct pollfd fds[1024];
		char why[256] = "";
		int error = trace_open_by(ways[i], &trace, why, sizeof(why));
		if (error)
			fail_msg("%s: %s", ways[i]->name, why);
		assert_string_equal(trace_way_name(trace), ways[i]->name);
		assert_in_range(trace_poll(trace, fds, 1024), 1, 1024);
		assert_int_equal(hears(trace), 0);
		assert_int_equal(trace_missing(trace), 0);
		trace_close(trace);
	}
}

/* Somebody's program takes the events away: from perf, and from nobody else. */
static void test_mute(void **state)
{
	(void)state;
	if (!possible)
		skip();
	struct trace *heard[WAYS], *trace;
	char why[256] = "";
	for (int i = 0; i < WAYS; i++)
		assert_int_equal(trace_open_by(ways[i], &heard[i], why, sizeof(why)), 0);
	int mute = mute_begin("tcp_send_reset");
	assert_true(mute >= 0);
	for (int i = 0; i < WAYS; i++)
		assert_int_equal(hears(heard[i]), ways[i] == &trace_perf ? -ENOMSG : 0);
	int error = trace_open_by(&trace_perf, &trace, why, sizeof(why));
	assert_int_equal(error, -ENOENT);
	assert_true(trace_is_lacking(error));
	assert_string_equal(
		why, "tracepoint tcp:tcp_send_reset, by perf: it did not report a test reset");
	mute_end(mute);
	for (int i = 0; i < WAYS; i++) {
		assert_int_equal(hears(heard[i]), 0);
		trace_close(heard[i]);
	}
}

/* ---- What is refused: the next way is taken ----------------------------------------------------
 */

/* In a child: the name of the way that is open, or why there is none, and the error. */
struct answer {
	int error;
	char text[256];
};

static void ask(void (*prepare)(void), struct answer *ret)
{
	int channel[2];

	assert_int_equal(pipe(channel), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct trace *trace;
		struct answer answer = { 0 };
		prepare();
		answer.error =
			trace_open(TRACE_TO_MISS_NONE, &trace, answer.text, sizeof(answer.text));
		if (!answer.error)
			snprintf(answer.text, sizeof(answer.text), "%s", trace_way_name(trace));
		if (!answer.error)
			trace_close(trace);
		_exit(write(channel[1], &answer, sizeof(answer)) == sizeof(answer) ? 0 : 1);
	}
	close(channel[1]);
	assert_int_equal(read(channel[0], ret, sizeof(*ret)), sizeof(*ret));
	close(channel[0]);
	waitpid(pid, NULL, 0);
}

static void nothing(void)
{
}

static void no_bpf(void)
{
	child_deny(SYS_bpf, -1, EPERM);
}

static void no_instance(void)
{
	child_deny(SYS_mkdirat, -1, EACCES);
}

static void no_bpf_nor_instance(void)
{
	child_deny(SYS_bpf, -1, EPERM);
	child_deny(SYS_mkdirat, -1, EACCES);
}

static void nothing_at_all(void)
{
	no_bpf_nor_instance();
	child_deny(SYS_perf_event_open, -1, EPERM);
}

static void no_memory(void)
{
	no_bpf_nor_instance();
	child_deny(SYS_perf_event_open, -1, ENOMEM);
}

static void no_descriptors(void)
{
	struct rlimit few = { 8, 8 };
	setrlimit(RLIMIT_NOFILE, &few);
}

static void no_tracefs(void)
{
	child_deny(SYS_openat, -1, EMFILE);
}

static void test_refused(void **state)
{
	static const struct {
		void (*prepare)(void);
		const char *says;
		bool lacks;
	} cases[] = {
		{ nothing, "tracefs", false },
		{ no_instance, "BPF", false },
		{ no_bpf, "tracefs", false },
		{ no_bpf_nor_instance, "perf", false },
		{ nothing_at_all,
		  "tracepoint tcp:tcp_send_reset, by tracefs: Permission denied; BPF: load: "
		  "Operation not permitted; perf: Operation not permitted",
		  true },
		{ no_memory, "Cannot allocate memory", false },
		{ no_descriptors, "Too many open files", false },
		{ no_tracefs, "Too many open files", false },
	};

	(void)state;
	if (!possible)
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct answer answer;
		ask(cases[i].prepare, &answer);
		if (!strstr(answer.text, cases[i].says))
			fail_msg("case %zu: %s", i, answer.text);
		assert_int_equal(answer.error && trace_is_lacking(answer.error), cases[i].lacks);
	}
}

/* ---- A full buffer is told ---------------------------------------------------------------------
 */

enum { FLOOD = 20000 };
static const int64_t AWAIT_NS = 10000000000;

/* Resets connections over a loopback of its own, at 127.77/16, as fast as it can. */
static _Noreturn void flood(void)
{
	static const struct linger linger = { .l_onoff = 1 };
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons(8080),
				    .sin_addr = { htonl(0x7f4d0001) } };
	struct ifreq up = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (unshare(CLONE_NEWNET) < 0)
		_exit(1);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	if (ioctl(listener, SIOCSIFFLAGS, &up) < 0 ||
	    bind(listener, (struct sockaddr *)&addr, sizeof(addr)) < 0 || listen(listener, 8) < 0)
		_exit(2);
	for (int i = 0; i < FLOOD; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(client, (struct sockaddr *)&addr, sizeof(addr)) < 0)
			_exit(3);
		int server = accept(listener, NULL, NULL);
		setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
		close(client);
		close(server);
	}
	_exit(0);
}

static void count_flood(const struct trace_event *event, void *arg)
{
	uint64_t *count = arg;

	*count +=
		event->sent && event->remote.s6_addr[12] == 0x7f && event->remote.s6_addr[13] == 77;
}

/* What others reset meanwhile is read too. */
static void await_loss(struct trace *trace, uint64_t *seen, uint64_t *ret_lost)
{
	int64_t deadline = now_ns(CLOCK_MONOTONIC) + AWAIT_NS;

	while ((*ret_lost += trace_missing(trace)) == 0 && now_ns(CLOCK_MONOTONIC) < deadline)
		trace_drain(trace, count_flood, seen, ret_lost);
}

static void test_full(void **state)
{
	(void)state;
	if (!possible)
		skip();
	for (int i = 0; i < WAYS; i++) {
		struct trace *trace;
		char why[256];
		int status;
		uint64_t seen = 0, lost = 0;
		assert_int_equal(trace_open_by(ways[i], &trace, why, sizeof(why)), 0);
		pid_t pid = fork();
		if (pid == 0)
			flood();
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		trace_drain(trace, count_flood, &seen, &lost);
		assert_in_range(seen, 100, FLOOD - 1);
		/* perf tells of a loss with the next event that it has room for; till then it
		 * counts more than it has handed over, which it knows when all is read. */
		await_loss(trace, &seen, &lost);
		if (!lost)
			fail_msg("%s: %llu of %d, and no loss is told", ways[i]->name,
				 (unsigned long long)seen, FLOOD);
		/* Of what was overwritten tracefs does not always say how much. */
		if (ways[i] != &trace_instance)
			assert_true(seen + lost >= FLOOD);
		/* Then it goes on as before. */
		assert_int_equal(hears(trace), 0);
		assert_int_equal(hears(trace), 0);
		trace_close(trace);
	}
}

/* ---- The program itself ------------------------------------------------------------------------
 */

static void run_with(void (*prepare)(void), int code, const char *says)
{
	struct child_spec spec = { .args = { "run", "-v", "port-closed", "linger", "unread-data" },
				   .prepare = prepare };
	struct child child;

	assert_true(child_run(&spec, &child));
	if (child.code != code || !strstr(child.out, says))
		fail_msg("exit %d, not %d; no '%s' in\n%s%s", child.code, code, says, child.out,
			 child.err);
	child_free(&child);
}

/* Whatever an observer on this host returns, the kernel is not blamed for it. */
static void test_run_muted(void **state)
{
	(void)state;
	if (!possible)
		skip();
	run_with(NULL, GOOD, "6 PASS, 0 FAIL, 0 SKIP, 0 BROKEN");
	int mute = mute_begin("tcp_send_reset");
	assert_true(mute >= 0);
	run_with(NULL, GOOD, "6 PASS, 0 FAIL, 0 SKIP, 0 BROKEN");
	run_with(no_bpf, GOOD, "tcp_send_reset reason=");
	run_with(no_instance, GOOD, "tcp_send_reset reason=");
	run_with(no_bpf_nor_instance, GOOD, "perf: it did not report a test reset");
	mute_end(mute);
	run_with(no_bpf_nor_instance, GOOD, "tcp_send_reset reason=");
}

static void few_at_first(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 20;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void test_descriptors(void **state)
{
	(void)state;
	if (!possible)
		skip();
	run_with(few_at_first, GOOD, "6 PASS, 0 FAIL, 0 SKIP, 0 BROKEN");
}

/* What failed for want of something is not told as a lack. */
static void test_run_without_memory(void **state)
{
	struct child_spec spec = { .args = { "run", "port-closed" }, .prepare = no_memory };

	(void)state;
	if (!possible)
		skip();
	assert_true(child_expect(&spec, IN_PIECES, "cannot listen to the kernel: tracepoint tcp:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_mute),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_full),

		cmocka_unit_test(test_run_muted),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_run_without_memory),
	};

	return cmocka_run_group_tests(tests, try_first, folder_leave);
}
