/* SPDX-License-Identifier: GPL-2.0-only */
#include "standing.h"

#include "capture.h"
#include "counters.h"
#include "diag.h"
#include "evidence.h"
#include "link.h"
#include "ns.h"
#include "privilege.h"
#include "procfs.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOPBACK = 1, LEFT = LINK_INDEX_FREE, RIGHT }; /* interfaces */
enum { NAMESPACES = HOSTS_MAX + 1 }; /* of the largest lab, and the one that they are made from */
/* Fewer are too few: they go some time after a lab has ended. With so few, it is tried whether they
 * are enough. */
enum { NAMESPACES_MIN = 4 * NAMESPACES, SCARCE = 1024 };

/* What the attempt has made so far; its process takes it along. */
struct attempt {
	bool scarce; /* there may be too few namespaces for a lab */
	int ns[NAMESPACES];
	struct link_ctl *links;
};

static int find_namespace(struct attempt *a)
{
	(void)a;
	int fd = ns_current();
	return fd < 0 ? fd : close(fd);
}

static int make_namespaces(struct attempt *a)
{
	if (privilege_namespaces_max() < NAMESPACES_MIN)
		return -ENOSPC;
	for (int i = 0; i < (a->scarce ? NAMESPACES : 2); i++)
		if ((a->ns[i] = ns_create()) < 0)
			return a->ns[i];
	return 0;
}

static int enter_namespace(struct attempt *a)
{
	return ns_enter(a->ns[0]);
}

static int set_sysctl(struct attempt *a)
{
	(void)a;
	return ns_sysctl("ipv4/tcp_orphan_retries", "4");
}

static int set_loopback_up(struct attempt *a)
{
	int error = link_open(&a->links);
	return error ? error : link_set_up(a->links, LOOPBACK, true);
}

static int make_link(struct attempt *a)
{
	struct link_end left = {
		.ns = a->ns[0], .index = LEFT, .name = "a", .mac = { 2, 0, 0, 0, 0, 1 }
	};
	struct link_end right = {
		.ns = a->ns[1], .index = RIGHT, .name = "b", .mac = { 2, 0, 0, 0, 0, 2 }
	};
	int error = link_add_veth(a->links, &left, &right);
	return error ? error : link_offload_off(a->links, left.name);
}

static int open_capture(struct attempt *a)
{
	(void)a;
	int fd = capture_open(LEFT);
	return fd < 0 ? fd : 0;
}

static bool next(const struct diag_socket *sock, void *arg)
{
	(void)sock;
	(void)arg;
	return true;
}

static int list_sockets(struct attempt *a)
{
	(void)a;
	struct diag *diag;
	int error = diag_open(&diag);
	return error ? error : diag_walk(diag, AF_INET, next, NULL);
}

static int read_counters(struct attempt *a)
{
	static struct counters counters;
	struct counters_source source;
	(void)a;
	int error = counters_open(&source);
	return error ? error : counters_read(&source, &counters);
}

/* Of a child, as the actors are: with hidepid one's own is seen, and others not always. */
static int read_process(struct attempt *a)
{
	char path[32], text[64], byte;
	int stay[2];
	(void)a;
	if (pipe2(stay, O_CLOEXEC) < 0)
		return -errno;
	pid_t pid = fork();
	if (pid == 0) {
		close(stay[1]);
		_exit(read(stay[0], &byte, 1) == 0 ? 0 : 1);
	}
	int error = pid < 0 ? -errno : 0;
	snprintf(path, sizeof(path), "%d/stat", (int)pid);
	long n = error ? error : procfs_read(path, text, sizeof(text));
	close(stay[0]);
	close(stay[1]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return n < 0 ? (int)n : 0;
}

/* What every lab takes, in the order in which it is needed. */
static const struct step {
	const char *what; /* "cannot ..." */
	int capability;   /* in the user namespace that owns the network namespace */
	bool of_procfs;
	int (*try)(struct attempt *a);
} steps[] = {
	{ "find the network namespace", NO_CAPABILITY, true, find_namespace },
	{ "make a network namespace", CAP_SYS_ADMIN, false, make_namespaces },
	{ "enter a network namespace", CAP_SYS_ADMIN, false, enter_namespace },
	{ "set a sysctl of a namespace", NO_CAPABILITY, true, set_sysctl },
	{ "set an interface up", CAP_NET_ADMIN, false, set_loopback_up },
	{ "make a veth link (CONFIG_VETH)", CAP_NET_ADMIN, false, make_link },
	{ "capture packets", CAP_NET_RAW, false, open_capture },
	{ "list sockets (CONFIG_INET_TCP_DIAG)", NO_CAPABILITY, false, list_sockets },
	{ "read the counters", NO_CAPABILITY, true, read_counters },
	{ "read the state of a process", NO_CAPABILITY, true, read_process },
};
enum { STEPS = sizeof(steps) / sizeof(steps[0]), NO_USERS = -1 };

/* How an attempt ended; in memory that its process shares. */
struct outcome {
	int step;  /* that was refused; NO_USERS: the user namespace; STEPS: none */
	int error; /* -errno */
	char why[TEXT_SIZE];
};

static void explain(struct outcome *outcome, const char *procfs_why)
{
	char why[TEXT_SIZE];
	const struct step *step = outcome->step == NO_USERS ? NULL : &steps[outcome->step];
	if (!step)
		text_set(outcome->why, sizeof(outcome->why), "cannot make a user namespace: %s",
			 privilege_why_no_users(outcome->error, why, sizeof(why)));
	else if (step->of_procfs && *procfs_why)
		text_set(outcome->why, sizeof(outcome->why), "%s", procfs_why);
	else
		text_set(outcome->why, sizeof(outcome->why), "cannot %s: %s", step->what,
			 privilege_why(outcome->error, step->capability, why, sizeof(why)));
}

static void try_all(struct outcome *outcome, bool own_users, const char *procfs_why)
{
	struct attempt attempt = { .scarce = privilege_namespaces_max() < SCARCE };
	outcome->step = NO_USERS;
	outcome->error = own_users ? ns_become_root() : 0;
	while (!outcome->error && ++outcome->step < STEPS)
		outcome->error = steps[outcome->step].try(&attempt);
	if (outcome->error)
		explain(outcome, procfs_why);
}

/*
 * 0, or -errno if there was no attempt. Its process says that it is done, and is not waited for: to
 * close a packet socket takes a grace period of RCU. It has ended with this one, if not before.
 */
static int try_in_child(struct outcome *outcome, bool own_users, const char *procfs_why)
{
	int done[2];
	char byte = 0;
	if (pipe2(done, O_CLOEXEC) < 0)
		return -errno;
	pid_t parent = getpid(), pid = fork();
	int error = pid < 0 ? -errno : 0;
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		try_all(outcome, own_users, procfs_why);
		_exit(write(done[1], &byte, 1) == 1 ? 0 : 1);
	}
	close(done[1]);
	ssize_t n = 1;
	while (!error && (n = read(done[0], &byte, 1)) < 0 && errno == EINTR)
		;
	close(done[0]);
	if (!error && n != 1)
		error = -ECHILD;
	return !error && outcome->error && !privilege_is_refusal(outcome->error) ? outcome->error
										 : error;
}

/* Who can help: who has started the container, or who lends a privilege. */
static const char *hint(const struct outcome *last)
{
	const struct step *step = last->step == NO_USERS ? NULL : &steps[last->step];
	if (step && step->of_procfs)
		return "; docker, podman: --security-opt systempaths=unconfined (podman also "
		       "unmask=/proc/sys) or --privileged; kubernetes: procMount: Unmasked or "
		       "privileged: true";
	if (last->error != -EPERM && last->error != -EACCES)
		return "";
	if (step && privilege_has(step->capability))
		return "; docker, podman: --security-opt seccomp=unconfined";
	if (geteuid() != 0)
		return "; try sudo";
	return "; in a container: --privileged, or --cap-add SYS_ADMIN,NET_ADMIN,NET_RAW";
}

/* The attempt that went further tells more, the other one why it had to be made. */
static void tell(struct standing *standing, const struct outcome *here, const struct outcome *own)
{
	const struct outcome *last = own->step > here->step ? own : here;
	const struct outcome *other = last == own ? here : own;
	text_set(standing->why, sizeof(standing->why), "%s", last->why);
	if (strcmp(last->why, other->why) != 0)
		text_append(standing->why, sizeof(standing->why), "; %s: %s",
			    last != own      ? "in a user namespace"
			    : geteuid() == 0 ? "as root"
					     : "as this user",
			    other->why);
	text_append(standing->why, sizeof(standing->why), "%s", hint(last));
}

int standing_take(struct standing *ret)
{
	char procfs_why[TEXT_SIZE] = "";
	struct outcome *outcome = mmap(NULL, 2 * sizeof(*outcome), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*ret = (struct standing){ 0 };
	if (outcome == MAP_FAILED)
		return -errno;
	procfs_settle(procfs_why, sizeof(procfs_why));
	ret->own_procfs = procfs_is_own();
	int error = try_in_child(&outcome[0], false, procfs_why);
	if (!error && outcome[0].error)
		error = try_in_child(&outcome[1], true, procfs_why);
	ret->own_users = outcome[0].error && !outcome[1].error;
	ret->possible = !error && !(outcome[0].error && outcome[1].error);
	if (!error && ret->possible && ret->own_users)
		error = ns_become_root();
	if (!error && !ret->possible)
		tell(ret, &outcome[0], &outcome[1]);
	munmap(outcome, 2 * sizeof(*outcome));
	return error;
}
