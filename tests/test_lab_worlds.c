/* SPDX-License-Identifier: GPL-2.0-only */
/* The program where something is missing: it says what, and never judges wrongly for it. */
#include "child.h"
#include "folder.h"
#include "play.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Worlds -------------------------------------------------------------------------------------
 */

static void deny_namespaces(void)
{
	child_deny(SYS_unshare, -1, EPERM);
}

static void deny_namespaces_to_nobody(void)
{
	child_become_nobody();
	child_deny(SYS_unshare, -1, EPERM);
}

/* As with the sysctl of a hardened machine. */
static void allow_no_user_namespaces(void)
{
	child_become_root_of(1 << 16);
	errno = -child_write("/proc/sys/user/max_user_namespaces", "0");
	if (errno)
		child_give_up("user.max_user_namespaces");
	child_become_nobody();
}

static void deny_ipv6(void)
{
	child_deny(SYS_socket, AF_INET6, EAFNOSUPPORT);
}

static void deny_packet_sockets(void)
{
	child_deny(SYS_socket, AF_PACKET, EPERM);
}

static void deny_tracepoint(void)
{
	if (geteuid() != 0)
		child_give_up("who is not root is told of it by tracefs already");
	/* Each of the ways to listen. */
	child_deny(SYS_perf_event_open, -1, EACCES);
	child_deny(SYS_bpf, -1, EPERM);
	child_deny(SYS_mkdirat, -1, EACCES);
}

static void need_root(void)
{
	if (geteuid() != 0)
		child_give_up("root");
}

/* Nor where it is mounted already, if that can be helped. */
static void deny_tracefs(void)
{
	if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", "none", MS_REC | MS_PRIVATE, "") == 0) {
		umount2("/sys/kernel/debug", MNT_DETACH);
		umount2("/sys/kernel/tracing", MNT_DETACH);
	}
	if (access("/sys/kernel/tracing/events", F_OK) == 0 ||
	    access("/sys/kernel/debug/tracing/events", F_OK) == 0)
		child_give_up("a machine without its tracefs");
	child_deny(SYS_fsopen, -1, EPERM);
}

static void allow_few_descriptors(void)
{
	if (play_under_valgrind())
		child_give_up("valgrind has a limit of its own");
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 18, 18 });
}

static void allow_few_namespaces(void)
{
	child_become_root_of(1);
	errno = -child_write("/proc/sys/user/max_net_namespaces", "2");
	if (errno)
		child_give_up("user.max_net_namespaces");
}

static void allow_no_namespaces(void)
{
	child_become_root_of(1);
	errno = -child_write("/proc/sys/user/max_net_namespaces", "0");
	if (errno)
		child_give_up("user.max_net_namespaces");
}

/* ---- What is made of them -----------------------------------------------------------------------
 */

#define RUN(...)                                    \
	{                                           \
		__VA_ARGS__, "--timeout-scale", "3" \
	}

static const struct {
	struct child_spec spec;
	int code;
	const char *err;    /* in its only line on standard error; NULL: there is none */
	const char *out[3]; /* on standard output; "": nothing is */
} cases[] = {
	{ { RUN("run", "port-closed", "linger", "half-open", "-v"), child_become_free_nobody },
	  GOOD,
	  NULL,
	  { "6 PASS, 0 FAIL, 0 SKIP, ", " 0 BROKEN", "SKIP    reason" } },
	{ { { "doctor" }, child_become_free_nobody },
	  GOOD,
	  NULL,
	  { "in a user namespace of its own",
	    "sysctls of the whole machine: only as root, and with",
	    "  orphans-exceeded, orphans-exceeded-timer\n      changes sysctls of the whole machine; use --own-machine, on a machine of the" } },
	{ { RUN("run", "linger"), deny_namespaces },
	  NOTHING_RAN,
	  "nothing could be played: cannot make a network namespace: ",
	  { "SKIP    linger/ipv4", "2 SKIP", "0 BROKEN" } },
	{ { RUN("run", "linger"), deny_namespaces_to_nobody },
	  NOTHING_RAN,
	  "try sudo",
	  { "0 PASS, 0 FAIL, 2 SKIP" } },
	{ { RUN("run", "linger"), allow_no_user_namespaces },
	  NOTHING_RAN,
	  "limited by user.max_user_namespaces",
	  { "0 PASS, 0 FAIL, 2 SKIP" } },
	{ { { "doctor" }, deny_namespaces_to_nobody },
	  GOOD,
	  NULL,
	  { "namespaces         NO",
	    "  veth               -    links between namespaces: not examined: no lab can be made here\n",
	    " can be played in full:\n  all of them\n" } },
	{ { { "doctor" }, need_root },
	  GOOD,
	  NULL,
	  { "own-machine        -    sysctls of the whole machine: only with 'run --own-machine'",
	    " can be played in full:\n",
	    "\n  orphans-exceeded, orphans-exceeded-timer\n      changes sysctls" } },
	{ { { "doctor", "-v" }, need_root },
	  GOOD,
	  NULL,
	  { " can be played in full:\n",
	    "\n  port-closed                        can be played in full\n",
	    "\n  orphans-exceeded                   cannot be played: changes sysctls" } },
	{ { RUN("run", "linger"), deny_ipv6 },
	  GOOD,
	  NULL,
	  { "PASS    linger/ipv4", "SKIP    linger/ipv6",
	    "needs IPv6: Address family not supported" } },
	{ { RUN("run", "linger", "-6"), deny_ipv6 }, GOOD, NULL, { "0 PASS, 0 FAIL, 1 SKIP" } },
	{ { { "doctor" }, deny_ipv6 },
	  GOOD,
	  NULL,
	  { "ipv6               NO", "not over ipv6: needs IPv6: " } },
	{ { RUN("run", "linger"), deny_packet_sockets },
	  NOTHING_RAN,
	  "nothing could be played: cannot capture packets: Operation not permitted: refused by a seccomp filter",
	  { "0 PASS, 0 FAIL, 2 SKIP" } },
	{ { RUN("run", "linger", "unread-data", "-v"), deny_tracepoint },
	  GOOD,
	  NULL,
	  { "4 PASS, 0 FAIL, 0 SKIP, ", "SKIP    reason",
	    "tracepoint tcp:tcp_send_reset, by tracefs: Permission denied; BPF: " } },
	/* Green without the kernel's word is what was not asked for. */
	{ { RUN("run", "linger", "unread-data", "--require", "wire,reason"), deny_tracepoint },
	  LACKING,
	  NULL,
	  { "4 PASS, 0 FAIL, 0 SKIP, ",
	    "--require reason: not examined, or not in full, in 4 of 4 results: " } },
	{ { RUN("run", "linger", "--require", "wire,socket,counter"), deny_tracepoint },
	  GOOD,
	  NULL,
	  { "2 PASS" } },
	{ { RUN("run", "linger", "--format", "junit", "--no-skip"), deny_ipv6 },
	  LACKING,
	  "--no-skip: 1 of 2 results was skipped or skipped a promise: needs IPv6: Address family not supported",
	  { "<error message=\"--no-skip: " } },
	{ { { "doctor" }, deny_tracepoint }, GOOD, NULL, { "tracepoint         NO" } },
	{ { RUN("run", "linger", "-v"), deny_tracefs },
	  GOOD,
	  NULL,
	  { "2 PASS, 0 FAIL, 0 SKIP, ", "SKIP    reason" } },
	{ { RUN("run", "linger"), allow_few_descriptors },
	  IN_PIECES,
	  "cannot try to make a lab: Too many open files",
	  { "" } },
	{ { RUN("run", "linger"), allow_no_namespaces },
	  NOTHING_RAN,
	  "cannot make a network namespace: limited by user.max_net_namespaces",
	  { "0 PASS, 0 FAIL, 2 SKIP" } },
	{ { RUN("run", "linger", "-4"), allow_few_namespaces },
	  NOTHING_RAN,
	  "cannot make a network namespace: limited by user.max_net_namespaces",
	  { "0 PASS, 0 FAIL, 1 SKIP" } },
};

static void check(const struct child *child, size_t at)
{
	bool said = cases[at].err ? strstr(child->err, cases[at].err) &&
					    strchr(child->err, '\n')[1] == '\0'
				  : !*child->err;

	for (int i = 0; i < 3 && cases[at].out[i]; i++)
		said = said && strstr(child->out, cases[at].out[i]) &&
		       (*cases[at].out[i] || !*child->out);
	if (said && child->code == cases[at].code)
		return;
	fprintf(stderr, "case %zu ended with %d\n%s%s", at, child->code, child->out, child->err);
	fail();
}

static void test_worlds(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		if (!child_run(&cases[i].spec, &child))
			continue;
		check(&child, i);
		child_free(&child);
	}
}

/* What an ordinary user saves is his own, and is judged like root's. */
static void test_saved_by_nobody(void **state)
{
	static const struct child_spec run = { RUN("run", "half-open", "--out", "saved"),
					       child_become_free_nobody };
	static const struct child_spec judge = { { "judge", "saved" }, child_become_free_nobody };
	struct child child;

	(void)state;
	if (!play_possible() || !child_run(&run, &child))
		skip();
	assert_int_equal(child.code, GOOD);
	child_free(&child);
	assert_true(child_run(&judge, &child));
	assert_int_equal(child.code, GOOD);
	assert_non_null(strstr(child.out, "2 PASS"));
	child_free(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worlds),
		cmocka_unit_test(test_saved_by_nobody),
	};

	return cmocka_run_group_tests_name("lab_worlds", tests, folder_enter, folder_leave);
}
