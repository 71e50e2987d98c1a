/* SPDX-License-Identifier: GPL-2.0-only */
#include "trace_parts.h"

#include "ns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIAL_MS = 10000 };

/* What the child tells. */
struct word {
	int error;
	struct sockaddr_in end[KINDS];
};

static int loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int error = ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
	close(fd);
	return error;
}

/* One of 127/8, so that no event of anybody else is taken for ours. */
static int some_address(struct in_addr *ret)
{
	uint32_t host;
	if (getrandom(&host, sizeof(host), 0) != sizeof(host))
		return -errno;
	ret->s_addr = htonl(INADDR_LOOPBACK & IN_CLASSA_NET) | (host & htonl(IN_CLASSA_HOST));
	/* Neither the network's nor its broadcast address. */
	ret->s_addr = (ret->s_addr & ~htonl(0xff)) | htonl(1);
	return 0;
}

/* The end that is reset hears of it: then both tracepoints have told. */
static int reset(int sender, int receiver)
{
	static const struct linger linger = { .l_onoff = 1 };
	struct pollfd news = { .fd = receiver, .events = POLLIN };
	if (setsockopt(sender, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		return -errno;
	close(sender);
	int ready = poll(&news, 1, TRIAL_MS);
	if (ready <= 0)
		return ready < 0 ? -errno : -ETIMEDOUT;
	char byte;
	return recv(receiver, &byte, 1, 0) < 0 && errno == ECONNRESET ? 0 : -EPROTO;
}

static int connect_and_reset(struct sockaddr_in end[KINDS])
{
	struct sockaddr_in service = { .sin_family = AF_INET };
	socklen_t size = sizeof(service);
	int error = some_address(&service.sin_addr);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (error)
		return error;
	if (listener < 0 || client < 0 ||
	    bind(listener, (struct sockaddr *)&service, sizeof(service)) < 0 ||
	    listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&service, &size) < 0 ||
	    bind(client,
		 (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET,
							   .sin_addr = service.sin_addr },
		 sizeof(service)) < 0 ||
	    connect(client, (struct sockaddr *)&service, sizeof(service)) < 0)
		return -errno;
	int server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (server < 0 || getsockname(client, (struct sockaddr *)&end[SENT], &size) < 0 ||
	    getsockname(server, (struct sockaddr *)&end[RECEIVED], &size) < 0)
		return -errno;
	return reset(client, server);
}

static int namespace_with_loopback(void)
{
	int error = unshare(CLONE_NEWNET) < 0 ? -errno : 0;
	return error ? error : loopback_up();
}

/* Who lacks a capability for that has it in a user namespace. */
static int namespace_of_its_own(void)
{
	int error = namespace_with_loopback();
	if (error != -EPERM || ns_become_root() < 0)
		return error;
	return namespace_with_loopback();
}

static _Noreturn void child(int channel, pid_t parent)
{
	struct word word = { 0 };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	word.error = namespace_of_its_own();
	if (!word.error)
		word.error = connect_and_reset(word.end);
	ssize_t n = send(channel, &word, sizeof(word), MSG_NOSIGNAL);
	_exit(n == sizeof(word) ? 0 : 1);
}

int trace_trial(struct sockaddr_in ret[KINDS])
{
	int channel[2];
	struct word word = { .error = -ECHILD };
	pid_t self = getpid();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) < 0)
		return -errno;
	pid_t pid = fork();
	if (pid == 0)
		child(channel[1], self);
	int error = pid < 0 ? -errno : 0;
	close(channel[1]);
	/* Its own wait has a deadline; if it dies, the channel ends. */
	if (!error)
		while (recv(channel[0], &word, sizeof(word), 0) < 0 && errno == EINTR)
			;
	close(channel[0]);
	while (!error && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	memcpy(ret, word.end, sizeof(word.end));
	return error ? error : word.error;
}
