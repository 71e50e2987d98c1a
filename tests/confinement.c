/* SPDX-License-Identifier: GPL-2.0-only */
#include "confinement.h"

#include "child.h"
#include "play.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Who ----------------------------------------------------------------------------------------
 */

const struct who whos[WHOS] = {
	[ALL_OF_ROOT] = { "root", false, ~0ULL },
	[USER] = { "an ordinary user", true, 0 },
	[LESS_SYS_ADMIN] = { "root without CAP_SYS_ADMIN", false, ~CAP(SYS_ADMIN) },
	[LESS_NET_ADMIN] = { "root without CAP_NET_ADMIN", false, ~CAP(NET_ADMIN) },
	[LESS_NET_RAW] = { "root without CAP_NET_RAW", false, ~CAP(NET_RAW) },
	{ "root without CAP_PERFMON", false, ~CAP(PERFMON) },
	{ "root without CAP_BPF", false, ~CAP(BPF) },
	{ "root without CAP_SETFCAP", false, ~CAP(SETFCAP) },
	{ "root without CAP_SYS_PTRACE", false, ~CAP(SYS_PTRACE) },
	{ "root without CAP_DAC_OVERRIDE", false, ~(CAP(DAC_OVERRIDE) | CAP(DAC_READ_SEARCH)) },
	[NO_CAPS] = { "root without any capability", false, 0 },
	{ "root with CAP_SYS_ADMIN alone", false, CAP(SYS_ADMIN) },
	{ "root with those of the network alone", false, CAP(NET_ADMIN) | CAP(NET_RAW) },
	{ "root with CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW", false,
	  CAP(SYS_ADMIN) | CAP(NET_ADMIN) | CAP(NET_RAW) },
};

/* What root may have after execve() is what is in the bounding set: capabilities(7). */
static void become(const struct who *who)
{
	if (who->nobody) {
		child_become_nobody();
		return;
	}
	for (int i = 0; i <= CAP_LAST_CAP; i++)
		if (!(who->caps & 1ULL << i) && i != CAP_SETPCAP)
			prctl(PR_CAPBSET_DROP, i);
	if (!(who->caps & CAP(SETPCAP)))
		prctl(PR_CAPBSET_DROP, CAP_SETPCAP);
}

/* ---- On what ground -----------------------------------------------------------------------------
 */

static void in_namespaces(int flags)
{
	if (unshare(CLONE_NEWNS | flags) < 0 || mount("none", "/", "none", MS_REC | MS_SLAVE, ""))
		child_give_up("a mount namespace");
	if (!(flags & CLONE_NEWPID))
		return;
	pid_t pid = fork();
	if (pid < 0)
		child_give_up("fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		return;
	}
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : CHILD_GAVE_UP);
}

static void mount_proc(const char *options)
{
	in_namespaces(CLONE_NEWPID);
	if (mount("proc", "/proc", "proc", 0, options) < 0)
		child_give_up("a procfs");
}

static void read_only(const char *path)
{
	if (mount(path, path, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) < 0)
		child_give_up("a mount that is read-only");
}

static void mask(const char *path)
{
	if (access(path, F_OK) == 0 && mount("tmpfs", path, "tmpfs", MS_RDONLY, NULL) < 0)
		child_give_up("a mask");
}

static void read_only_sysctls(void)
{
	mount_proc("");
	read_only("/proc/sys");
}

static void read_only_proc(void)
{
	mount_proc("");
	read_only("/proc");
}

static void masked_sysctls(void)
{
	mount_proc("");
	mask("/proc/sys");
}

static void no_proc(void)
{
	in_namespaces(0);
	if (umount2("/proc", MNT_DETACH) < 0)
		child_give_up("a machine without /proc");
}

static void foreign_proc(void)
{
	in_namespaces(CLONE_NEWPID);
}

static void hidden_processes(void)
{
	mount_proc("hidepid=2");
}

static void no_sys(void)
{
	in_namespaces(0);
	mask("/sys");
}

static void no_tracefs(void)
{
	in_namespaces(0);
	mask("/sys/kernel/tracing");
	mask("/sys/kernel/debug");
	child_deny(SYS_fsopen, -1, EPERM);
}

const char *const ground_name[GROUNDS] = {
	[WHOLE] = "a whole ground",
	[READ_ONLY_SYSCTLS] = "a read-only /proc/sys",
	[READ_ONLY_PROC] = "a read-only /proc",
	[MASKED_SYSCTLS] = "a masked /proc/sys",
	[NO_PROC] = "no /proc",
	[FOREIGN_PROC] = "the /proc of another PID namespace",
	[HIDDEN_PROCESSES] = "hidepid",
	[NO_SYS] = "no /sys",
	[NO_TRACEFS] = "no tracefs",
};

static void (*const lay[GROUNDS])(void) = {
	[READ_ONLY_SYSCTLS] = read_only_sysctls,
	[READ_ONLY_PROC] = read_only_proc,
	[MASKED_SYSCTLS] = masked_sysctls,
	[NO_PROC] = no_proc,
	[FOREIGN_PROC] = foreign_proc,
	[HIDDEN_PROCESSES] = hidden_processes,
	[NO_SYS] = no_sys,
	[NO_TRACEFS] = no_tracefs,
};

/* ---- What a filter refuses ----------------------------------------------------------------------
 */

const char *const filter_name[FILTERS] = {
	[NO_FILTER] = "nothing",
	[NO_UNSHARE] = "unshare",
	[NO_USER_NAMESPACES] = "user namespaces",
	[NO_SETNS] = "setns",
	[NO_PERF_EVENT_OPEN] = "perf_event_open",
	[NO_BPF] = "bpf",
	[NO_FSOPEN] = "fsopen",
	[NO_MOUNTS] = "fsopen and mount",
	[NO_PACKET_SOCKETS] = "packet sockets",
	[NO_NETLINK] = "netlink",
	[NO_IPV6] = "IPv6",
};

static const struct denial {
	long nr, arg;
	int error;
} denied[FILTERS][2] = {
	[NO_UNSHARE] = { { SYS_unshare, -1, EPERM } },
	[NO_USER_NAMESPACES] = { { SYS_unshare, CLONE_NEWUSER, EPERM },
				 { SYS_clone, CLONE_NEWUSER | SIGCHLD, EPERM } },
	[NO_SETNS] = { { SYS_setns, -1, EPERM } },
	[NO_PERF_EVENT_OPEN] = { { SYS_perf_event_open, -1, EACCES } },
	[NO_BPF] = { { SYS_bpf, -1, EPERM } },
	[NO_FSOPEN] = { { SYS_fsopen, -1, ENOSYS } },
	[NO_MOUNTS] = { { SYS_fsopen, -1, EPERM }, { SYS_mount, -1, EPERM } },
	[NO_PACKET_SOCKETS] = { { SYS_socket, AF_PACKET, EPERM } },
	[NO_NETLINK] = { { SYS_socket, AF_NETLINK, EAFNOSUPPORT } },
	[NO_IPV6] = { { SYS_socket, AF_INET6, EAFNOSUPPORT } },
};

/* ---- All of it ----------------------------------------------------------------------------------
 */

/* A sanitizer and valgrind read their own memory's map there. */
bool situation_possible(const struct situation *situation)
{
	return situation->ground != NO_PROC || !(play_under_valgrind() || play_is_sanitized());
}

void situation_enter(const struct situation *situation)
{
	if (lay[situation->ground])
		lay[situation->ground]();
	for (int i = 0; i < 2 && denied[situation->filter][i].error; i++) {
		const struct denial *denial = &denied[situation->filter][i];
		child_deny(denial->nr, denial->arg, denial->error);
	}
	become(&situation->who);
}
