/* SPDX-License-Identifier: GPL-2.0-only */
#include "visit.h"

#include "door.h"
#include "enclosure.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_S = 5 }; /* a runner that is stopped never answers */

/* ---- Knocking ----------------------------------------------------------------------------------
 */

struct visit {
	int fd;
	bool own; /* the lab is of this user */
	struct greeting greeting;
	int count, ns[DOOR_FDS]; /* descriptors that came with it */
};

static void leave(struct visit *visit)
{
	for (int i = 0; i < visit->count; i++)
		close(visit->ns[i]);
	close(visit->fd);
}

static int connect_to(pid_t pid)
{
	struct sockaddr_un name;
	struct timeval limit = { .tv_sec = ANSWER_S };
	socklen_t size = door_address(pid, &name);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(fd, (struct sockaddr *)&name, size) == 0)
		return fd;
	int error = -errno;
	close(fd);
	return error;
}

static void take_descriptors(struct msghdr *msg, struct visit *ret)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
		return;
	ret->count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(ret->ns, CMSG_DATA(c), sizeof(int) * (size_t)ret->count);
}

/* What it says of itself is not to lead us astray. */
static bool is_sound(const struct greeting *greeting)
{
	const struct site *site = &greeting->site;
	bool sound = memchr(site->scenario, 0, sizeof(site->scenario)) &&
		     memchr(site->where, 0, sizeof(site->where)) && site->host_count >= 0 &&
		     site->host_count <= HOSTS_MAX;
	for (int i = 0; sound && i < site->host_count; i++)
		sound = memchr(site->host[i].name, 0, NAME_SIZE) && site->host[i].addr_count >= 0 &&
			site->host[i].addr_count <= ADDRESSES_MAX;
	return sound;
}

/* 0, and leave() is owed; or -errno, and in @ret_why a phrase. */
static int knock(pid_t pid, struct visit *ret, struct why *ret_why)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * DOOR_FDS)];
	} control;
	struct iovec io = { .iov_base = &ret->greeting, .iov_len = sizeof(ret->greeting) };
	struct msghdr msg = { .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	*ret = (struct visit){ .fd = connect_to(pid) };
	if (ret->fd < 0)
		return why_fail(ret_why, ret->fd, "does not answer: %s", strerror(-ret->fd));
	if (getsockopt(ret->fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0)
		ret->own = who.uid == geteuid();
	ssize_t n = recvmsg(ret->fd, &msg, MSG_CMSG_CLOEXEC);
	int error = n < 0 ? -errno : 0;
	if (n >= 0)
		take_descriptors(&msg, ret);
	if (n == (ssize_t)sizeof(ret->greeting) &&
	    memcmp(ret->greeting.version, DOOR_VERSION, sizeof(DOOR_VERSION)) == 0 &&
	    is_sound(&ret->greeting))
		return 0;
	leave(ret);
	if (n < 0)
		return why_fail(ret_why, error, "does not answer: %s", strerror(-error));
	return why_fail(ret_why, -EPROTO,
			"runs another version of rstlab-ns, or has too many visitors");
}

/* ---- Which there are ----------------------------------------------------------------------------
 */

/* "Num RefCount Protocol Flags Type St Inode Path", unix(7): who listens, by the flag that says so.
 */
static pid_t listed_pid(const char *line)
{
	static const char prefix[] = "@" DOOR_NAME;
	enum { ACCEPTS = 0x10000 }; /* __SO_ACCEPTCON of linux/net.h */
	unsigned flags;
	const char *name = strstr(line, prefix);
	char *end;
	if (!name || sscanf(line, "%*s %*s %*s %x", &flags) != 1 || !(flags & ACCEPTS))
		return 0;
	long pid = strtol(name + sizeof(prefix) - 1, &end, 10);
	return *end == '\n' && pid > 0 ? (pid_t)pid : 0;
}

static int compare_pids(const void *a, const void *b)
{
	const pid_t *one = a, *two = b;
	return (*one > *two) - (*one < *two);
}

static int list_pids(pid_t *ret, struct why *ret_why)
{
	static const char path[] = "/proc/self/net/unix";
	char line[512];
	int count = 0;
	FILE *in = fopen(path, "re");
	if (!in)
		return why_fail(ret_why, -errno, "cannot look for labs: %s: %s", path,
				strerror(errno));
	while (count < LABS_MAX && fgets(line, sizeof(line), in)) {
		pid_t pid = listed_pid(line);
		if (pid)
			ret[count++] = pid;
	}
	fclose(in);
	qsort(ret, (size_t)count, sizeof(*ret), compare_pids);
	return count;
}

static void tell(const struct visit *visit, struct held_lab *ret)
{
	const struct site *site = &visit->greeting.site;
	ret->own = visit->own;
	memcpy(ret->scenario, site->scenario, sizeof(ret->scenario));
	memcpy(ret->where, site->where, sizeof(ret->where));
	ret->family = site->family;
	ret->held = site->held;
	ret->host_count = site->host_count;
	for (int i = 0; i < site->host_count; i++) {
		struct held_host *host = &ret->host[i];
		memcpy(host->name, site->host[i].name, sizeof(host->name));
		memcpy(host->addr, site->host[i].addr, sizeof(host->addr));
		host->addr_count = site->host[i].addr_count;
		host->up = site->host[i].ns >= 0;
	}
}

int visit_labs(struct held_lab *ret, struct why *ret_why)
{
	pid_t pids[LABS_MAX];
	struct why why;
	int count = 0, found = list_pids(pids, ret_why);
	if (found < 0)
		return found;
	for (int i = 0; i < found; i++) {
		struct visit visit;
		struct held_lab *lab = &ret[count];
		*lab = (struct held_lab){ .pid = pids[i] };
		int error = knock(pids[i], &visit, &why);
		/* It has ended meanwhile. */
		if (error == -ECONNREFUSED || error == -ECONNRESET)
			continue;
		if (error)
			snprintf(lab->why_not, sizeof(lab->why_not), "%.*s",
				 (int)sizeof(lab->why_not) - 1, why.text);
		else
			tell(&visit, lab);
		if (!error)
			leave(&visit);
		/* A run that holds what fails: nothing has, so far. */
		count += error || lab->host_count > 0;
	}
	return count;
}

/* ---- Going in -----------------------------------------------------------------------------------
 */

static int find_host(const struct visit *visit, const char *name)
{
	const struct site *site = &visit->greeting.site;
	for (int i = 0; i < site->host_count; i++)
		if (strcmp(site->host[i].name, name) == 0)
			return i;
	return -1;
}

/* Of the descriptors that came, that of @host; they are of those that are up. */
static int passed_ns(const struct visit *visit, int host)
{
	const struct site *site = &visit->greeting.site;
	int at = site->unprivileged;
	for (int i = 0; i < host; i++)
		at += site->host[i].ns >= 0;
	return at < visit->count ? visit->ns[at] : -1;
}

/* To whom nothing was given: root, whom a lab in a user namespace does not know, may open what the
 * process of the lab has; nobody else may, proc_pid_fd(5). 0 or -errno. */
static int help_oneself(struct visit *visit, int host)
{
	const struct site *site = &visit->greeting.site;
	int users = site->unprivileged ? site_open_users(site) : -1;
	int ns = site_open(site, host);
	if (ns < 0 || (site->unprivileged && users < 0)) {
		int error = ns < 0 ? ns : users;
		if (ns >= 0)
			close(ns);
		if (users >= 0)
			close(users);
		return error;
	}
	visit->count = 0;
	if (users >= 0)
		visit->ns[visit->count++] = users;
	visit->ns[visit->count++] = ns;
	return 0;
}

/* What was meant for the program. A terminal has told it already. */
static void pass_signals(int signals, const struct enclosed *enclosed)
{
	struct signalfd_siginfo info;
	while (read(signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_code == SI_USER || info.ssi_code == SI_QUEUE ||
		    info.ssi_code == SI_TKILL)
			kill(enclosed->program, (int)info.ssi_signo);
}

static int signals_open(void)
{
	static const int ours[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	sigset_t mine;
	sigemptyset(&mine);
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		sigaddset(&mine, ours[i]);
	sigprocmask(SIG_BLOCK, &mine, NULL);
	int fd = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

static int wait_for(struct enclosed *enclosed, int signals)
{
	for (;;) {
		struct pollfd fds[] = { { .fd = enclosed->news, .events = POLLIN },
					{ .fd = signals, .events = POLLIN } };
		if (poll(fds, 2, -1) < 0)
			continue;
		pass_signals(signals, enclosed);
		if (fds[0].revents)
			break;
	}
	int status = enclosure_end(enclosed);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int enter(struct visit *visit, int host, char *const *argv, int *ret_status)
{
	const struct site *site = &visit->greeting.site;
	char byte = VISITOR_ENTERS;
	int ns = visit->count == 0 ? -1 : passed_ns(visit, host);
	if (visit->count == 0) {
		int error = help_oneself(visit, host);
		if (error)
			return error;
		ns = visit->ns[visit->count - 1];
	}
	const struct enclosure enclosure = { .users = site->unprivileged ? visit->ns[0] : -1,
					     .ns = ns,
					     .lifeline = visit->fd,
					     .scenario = site->scenario,
					     .host = site->host[host].name,
					     .argv = argv };
	struct enclosed enclosed;
	if (send(visit->fd, &byte, 1, MSG_NOSIGNAL) != 1)
		return -errno;
	int signals = signals_open();
	int error = signals < 0 ? signals : enclosure_start(&enclosure, &enclosed);
	if (error)
		return error;
	*ret_status = wait_for(&enclosed, signals);
	close(signals);
	return 0;
}

static bool is_gone(const struct visit *visit)
{
	struct pollfd fd = { .fd = visit->fd, .events = POLLRDHUP };
	return poll(&fd, 1, 0) > 0;
}

int visit_run(pid_t pid, const char *host, char *const *argv, int *ret_status, struct why *ret_why)
{
	struct visit visit;
	struct why why;
	ret_why->text[0] = '\0';
	int error = knock(pid, &visit, &why);
	if (error)
		return why_fail(ret_why, error, "lab %ld %s", (long)pid, why.text);
	int index = find_host(&visit, host);
	if (index < 0 || visit.greeting.site.host[index].ns < 0)
		error = why_fail(ret_why, -ENXIO, "'%s' of lab %ld is powered off", host,
				 (long)pid);
	else if ((error = enter(&visit, index, argv, ret_status)) == -EACCES || error == -EPERM)
		why_set(ret_why,
			"lab %ld belongs to another user; only that user and root may enter it",
			(long)pid);
	else if (error)
		why_set(ret_why, "cannot enter '%s' of lab %ld: %s", host, (long)pid,
			strerror(-error));
	else if (is_gone(&visit))
		why_set(ret_why, "lab %ld has ended, and so has everything that ran in its hosts",
			(long)pid);
	leave(&visit);
	return error;
}
