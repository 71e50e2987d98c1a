/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_connect.c - the verbs by which connections come to be. */
#include "verbs_connect.h"

#include "matrix.h"

#include "packet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct sock *tcp_socket(struct actor *actor, enum stream protocol)
{
	struct lab *lab = actor->lab;
	/* SMCPROTO_SMC and SMCPROTO_SMC6 of the kernel's <net/smc.h> */
	int smc = lab->family == AF_INET6;
	struct request request = {
		.op = OP_SOCKET,
		.a = protocol == SMC ? AF_SMC : lab->family,
		.b = SOCK_STREAM,
		.c = protocol == SMC     ? smc
		     : protocol == MPTCP ? IPPROTO_MPTCP
					 : IPPROTO_TCP,
	};
	struct reply reply;
	actor_ask(actor, "socket", &request, &reply);
	/* Other errors pass: no kernel lacks it for want of memory. */
	bool lacks = reply.err == EPROTONOSUPPORT || reply.err == ENOPROTOOPT ||
		     reply.err == EPERM || reply.err == EACCES || reply.err == EINVAL;
	if (reply.ret < 0 && protocol == MPTCP && lacks)
		lab_skip(lab, "this kernel has no MPTCP sockets: %s (CONFIG_MPTCP)",
			 strerror(reply.err));
	if (reply.ret < 0)
		lab_broken(lab, "%s got no socket: %s", actor->name, strerror(reply.err));
	return sock_new(actor, (int)reply.ret);
}

struct sock *tcp_socket_of(struct actor *actor, enum families families)
{
	struct lab *lab = actor->lab;
	bool is_ipv6 = families == BOTH_FAMILIES || lab->family == AF_INET;
	struct request request = { .op = OP_SOCKET,
				   .a = is_ipv6 ? AF_INET6 : AF_INET,
				   .b = SOCK_STREAM,
				   .c = IPPROTO_TCP };
	struct reply reply;
	actor_ask(actor, "socket", &request, &reply);
	if (reply.ret < 0 && reply.err == EAFNOSUPPORT)
		lab_skip(lab, "this kernel has no IPv6 (CONFIG_IPV6, or ipv6.disable=1)");
	if (reply.ret < 0)
		lab_broken(lab, "%s got no socket: %s", actor->name, strerror(reply.err));
	struct sock *sock = sock_new(actor, (int)reply.ret);
	sock->family = request.a;
	lab->has_other_family |= sock->family != lab->family;
	if (is_ipv6) {
		int alone = families == OTHER_FAMILY;
		request = request_option(sock, IPPROTO_IPV6, IPV6_V6ONLY, &alone, sizeof(alone));
		ask_quietly(sock, "setsockopt", &request, "setsockopt(IPV6_V6ONLY)");
	}
	return sock;
}

static bool reuse_address(struct sock *sock)
{
	struct request request =
		request_option(sock, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	return ask_quietly(sock, "setsockopt", &request, "setsockopt(SO_REUSEADDR, 1)");
}

static bool bind_to(struct sock *sock, const struct in6_addr *addr, uint16_t port)
{
	struct endpoint local = { .addr = *addr, .port = port };
	struct request request = request_on(sock, OP_BIND);
	char text[TEXT_SIZE];
	to_sockaddr(&local, sock->family, &request.addr);
	snprintf(text, sizeof(text), "bind(:%u)", port);
	bool bound = ask_quietly(sock, "bind", &request, text);
	if (bound)
		sock_learn_local(sock);
	return bound;
}

void tcp_bind_address(struct sock *sock, int nth, uint16_t port)
{
	struct actor *actor = sock->actor;
	const struct host_facts *host = &actor->lab->ev->host[actor->host];
	if (nth >= host->addr_count)
		lab_broken(actor->lab, "'%s' has no address number %d", host->name, nth);
	bind_to(sock, &host->addr[nth], port);
}

void tcp_bind(struct sock *sock, uint16_t port)
{
	tcp_bind_address(sock, 0, port);
}

void tcp_bind_to(struct sock *sock, const char *where, uint16_t port)
{
	struct endpoint at = endpoint_of(sock->actor->lab, where, port);
	bind_to(sock, &at.addr, port);
}

void tcp_listen_on(struct sock *sock, int backlog)
{
	struct request request = request_on(sock, OP_LISTEN);
	struct reply reply;
	request.a = backlog;
	sock->listens = true;
	actor_ask(sock->actor, "listen", &request, &reply);
	record_call(sock->actor, "listen", &reply, "listen(:%u, backlog %d)", sock->local.port,
		    backlog);
}

struct sock *tcp_listen(struct actor *actor, uint16_t port, int backlog)
{
	verb_allowed(actor->lab, "listen", NULL);
	struct sock *sock = tcp_socket(actor, TCP);
	sock->listens = true;
	/* Its own address and not any: the tracepoint tells of a listener nothing else, and labs
	 * are told apart by it. */
	if (reuse_address(sock) && bind_to(sock, &actor->lab->ev->host[actor->host].addr[0], port))
		tcp_listen_on(sock, backlog);
	return sock;
}

static void ask_connect(struct sock *sock, const char *host, uint16_t port, struct request *ret)
{
	struct lab *lab = sock->actor->lab;
	sock->remote = endpoint_of(lab, host, port);
	*ret = request_on(sock, OP_CONNECT);
	to_sockaddr(&sock->remote, lab->family, &ret->addr);
}

static void record_connect(struct sock *sock, const struct reply *reply)
{
	char address[INET6_ADDRSTRLEN];
	record_call(sock->actor, "connect", reply,
		    sock->actor->lab->family == AF_INET6 ? "connect([%s]:%u)" : "connect(%s:%u)",
		    address_text(&sock->remote.addr, address, sizeof(address)), sock->remote.port);
	sock_learn_local(sock);
}

void tcp_connect_to(struct sock *sock, const char *host, uint16_t port)
{
	struct request request;
	struct reply reply;
	ask_connect(sock, host, port, &request);
	actor_ask(sock->actor, "connect", &request, &reply);
	record_connect(sock, &reply);
}

void tcp_connect_now(struct sock *sock, const char *host, uint16_t port)
{
	struct request request;
	struct reply reply;
	ask_connect(sock, host, port, &request);
	request.a = 1;
	actor_ask(sock->actor, "connect", &request, &reply);
	record_connect(sock, &reply);
}

void tcp_connect_begin(struct sock *sock, const char *host, uint16_t port)
{
	struct request request;
	verb_allowed(sock->actor->lab, "connect", sock);
	ask_connect(sock, host, port, &request);
	actor_begin(sock->actor, "connect", &request);
}

void tcp_connect_end(struct sock *sock)
{
	struct reply reply;
	actor_end(sock->actor, "connect", &reply);
	record_connect(sock, &reply);
}

struct sock *tcp_connect(struct actor *actor, const char *host, uint16_t port)
{
	verb_allowed(actor->lab, "connect", NULL);
	struct sock *sock = tcp_socket(actor, TCP);
	tcp_connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_connect_from(struct actor *actor, uint16_t local, enum reuse reuse,
			      const char *host, uint16_t port)
{
	verb_allowed(actor->lab, "connect", NULL);
	struct sock *sock = tcp_socket(actor, TCP);
	if (reuse == REUSE_ADDRESS && !reuse_address(sock))
		return sock;
	if (bind_to(sock, &in6addr_any, local))
		tcp_connect_to(sock, host, port);
	return sock;
}

struct sock *tcp_accept(struct sock *listener)
{
	struct actor *actor = listener->actor;
	struct request request = request_on(listener, OP_ACCEPT);
	struct reply reply;
	verb_allowed(actor->lab, "accept", listener);
	actor_ask(actor, "accept", &request, &reply);
	struct sock *sock = sock_new(actor, (int)reply.ret);
	if (reply.ret < 0) {
		record_call(actor, "accept", &reply, "accept()");
		return sock;
	}
	char address[INET6_ADDRSTRLEN];
	sock->family = listener->family;
	sock->remote = from_sockaddr(&reply.addr);
	record_call(actor, "accept", &reply, "accept() from port %u of %s", sock->remote.port,
		    address_text(&sock->remote.addr, address, sizeof(address)));
	sock_learn_local(sock);
	return sock;
}

void tcp_disconnect(struct sock *sock)
{
	struct request request = request_on(sock, OP_DISCONNECT);
	struct reply reply;
	if (!verb_allowed(sock->actor->lab, "disconnect", sock))
		return;
	actor_ask(sock->actor, "disconnect", &request, &reply);
	record_call(sock->actor, "disconnect", &reply, "connect(AF_UNSPEC)");
}
