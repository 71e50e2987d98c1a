/* SPDX-License-Identifier: GPL-2.0-only */
#include "actor_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

/* One call, whatever comes of it. */
static int64_t send_many(int fd, size_t size)
{
	void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED)
		return -1;
	ssize_t ret = send(fd, data, size, MSG_NOSIGNAL);
	int error = errno;
	munmap(data, size);
	errno = error;
	return ret;
}

static int64_t fill(int fd)
{
	static const uint8_t data[DATA_MAX];
	int64_t sum = 0;
	for (ssize_t n; (n = send(fd, data, sizeof(data), MSG_DONTWAIT | MSG_NOSIGNAL)) > 0;)
		sum += n;
	return errno == EAGAIN ? sum : -1;
}

/* What is so of the descriptor now: POLLIN and others; ERR and HUP need not be asked for. */
static int64_t poll_now(int fd)
{
	struct pollfd asked = { .fd = fd, .events = POLLIN | POLLPRI | POLLOUT | POLLRDHUP };
	return poll(&asked, 1, 0) < 0 ? -1 : asked.revents;
}

static const sigset_t *sigio(void)
{
	static sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	return &set;
}

static int64_t take_sigio(void)
{
	siginfo_t info;
	return sigtimedwait(sigio(), &info, &(struct timespec){ 0 }) < 0 ? -1 : info.si_band;
}

/* F_SETSIG has the signal say of which descriptor it is, and why (fcntl(2)). */
static int be_told(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || sigprocmask(SIG_BLOCK, sigio(), NULL) < 0 ||
	    fcntl(fd, F_SETSIG, SIGIO) < 0 || fcntl(fd, F_SETOWN, getpid()) < 0)
		return -1;
	while (take_sigio() >= 0) /* of an earlier life */
		;
	return fcntl(fd, F_SETFL, flags | O_ASYNC);
}

static int mailbox[2] = { -1, -1 };

long send_passing(int to, const void *data, size_t size, int fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec io = { .iov_base = (void *)(uintptr_t)data, .iov_len = size };
	struct msghdr msg = { .msg_iov = &io, .msg_iovlen = 1 };
	if (fd >= 0) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(to, &msg, MSG_NOSIGNAL);
}

/* Nobody ever receives it: the kernel closes it with the socket pair, unix_release_sock(). */
static int64_t pass(int fd)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, mailbox) < 0)
		return -1;
	if (send_passing(mailbox[0], "", 1, fd) < 0)
		return -1;
	return close(fd);
}

static int64_t become_another(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL }, *const envp[] = { NULL };
	execve("/bin/true", argv, envp);
	return execve("/usr/bin/true", argv, envp);
}

/* What it held of its last life goes: no descriptor but the channel and the standard streams. */
static int64_t enter(int namespace, const char *name)
{
	if (namespace < 0 || setns(namespace, CLONE_NEWNET) < 0)
		return -1;
	close_range(CHANNEL + 1, ~0U, 0);
	mailbox[0] = mailbox[1] = -1;
	return prctl(PR_SET_NAME, name);
}

static int64_t receive(const struct request *q, struct reply *r)
{
	int64_t ret = recv(q->fd, r->data, q->size, q->a);
	r->size = ret > 0 ? (uint32_t)ret : 0;
	return ret;
}

static int64_t get_option(const struct request *q, struct reply *r)
{
	socklen_t size = q->size;
	int64_t ret = getsockopt(q->fd, q->a, q->b, r->data, &size);
	r->size = size;
	return ret;
}

/* The one system call. */
static int64_t perform(const struct request *q, int passed, struct reply *r)
{
	const struct sockaddr *to = (const struct sockaddr *)&q->addr;
	struct sockaddr *from = (struct sockaddr *)&r->addr;
	socklen_t size = sizeof(r->addr);

	switch (q->op) {
	case OP_ENTER:
		return enter(passed, (const char *)q->data);
	case OP_SOCKET:
		return socket(q->a, q->b | SOCK_CLOEXEC, q->c);
	case OP_BIND:
		return bind(q->fd, to, addr_size(&q->addr));
	case OP_LISTEN:
		return listen(q->fd, q->a);
	case OP_CONNECT:
		if (q->a && fcntl(q->fd, F_SETFL, O_NONBLOCK) < 0)
			return -1;
		return connect(q->fd, to, addr_size(&q->addr));
	case OP_ACCEPT:
		return accept4(q->fd, from, &size, SOCK_CLOEXEC);
	case OP_DISCONNECT:
		return connect(q->fd, &(struct sockaddr){ .sa_family = AF_UNSPEC },
			       sizeof(struct sockaddr));
	case OP_SEND:
		size = q->addr.sin6_family ? addr_size(&q->addr) : 0;
		return sendto(q->fd, q->data, q->size, q->a | MSG_NOSIGNAL, size ? to : NULL, size);
	case OP_SEND_MANY:
		return send_many(q->fd, q->size);
	case OP_FILL:
		return fill(q->fd);
	case OP_RECV:
		return receive(q, r);
	case OP_SHUTDOWN:
		return shutdown(q->fd, q->a);
	case OP_CLOSE:
		return close(q->fd);
	case OP_SETSOCKOPT:
		return setsockopt(q->fd, q->a, q->b, q->data, q->size);
	case OP_GETSOCKOPT:
		return get_option(q, r);
	case OP_POLL:
		return poll_now(q->fd);
	case OP_ASYNC:
		return be_told(q->fd);
	case OP_SIGIO:
		return take_sigio();
	case OP_NAME:
		return getsockname(q->fd, from, &size);
	case OP_DUP:
		return fcntl(q->fd, F_DUPFD_CLOEXEC, 0);
	case OP_PASS:
		return pass(q->fd);
	case OP_PASS_DROP:
		return close(mailbox[0]) | close(mailbox[1]);
	case OP_EXEC:
		return become_another();
	}
	errno = ENOSYS;
	return -1;
}

/* Takes the next request, and the descriptor that came with it, or -1. False: the channel is
 * closed. */
static bool take(struct request *ret, int *ret_passed)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec io = { .iov_base = ret, .iov_len = sizeof(*ret) };
	struct msghdr msg = { .msg_iov = &io,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	*ret_passed = -1;
	if (recvmsg(CHANNEL, &msg, MSG_CMSG_CLOEXEC) <= 0)
		return false;
	const struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(ret_passed, CMSG_DATA(c), sizeof(*ret_passed));
	return true;
}

_Noreturn void puppet_main(void)
{
	static struct request request;
	static struct reply reply;
	int passed;

	while (take(&request, &passed)) {
		memset(&reply, 0, offsetof(struct reply, data));
		if (request.size > DATA_MAX && request.op != OP_SEND_MANY)
			request.size = DATA_MAX;
		reply.begin_ns = clock_ns();
		errno = 0;
		reply.ret = perform(&request, passed, &reply);
		reply.err = reply.ret < 0 ? errno : 0;
		reply.end_ns = clock_ns();
		if (send(CHANNEL, &reply, offsetof(struct reply, data) + reply.size, MSG_NOSIGNAL) <
		    0)
			break;
	}
	_exit(0);
}
