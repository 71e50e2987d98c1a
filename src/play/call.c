/* SPDX-License-Identifier: GPL-2.0-only */
/* call.c - what all verbs that are system calls have in common. */
#include "verbs_connect.h"

#include "errno_name.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void record_call(struct actor *actor, const char *verb, const struct reply *reply,
		 const char *format, ...)
{
	struct event *event = lab_record(actor->lab, EVENT_CALL, actor->host, verb);
	va_list args;
	snprintf(event->actor, sizeof(event->actor), "%s", actor->name);
	va_start(args, format);
	vsnprintf(event->text, sizeof(event->text), format, args);
	va_end(args);
	event->begin_ns = reply->begin_ns;
	event->end_ns = reply->end_ns;
	event->ret = reply->ret;
	event->err = reply->err;
	char returned[RETURN_TEXT_SIZE];
	narrate(actor->lab, "%s: %s = %s", actor->name, event->text,
		return_text(event->verb, event->ret, event->err, returned));
}

void to_sockaddr(const struct endpoint *from, int family, struct sockaddr_in6 *ret)
{
	*ret = (struct sockaddr_in6){ .sin6_family = AF_INET6,
				      .sin6_port = htons(from->port),
				      .sin6_addr = from->addr };
	if (family == AF_INET6)
		return;
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(from->port) };
	memcpy(&in.sin_addr, &from->addr.s6_addr[12], sizeof(in.sin_addr));
	memset(ret, 0, sizeof(*ret));
	memcpy(ret, &in, sizeof(in));
}

struct endpoint from_sockaddr(const struct sockaddr_in6 *from)
{
	struct endpoint ret = { .addr = from->sin6_addr, .port = ntohs(from->sin6_port) };
	if (from->sin6_family == AF_INET6)
		return ret;
	struct sockaddr_in in;
	memcpy(&in, from, sizeof(in));
	ret = (struct endpoint){ .port = ntohs(in.sin_port) };
	ret.addr.s6_addr[10] = ret.addr.s6_addr[11] = 0xff;
	memcpy(&ret.addr.s6_addr[12], &in.sin_addr, sizeof(in.sin_addr));
	return ret;
}

struct sock *sock_new(struct actor *actor, int fd)
{
	struct lab *lab = actor->lab;
	if (lab->sock_count == SOCKS_MAX)
		lab_broken(lab, "the story has more than %d sockets", SOCKS_MAX);
	struct sock *sock = &lab->sock[lab->sock_count++];
	*sock = (struct sock){ .actor = actor, .fd = fd, .family = lab->family };
	return sock;
}

bool ask_quietly(struct sock *sock, const char *verb, const struct request *request,
		 const char *text)
{
	struct reply reply;
	actor_ask(sock->actor, verb, request, &reply);
	if (reply.ret < 0)
		record_call(sock->actor, verb, &reply, "%s", text);
	return reply.ret >= 0;
}

struct request request_on(const struct sock *sock, enum op op)
{
	return (struct request){ .op = op, .fd = sock->fd };
}

struct request request_option(const struct sock *sock, int level, int option, const void *value,
			      size_t size)
{
	struct request request = request_on(sock, OP_SETSOCKOPT);
	request.a = level;
	request.b = option;
	request.size = (uint32_t)size;
	memcpy(request.data, value, size);
	return request;
}

void sock_learn_local(struct sock *sock)
{
	struct request request = request_on(sock, OP_NAME);
	struct reply reply;
	actor_ask(sock->actor, "getsockname", &request, &reply);
	if (reply.ret < 0)
		lab_broken(sock->actor->lab,
			   "cannot learn the address of a socket of %s: getsockname: %s",
			   sock->actor->name, strerror(reply.err));
	sock->local = from_sockaddr(&reply.addr);
}

enum { BROADCAST_ID = 7 }; /* of a /29 */

/* That of the loopback device, or any, which is the same in a socket of either family. */
static struct in6_addr special_address(int family, bool is_loopback)
{
	struct in6_addr ret = in6addr_any;
	if (is_loopback && family == AF_INET6)
		return in6addr_loopback;
	if (is_loopback)
		ret = (struct in6_addr){ .s6_addr = { [10] = 0xff, 0xff, 127, 0, 0, 1 } };
	return ret;
}

struct endpoint endpoint_of(struct lab *lab, const char *host, uint16_t port)
{
	struct endpoint ret = { .port = port };
	if (strcmp(host, "ghost") == 0)
		ret.addr = lab->ghost.addr;
	else if (strcmp(host, "any") == 0 || strcmp(host, "loopback") == 0)
		ret.addr = special_address(lab->family, strcmp(host, "loopback") == 0);
	else if (strcmp(host, "link-local") == 0)
		inet_pton(AF_INET6, GHOST_LINK_LOCAL, &ret.addr);
	else if (strcmp(host, "broadcast") == 0 && lab->family == AF_INET6)
		inet_pton(AF_INET6, "ff02::1", &ret.addr); /* all nodes (RFC 4291, 2.7.1) */
	else if (strcmp(host, "broadcast") == 0)
		block_address(lab->family, lab->ev->block, lab->end[lab->ghost.end].net,
			      BROADCAST_ID, &ret.addr);
	else
		ret.addr = lab->ev->host[host_index(lab, host)].addr[0];
	return ret;
}
