/* SPDX-License-Identifier: GPL-2.0-only */
#include "puppet.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static socklen_t addr_size(const struct sockaddr_in6 *addr)
{
	return addr->sin6_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					     : sizeof(struct sockaddr_in);
}

/* The one system call. */
static int64_t perform(const struct request *q, struct reply *r)
{
	const struct sockaddr *to = (const struct sockaddr *)&q->addr;
	struct sockaddr *from = (struct sockaddr *)&r->addr;
	socklen_t size = sizeof(r->addr);
	int64_t ret = -1;

	switch (q->op) {
	case OP_SOCKET:
		return socket(q->a, q->b | SOCK_CLOEXEC, q->c);
	case OP_BIND:
		return bind(q->fd, to, addr_size(&q->addr));
	case OP_LISTEN:
		return listen(q->fd, q->a);
	case OP_CONNECT:
		return connect(q->fd, to, addr_size(&q->addr));
	case OP_ACCEPT:
		return accept4(q->fd, from, &size, SOCK_CLOEXEC);
	case OP_SEND:
		return send(q->fd, q->data, q->size, q->a | MSG_NOSIGNAL);
	case OP_RECV:
		ret = recv(q->fd, r->data, q->size, q->a);
		r->size = ret > 0 ? (uint32_t)ret : 0;
		return ret;
	case OP_SHUTDOWN:
		return shutdown(q->fd, q->a);
	case OP_CLOSE:
		return close(q->fd);
	case OP_SETSOCKOPT:
		return setsockopt(q->fd, q->a, q->b, q->data, q->size);
	case OP_GETSOCKOPT:
		size = q->size;
		ret = getsockopt(q->fd, q->a, q->b, r->data, &size);
		r->size = size;
		return ret;
	case OP_NAME:
		return getsockname(q->fd, from, &size);
	}
	errno = ENOSYS;
	return -1;
}

_Noreturn void puppet_main(int channel)
{
	static struct request request;
	static struct reply reply;

	while (recv(channel, &request, sizeof(request), 0) > 0) {
		memset(&reply, 0, offsetof(struct reply, data));
		if (request.size > DATA_MAX)
			request.size = DATA_MAX;
		reply.begin_ns = clock_ns();
		errno = 0;
		reply.ret = perform(&request, &reply);
		reply.err = reply.ret < 0 ? errno : 0;
		reply.end_ns = clock_ns();
		if (send(channel, &reply, offsetof(struct reply, data) + reply.size, MSG_NOSIGNAL) <
		    0)
			break;
	}
	_exit(0);
}
