/* SPDX-License-Identifier: GPL-2.0-only */
/* What comes from outside of a story is BROKEN, and no word on TCP: an actor that somebody kills, a
 * capture that cannot be read, a call that the machine refuses, a process that may not be killed.
 */
#include "child.h"
#include "lab.h"
#include "needs.h"
#include "play.h"
#include "registry.h"

#include "capture.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { REPEAT = 20 };

/* ---- Actors -------------------------------------------------------------------------------------
 */

/* Returns when it is dead. */
static void kill_from_outside(struct lab *lab, const char *name)
{
	siginfo_t info;

	for (int i = 0; i < lab->actor_count; i++) {
		const struct actor *actor = &lab->actor[i];
		if (!actor->pid || strcmp(actor->name, name) != 0)
			continue;
		kill(actor->pid, SIGKILL);
		waitid(P_PID, (id_t)actor->pid, &info, WEXITED | WNOWAIT);
	}
}

/* The restarted service, before the client's probe: then that meets no listener. */
static bool kill_service(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (strcmp(verb, "SO_KEEPALIVE") == 0)
		kill_from_outside(lab, "server");
	return true;
}

/* Who is to be asked next. */
static bool kill_asked(struct lab *lab, const char *verb, struct sock *sock)
{
	if (strcmp(verb, "SO_KEEPALIVE") == 0)
		kill_from_outside(lab, sock->actor->name);
	return true;
}

/* Before the story does it: it would send a RST then that could still leave. */
static bool kill_early(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (strcmp(verb, "link_down") == 0)
		kill_from_outside(lab, "server");
	return true;
}

static void test_actor(void **state)
{
	static const struct {
		bool (*tamper)(struct lab *lab, const char *verb, struct sock *sock);
		const char *why;
	} cases[] = {
		{ kill_service, "the story lost an actor that it did not kill; 'server' was "
				"killed from outside: signal 9" },
		{ kill_early, "cannot kill server: it is already dead; 'server' was killed from "
			      "outside: signal 9" },
		{ kill_asked, "; 'client' was killed from outside: signal 9" },
	};
	const struct scenario *list[] = { registry_scenario("half-open-keepalive") };

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tale tale = { 0 };
		struct run_plan plan = { .scenario = list,
					 .scenario_count = 1,
					 .ipv4 = true,
					 .ipv6 = true,
					 .repeat = 1,
					 .jobs = 2,
					 .tamper = cases[i].tamper,
					 .scale = play_patience() };
		play(&plan, &tale);
		assert_int_equal(tale.count, 2);
		for (int n = 0; n < tale.count; n++) {
			const struct verdict *verdict = tale.told[n]->verdict;
			assert_int_equal(verdict->status, BROKEN);
			if (!strstr(verdict->why, cases[i].why))
				fail_msg("'%s' is not in '%s'", cases[i].why, verdict->why);
		}
		play_free(&tale);
	}
}

/* ---- Labs ---------------------------------------------------------------------------------------
 */

static void play_well(struct lab *lab)
{
	tcp_connect(actor_start(lab, "client", "client"), "server", SERVICE_PORT);
}

/* Somebody else reads a frame, or it cannot be read. */
static void play_stolen(struct lab *lab)
{
	uint8_t frame[60] = { [12] = 0x88, [13] = 0xb6 };
	struct pollfd arrived = { .fd = lab->end[1].capture, .events = POLLIN };

	play_well(lab);
	settle(lab);
	int error = capture_send(lab->end[0].capture, lab->end[0].index, frame, sizeof(frame));
	if (error)
		lab_broken(lab, "cannot send: %s", strerror(-error));
	poll(&arrived, 1, -1);
	if (recv(lab->end[1].capture, frame, sizeof(frame), 0) < 0)
		lab_broken(lab, "cannot steal: %s", strerror(errno));
}

/* @action to @nr with @value as its argument number @at. */
static void filter(uint32_t nr, int at, uint32_t value, uint32_t action)
{
	const uint32_t place =
		(uint32_t)(offsetof(struct seccomp_data, args) + (size_t)at * sizeof(uint64_t));
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		child_give_up("seccomp");
}

/* When it asks for its next story it dies. */
static void play_last(struct lab *lab)
{
	play_well(lab);
	filter(__NR_recvfrom, 0, (uint32_t)lab->process->channel, SECCOMP_RET_KILL_PROCESS);
}

static void play_for_ever(struct lab *lab)
{
	play_well(lab);
	settle(lab);
	for (;;)
		pause();
}

static const struct promise promises[] = {
	{ "client", .call = CLAIM(call, .verb = "connect", .err = ECONNREFUSED) },
	{ .who = NULL },
};
static const struct scenario stolen = { "stolen", .play = play_stolen, .promises = promises },
			     last = { "last", .play = play_last, .promises = promises },
			     for_ever = { "for-ever", .play = play_for_ever, .promises = promises };

static struct run_plan plan_of(const struct scenario *const *scenario)
{
	return (struct run_plan){ .scenario = scenario,
				  .scenario_count = 1,
				  .ipv4 = true,
				  .repeat = 1,
				  .jobs = 1,
				  .scale = play_patience() };
}

static void test_capture(void **state)
{
	const struct scenario *list[] = { &stolen };
	struct run_plan plan = plan_of(list);
	struct tale tale = { 0 };

	(void)state;
	if (!play_possible())
		skip();
	play(&plan, &tale);
	assert_int_equal(tale.count, 1);
	const struct verdict *verdict = tale.told[0]->verdict;
	assert_int_equal(verdict->status, BROKEN);
	assert_non_null(
		strstr(verdict->why,
		       " packets that the capture of 'eth0' at 'server' took could be read: "));
	play_free(&tale);
}

/* One that dies while nobody wants anything of it costs nothing. */
static void test_idle(void **state)
{
	const struct scenario *list[] = { &last };
	struct run_plan plan = plan_of(list);
	struct tale tale = { 0 };

	(void)state;
	if (!play_possible())
		skip();
	plan.repeat = REPEAT;
	play(&plan, &tale);
	assert_string_equal(tale.why.text, "");
	assert_int_equal(tale.count, REPEAT);
	for (int i = 0; i < tale.count; i++)
		if (tale.told[i]->verdict->status != PASS)
			fail_msg("number %d: %s", i, tale.told[i]->verdict->why);
	play_free(&tale);
}

static bool ignore(const struct played *played, void *arg)
{
	(void)played;
	(void)arg;
	return true;
}

/* Who may not kill does not wait for ever, and says so; what it leaves dies with it. */
static void test_unkillable(void **state)
{
	const struct scenario *list[] = { &for_ever };
	int status;

	(void)state;
	if (!play_possible())
		skip();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t pid = fork();
	if (pid == 0) {
		struct run_plan plan = plan_of(list);
		struct why why;
		plan.scale = play_impatience();
		plan.each = ignore;
		child_deny(__NR_kill, -1, EPERM);
		int error = run_play(&plan, &why);
		if (error != -EPERM || !strstr(why.text, " cannot be killed: ") ||
		    !strstr(why.text, "for-ever hangs for "))
			fprintf(stderr, "%d: %s\n", error, why.text);
		_exit(error == -EPERM && strstr(why.text, " cannot be killed: ") ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status == CHILD_GAVE_UP << 8)
		skip();
	assert_int_equal(status, 0);
	/* And all that came to us. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	assert_int_equal(errno, ECHILD);
}

/* ---- The program --------------------------------------------------------------------------------
 */

static void deny_listen(void)
{
	filter(__NR_listen, 1, 5, SECCOMP_RET_ERRNO | ENOMEM); /* with the backlog of a story */
}

static void deny_connect(void)
{
	child_deny(__NR_connect, 4, ENOBUFS);
}

static void deny_kill(void)
{
	child_deny(__NR_kill, -1, EPERM);
}

static void deny_asking(void)
{
	child_deny(__NR_sched_getaffinity, -1, EPERM);
}

static void deny_staying(void)
{
	child_deny(__NR_sched_setaffinity, -1, EINVAL);
}

/* As on a machine of more than 1,024 CPUs. */
static void deny_small_sets(void)
{
	filter(__NR_sched_getaffinity, 1, 128, SECCOMP_RET_ERRNO | EINVAL);
}

static void test_refused(void **state)
{
	static const struct {
		const char *scenario;
		void (*prepare)(void);
		int code;
		const char *out, *err; /* what they hold; NULL: nothing */
	} cases[] = {
		{ "unread-data", deny_listen, IN_PIECES,
		  "; listen(:8080, backlog 5) of 'server' = -1 ENOMEM: an error of this machine",
		  NULL },
		{ "port-closed", deny_connect, IN_PIECES,
		  ":8080) of 'client' = -1 ENOBUFS: an error of this machine", NULL },
		{ "half-open", deny_kill, IN_PIECES, "cannot kill the process of server: ", NULL },
		{ "linger", deny_kill, GOOD, "1 PASS", NULL },
		{ "linger", deny_asking, IN_PIECES, "", "cannot read the allowed CPUs: " },
		{ "linger", deny_staying, IN_PIECES, "cannot stay on CPU ", NULL },
		{ "linger", deny_small_sets, GOOD, "1 PASS", NULL },
	};

	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child_spec spec = { { "run", cases[i].scenario, "-4", "--timeout-scale",
					     "0.2" },
					   .prepare = cases[i].prepare };
		struct child child;
		if (!child_run(&spec, &child))
			skip();
		if (child.code != cases[i].code || !strstr(child.out, cases[i].out) ||
		    !strstr(child.err, cases[i].err ? cases[i].err : ""))
			fail_msg("%s: %d, %s%s", cases[i].scenario, child.code, child.out,
				 child.err);
		if (cases[i].err)
			child_check_line(child.err, cases[i].err);
		else
			assert_string_equal(child.err, "");
		child_free(&child);
	}
}

/* What tried an ability was killed, or had no memory: that is no word on the kernel's options. */
static void test_probe(void **state)
{
	static const struct {
		int error;
		const char *says;
	} cases[] = {
		{ -ECHILD, "cannot be tried: the process that tried it was killed" },
		{ -ENOMEM, "cannot be tried: Cannot allocate memory" },
		{ -EOPNOTSUPP, "Operation not supported (CONFIG_NF_TABLES)" },
	};
	char text[TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
			ability_why(ability_find("nftables"), cases[i].error, text, sizeof(text)),
			cases[i].says);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_actor),      cmocka_unit_test(test_capture),
		cmocka_unit_test(test_idle),       cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unkillable), cmocka_unit_test(test_probe),
	};

	return cmocka_run_group_tests_name("lab_outside", tests, NULL, NULL);
}
