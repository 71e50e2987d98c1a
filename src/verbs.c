/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs.c - the verbs of a story that are system calls of an actor. */
#include "actor.h"
#include "packet.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

bool verb_allowed(struct lab *lab, const char *verb, struct sock *sock)
{
	if (!lab->tamper || lab->tampering)
		return true;
	lab->tampering = true;
	bool allowed = lab->tamper(lab, verb, sock);
	lab->tampering = false;
	return allowed;
}

/* Records a call as it was written, with what it returned. */
static void record_call(struct actor *actor, const char *verb, const struct reply *reply,
			const char *format, ...) __attribute__((format(printf, 4, 5)));

static void record_call(struct actor *actor, const char *verb, const struct reply *reply,
			const char *format, ...)
{
	struct event *event = record(actor->lab, EVENT_CALL, actor->host, verb);
	va_list args;
	snprintf(event->actor, sizeof(event->actor), "%s", actor->name);
	va_start(args, format);
	vsnprintf(event->text, sizeof(event->text), format, args);
	va_end(args);
	event->begin_ns = reply->begin_ns;
	event->end_ns = reply->end_ns;
	event->ret = reply->ret;
	event->err = reply->err;
}

static void to_sockaddr(const struct endpoint *from, int family, struct sockaddr_in6 *ret)
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

static struct endpoint from_sockaddr(const struct sockaddr_in6 *from)
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

static struct sock *new_sock(struct actor *actor, int fd)
{
	struct lab *lab = actor->lab;
	if (lab->sock_count == SOCKS_MAX)
		broken(lab, "the story has more than %d sockets", SOCKS_MAX);
	struct sock *sock = &lab->sock[lab->sock_count++];
	*sock = (struct sock){ .actor = actor, .fd = fd };
	return sock;
}

/* One call on @sock that a story does not tell of unless it fails. */
static bool quietly(struct sock *sock, const char *verb, const struct request *request,
		    const char *text)
{
	struct reply reply;
	actor_ask(sock->actor, verb, request, &reply);
	if (reply.ret < 0)
		record_call(sock->actor, verb, &reply, "%s", text);
	return reply.ret >= 0;
}

static struct sock *open_socket(struct actor *actor)
{
	struct request request = { .op = OP_SOCKET, .a = actor->lab->family, .b = SOCK_STREAM };
	struct reply reply;
	actor_ask(actor, "socket", &request, &reply);
	if (reply.ret < 0)
		broken(actor->lab, "%s got no socket: %s", actor->name, strerror(reply.err));
	return new_sock(actor, (int)reply.ret);
}

static void learn_local(struct sock *sock)
{
	struct request request = { .op = OP_NAME, .fd = sock->fd };
	struct reply reply;
	actor_ask(sock->actor, "getsockname", &request, &reply);
	if (reply.ret == 0)
		sock->local = from_sockaddr(&reply.addr);
}

static bool set_option(struct sock *sock, int level, int option, const void *value, size_t size,
		       const char *text)
{
	struct request request = {
		.op = OP_SETSOCKOPT, .fd = sock->fd, .a = level, .b = option, .size = (uint32_t)size
	};
	memcpy(request.data, value, size);
	return quietly(sock, "setsockopt", &request, text);
}

static bool reuse_address(struct sock *sock)
{
	return set_option(sock, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int),
			  "setsockopt(SO_REUSEADDR, 1)");
}

static bool bind_port(struct sock *sock, const struct in6_addr *addr, uint16_t port)
{
	struct endpoint local = { .addr = *addr, .port = port };
	struct request request = { .op = OP_BIND, .fd = sock->fd };
	char text[TEXT_SIZE];
	to_sockaddr(&local, sock->actor->lab->family, &request.addr);
	snprintf(text, sizeof(text), "bind(:%u)", port);
	return quietly(sock, "bind", &request, text);
}

struct sock *tcp_listen(struct actor *actor, uint16_t port, int backlog)
{
	verb_allowed(actor->lab, "listen", NULL);
	struct sock *sock = open_socket(actor);
	sock->listens = true;
	/* Its own address and not any: the tracepoint shows a listener's, and is told apart by it.
	 */
	const struct in6_addr *own = &actor->lab->ev->host[actor->host].addr[0];
	if (!reuse_address(sock) || !bind_port(sock, own, port))
		return sock;
	struct request request = { .op = OP_LISTEN, .fd = sock->fd, .a = backlog };
	struct reply reply;
	actor_ask(actor, "listen", &request, &reply);
	record_call(actor, "listen", &reply, "listen(:%u, backlog %d)", port, backlog);
	learn_local(sock);
	return sock;
}

static void connect_to(struct sock *sock, const char *host, uint16_t port)
{
	struct actor *actor = sock->actor;
	struct lab *lab = actor->lab;
	int to = host_index(lab, host);
	struct endpoint remote = { .addr = lab->ev->host[to].addr[0], .port = port };
	struct request request = { .op = OP_CONNECT, .fd = sock->fd };
	struct reply reply;
	char address[INET6_ADDRSTRLEN];

	to_sockaddr(&remote, lab->family, &request.addr);
	actor_ask(actor, "connect", &request, &reply);
	record_call(actor, "connect", &reply,
		    lab->family == AF_INET6 ? "connect([%s]:%u)" : "connect(%s:%u)",
		    address_text(&remote.addr, address, sizeof(address)), port);
	sock->remote = remote;
	learn_local(sock);
}

struct sock *tcp_connect(struct actor *actor, const char *host, uint16_t port)
{
	verb_allowed(actor->lab, "connect", NULL);
	struct sock *sock = open_socket(actor);
	connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_connect_from(struct actor *actor, uint16_t local, enum reuse reuse,
			      const char *host, uint16_t port)
{
	verb_allowed(actor->lab, "connect", NULL);
	struct sock *sock = open_socket(actor);
	if (reuse == REUSE_ADDRESS && !reuse_address(sock))
		return sock;
	if (bind_port(sock, &in6addr_any, local))
		connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_accept(struct sock *listener)
{
	struct actor *actor = listener->actor;
	struct request request = { .op = OP_ACCEPT, .fd = listener->fd };
	struct reply reply;
	verb_allowed(actor->lab, "accept", listener);
	actor_ask(actor, "accept", &request, &reply);
	struct sock *sock = new_sock(actor, (int)reply.ret);
	if (reply.ret < 0) {
		record_call(actor, "accept", &reply, "accept()");
		return sock;
	}
	char address[INET6_ADDRSTRLEN];
	sock->remote = from_sockaddr(&reply.addr);
	record_call(actor, "accept", &reply, "accept() from port %u of %s", sock->remote.port,
		    address_text(&sock->remote.addr, address, sizeof(address)));
	learn_local(sock);
	return sock;
}

/* "Hello world.\r\n", with what is not printable escaped, as a C string has it. */
static const char *quote(const uint8_t *data, size_t size, char *text, size_t room)
{
	static const char control[] = "\r\n\t", letter[] = "rnt";
	size_t n = 0, i = 0;
	text[n++] = '"';
	for (; i < size && n + 8 < room; i++) {
		const char *at = data[i] ? strchr(control, data[i]) : NULL;
		if (at)
			n += (size_t)snprintf(text + n, room - n, "\\%c", letter[at - control]);
		else if (data[i] < ' ' || data[i] > '~')
			n += (size_t)snprintf(text + n, room - n, "\\x%02x", data[i]);
		else
			text[n++] = (char)data[i];
	}
	snprintf(text + n, room - n, i < size ? "\"..." : "\"");
	return text;
}

void tcp_send(struct sock *sock, const char *data)
{
	struct request request = { .op = OP_SEND, .fd = sock->fd };
	struct reply reply;
	char text[64];
	if (!verb_allowed(sock->actor->lab, "send", sock))
		return;
	request.size = (uint32_t)strnlen(data, DATA_MAX);
	memcpy(request.data, data, request.size);
	actor_ask(sock->actor, "send", &request, &reply);
	record_call(sock->actor, "send", &reply, "send(%s)",
		    quote(request.data, request.size, text, sizeof(text)));
}

void tcp_recv(struct sock *sock, size_t size)
{
	struct request request = { .op = OP_RECV,
				   .fd = sock->fd,
				   .size = (uint32_t)(size < DATA_MAX ? size : DATA_MAX) };
	struct reply reply;
	char text[64] = "";
	if (!verb_allowed(sock->actor->lab, "recv", sock))
		return;
	actor_ask(sock->actor, "recv", &request, &reply);
	if (reply.size)
		quote(reply.data, reply.size, text, sizeof(text));
	record_call(sock->actor, "recv", &reply, "recv(%s)", text);
}

void tcp_shutdown(struct sock *sock, int how)
{
	static const char *const names[] = { "SHUT_RD", "SHUT_WR", "SHUT_RDWR" };
	struct request request = { .op = OP_SHUTDOWN, .fd = sock->fd, .a = how };
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "shutdown", sock))
		return;
	actor_ask(sock->actor, "shutdown", &request, &reply);
	record_call(sock->actor, "shutdown", &reply, "shutdown(%s)", names[how]);
}

void tcp_close(struct sock *sock)
{
	struct request request = { .op = OP_CLOSE, .fd = sock->fd };
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "close", sock))
		return;
	actor_ask(sock->actor, "close", &request, &reply);
	record_call(sock->actor, "close", &reply, "close()");
	sock->fd = -1;
}

void tcp_linger(struct sock *sock, bool on, int seconds)
{
	struct linger value = { .l_onoff = on, .l_linger = seconds };
	struct request request = { .op = OP_SETSOCKOPT,
				   .fd = sock->fd,
				   .a = SOL_SOCKET,
				   .b = SO_LINGER,
				   .size = sizeof(value) };
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "linger", sock))
		return;
	memcpy(request.data, &value, sizeof(value));
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply, "setsockopt(SO_LINGER, {%d, %d})", on,
		    seconds);
}

uint16_t tcp_local_port(const struct sock *sock)
{
	return sock->local.port;
}
