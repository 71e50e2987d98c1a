/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_data.c - the verbs on a socket that is there: data, options, its end. */
#include "send_flags.h"
#include "verbs_connect.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

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
	struct request request = request_on(sock, OP_SEND);
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

void tcp_send_begin(struct sock *sock, size_t size)
{
	struct request request = request_on(sock, OP_SEND_MANY);
	verb_allowed(sock->actor->lab, "send", sock);
	request.size = (uint32_t)size;
	actor_begin(sock->actor, "send", &request);
}

void tcp_send_end(struct sock *sock)
{
	struct reply reply;
	actor_end(sock->actor, "send", &reply);
	record_call(sock->actor, "send", &reply, "send() until all is taken");
}

enum { RECV_SIZE = 64 };

static void receive(struct sock *sock, size_t size, int flags)
{
	struct request request = { .op = OP_RECV,
				   .fd = sock->fd,
				   .a = flags,
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

void tcp_recv_some(struct sock *sock, size_t size)
{
	receive(sock, size, 0);
}

void tcp_recv(struct sock *sock)
{
	receive(sock, RECV_SIZE, 0);
}

void tcp_recv_now(struct sock *sock)
{
	receive(sock, RECV_SIZE, MSG_DONTWAIT);
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

void tcp_set(struct sock *sock, int level, int option, const char *name, int value)
{
	struct request request = request_option(sock, level, option, &value, sizeof(value));
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, name, sock))
		return;
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply, "setsockopt(%s, %d)", name, value);
}

void tcp_ttl(struct sock *sock, int ttl)
{
	if (sock->family == AF_INET6)
		tcp_set(sock, TCP_OPTION(IPPROTO_IPV6, IPV6_UNICAST_HOPS), ttl);
	else
		tcp_set(sock, TCP_OPTION(IPPROTO_IP, IP_TTL), ttl);
}

void tcp_least_ttl(struct sock *sock, int ttl)
{
	if (sock->family == AF_INET6)
		tcp_set(sock, TCP_OPTION(IPPROTO_IPV6, IPV6_MINHOPCOUNT), ttl);
	else
		tcp_set(sock, TCP_OPTION(IPPROTO_IP, IP_MINTTL), ttl);
}

void tcp_transparent(struct sock *sock)
{
	if (sock->family == AF_INET6)
		tcp_set(sock, TCP_OPTION(IPPROTO_IPV6, IPV6_TRANSPARENT), 1);
	else
		tcp_set(sock, TCP_OPTION(IPPROTO_IP, IP_TRANSPARENT), 1);
}

void tcp_bind_device(struct sock *sock, const char *device)
{
	struct request request =
		request_option(sock, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device) + 1);
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "bind_device", sock))
		return;
	actor_ask(sock->actor, "setsockopt", &request, &reply);
	record_call(sock->actor, "setsockopt", &reply, "setsockopt(SO_BINDTODEVICE, \"%s\")",
		    device);
}

void tcp_fill(struct sock *sock)
{
	struct request request = request_on(sock, OP_FILL);
	struct reply reply;
	actor_ask(sock->actor, "send", &request, &reply);
	record_call(sock->actor, "send", &reply, "send() until the kernel accepts no more");
}

void tcp_send_flags(struct sock *sock, const char *data, int flags, const char *host, uint16_t port)
{
	struct lab *lab = sock->actor->lab;
	struct request request = request_on(sock, OP_SEND);
	struct reply reply;
	char text[64], with[SEND_FLAGS_SIZE];
	request.a = flags;
	request.size = (uint32_t)strnlen(data, DATA_MAX);
	memcpy(request.data, data, request.size);
	if (host) {
		sock->remote = endpoint_of(lab, host, port);
		to_sockaddr(&sock->remote, lab->family, &request.addr);
	}
	if (!verb_allowed(lab, "send", sock))
		return;
	actor_ask(sock->actor, "send", &request, &reply);
	record_call(sock->actor, "send", &reply, "send(%s%s)",
		    quote(request.data, request.size, text, sizeof(text)),
		    send_flags_text(flags, with));
	if (host)
		sock_learn_local(sock);
}

void tcp_error(struct sock *sock)
{
	struct request request = request_on(sock, OP_GETSOCKOPT);
	struct reply reply;
	int error = 0;
	request.a = SOL_SOCKET;
	request.b = SO_ERROR;
	request.size = sizeof(error);
	actor_ask(sock->actor, "getsockopt", &request, &reply);
	memcpy(&error, reply.data, sizeof(error));
	reply.err = reply.ret < 0 ? reply.err : error;
	reply.ret = reply.err ? -1 : 0;
	record_call(sock->actor, "so_error", &reply, "getsockopt(SO_ERROR)");
}

void tcp_poll(struct sock *sock)
{
	struct request request = request_on(sock, OP_POLL);
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "poll", sock))
		return;
	actor_ask(sock->actor, "poll", &request, &reply);
	record_call(sock->actor, "poll", &reply, "poll()");
}

void tcp_async(struct sock *sock)
{
	struct request request = request_on(sock, OP_ASYNC);
	if (verb_allowed(sock->actor->lab, "fcntl", sock))
		ask_quietly(sock, "fcntl", &request, "fcntl(O_ASYNC)");
}

void tcp_sigio(struct sock *sock)
{
	struct request request = request_on(sock, OP_SIGIO);
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "sigtimedwait", sock))
		return;
	actor_ask(sock->actor, "sigtimedwait", &request, &reply);
	record_call(sock->actor, "sigtimedwait", &reply, "sigtimedwait(SIGIO)");
}

struct sock *tcp_dup(struct sock *sock)
{
	struct request request = request_on(sock, OP_DUP);
	struct reply reply;
	actor_ask(sock->actor, "dup", &request, &reply);
	record_call(sock->actor, "dup", &reply, "dup()");
	struct sock *twin = sock_new(sock->actor, (int)reply.ret);
	twin->local = sock->local;
	twin->remote = sock->remote;
	return twin;
}

void tcp_pass(struct sock *sock)
{
	struct request request = request_on(sock, OP_PASS);
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "pass", sock))
		return;
	actor_ask(sock->actor, "sendmsg", &request, &reply);
	record_call(sock->actor, "sendmsg", &reply, "sendmsg(SCM_RIGHTS), close()");
	sock->fd = -1;
}

void tcp_pass_drop(struct actor *actor)
{
	struct request request = { .op = OP_PASS_DROP };
	struct reply reply;
	actor_ask(actor, "close", &request, &reply);
	record_call(actor, "close", &reply, "close() of the socket pair with the message");
}

uint16_t tcp_local_port(const struct sock *sock)
{
	return sock->local.port;
}
