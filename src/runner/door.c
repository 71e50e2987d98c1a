/* SPDX-License-Identifier: GPL-2.0-only */
#include "door.h"

#include "clock.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STRANGERS_MAX = VISITORS_MAX / 2 };

struct door {
	int listener;
	int count;
	struct visitor {
		int fd;
		bool stranger; /* was given nothing; root may have helped himself: see visit.c */
	} visitor[VISITORS_MAX];
};

socklen_t door_address(pid_t pid, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	int length =
		snprintf(ret->sun_path + 1, sizeof(ret->sun_path) - 1, DOOR_NAME "%ld", (long)pid);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

int door_open(struct door **ret, struct why *ret_why)
{
	struct sockaddr_un name;
	struct door *door = calloc(1, sizeof(*door));
	if (!door)
		return why_fail(ret_why, -ENOMEM, "out of memory");
	socklen_t size = door_address(getpid(), &name);
	door->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (door->listener < 0 || bind(door->listener, (struct sockaddr *)&name, size) < 0 ||
	    listen(door->listener, VISITORS_MAX) < 0) {
		int error = -errno;
		if (door->listener >= 0)
			close(door->listener);
		free(door);
		return why_fail(ret_why, error,
				"others cannot find this lab: no socket '@" DOOR_NAME "%ld': %s",
				(long)getpid(), strerror(-error));
	}
	*ret = door;
	return 0;
}

int door_poll(const struct door *door, struct pollfd *ret)
{
	if (!door)
		return 0;
	/* Who finds it full waits until somebody goes. */
	ret[0] = (struct pollfd){ .fd = door->count < VISITORS_MAX ? door->listener : -1,
				  .events = POLLIN };
	for (int i = 0; i < door->count; i++)
		ret[1 + i] = (struct pollfd){ .fd = door->visitor[i].fd, .events = POLLIN };
	return 1 + door->count;
}

/* The same user; or root, who is nobody in a user namespace that is not his. */
static bool may_enter(int visitor)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	return getsockopt(visitor, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
	       (who.uid == geteuid() || who.uid == 0);
}

/* How many; fewer than there should be are none. */
static int open_namespaces(const struct site *site, int *fds)
{
	int count = 0, wanted = 0;
	for (int host = -1; host < site->host_count; host++) {
		if (host < 0 ? !site->unprivileged : site->host[host].ns < 0)
			continue;
		int fd = host < 0 ? site_open_users(site) : site_open(site, host);
		wanted++;
		if (fd >= 0)
			fds[count++] = fd;
	}
	while (count > 0 && count < wanted)
		close(fds[--count]);
	return count;
}

static bool greet(const struct visitor *visitor, const struct site *site)
{
	static struct greeting greeting;
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * DOOR_FDS)];
	} control = { .bytes = { 0 } };
	struct iovec io = { .iov_base = &greeting, .iov_len = sizeof(greeting) };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1 };
	int fds[DOOR_FDS], count = 0;

	greeting = (struct greeting){ .version = DOOR_VERSION };
	if (site && site->pid) {
		greeting.site = *site;
		count = visitor->stranger ? 0 : open_namespaces(site, fds);
	}
	if (count > 0) {
		size_t size = sizeof(int) * (size_t)count;
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(size);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(c), fds, size);
	}
	ssize_t n = sendmsg(visitor->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (int i = 0; i < count; i++)
		close(fds[i]);
	return n == (ssize_t)sizeof(greeting);
}

/* What he says counts, as often as he says it. False: he is gone. */
static bool hear(int visitor, struct site *site)
{
	char byte;
	ssize_t n;
	while ((n = recv(visitor, &byte, 1, MSG_DONTWAIT)) == 1)
		if (byte == VISITOR_ENTERS && site)
			site->visits++;
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static bool has_room(const struct door *door, bool stranger)
{
	int strangers = 0;
	for (int i = 0; i < door->count; i++)
		strangers += door->visitor[i].stranger;
	return !stranger || strangers < STRANGERS_MAX;
}

static void let_in(struct door *door, int fd, const struct site *site)
{
	const struct visitor visitor = { .fd = fd, .stranger = !may_enter(fd) };
	if (has_room(door, visitor.stranger) && greet(&visitor, site))
		door->visitor[door->count++] = visitor;
	else
		close(fd);
}

void door_serve(struct door *door, struct site *site)
{
	int fd;
	if (!door)
		return;
	for (int i = 0; i < door->count;)
		if (hear(door->visitor[i].fd, site)) {
			i++;
		} else {
			close(door->visitor[i].fd);
			door->visitor[i] = door->visitor[--door->count];
		}
	while (door->count < VISITORS_MAX &&
	       (fd = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		let_in(door, fd, site);
}

void door_forget(struct door *door)
{
	if (!door)
		return;
	close(door->listener);
	for (int i = 0; i < door->count; i++)
		close(door->visitor[i].fd);
}

void door_close(struct door *door, int64_t patience_ns)
{
	struct pollfd fds[DOOR_POLLS];
	int64_t deadline = now_ns(CLOCK_MONOTONIC) + patience_ns;
	if (!door)
		return;
	close(door->listener);
	door->listener = -1;
	for (int i = 0; i < door->count; i++)
		shutdown(door->visitor[i].fd, SHUT_WR);
	while (patience_ns && door->count > 0) {
		int64_t left = deadline - now_ns(CLOCK_MONOTONIC);
		if (left <= 0)
			break;
		poll(fds, (nfds_t)door_poll(door, fds), (int)(left / 1000000) + 1);
		door_serve(door, NULL);
	}
	for (int i = 0; i < door->count; i++)
		close(door->visitor[i].fd);
	free(door);
}
