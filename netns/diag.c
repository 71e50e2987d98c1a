/* SPDX-License-Identifier: GPL-2.0-only */
#include "diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

/* All states but TCP_BOUND_INACTIVE (Linux 6.8), which would walk the machine's table of bound
 * ports. */
enum { ALL_STATES = (1 << (TCP_CLOSING + 2)) - 1 };

struct diag {
	struct mnl_socket *nl;
	struct mnl_socket *ended; /* NULL until diag_listen() */
	unsigned seq;
};

struct walk {
	bool (*each)(const struct diag_socket *sock, void *arg);
	void *arg;
	bool enough;
};

int diag_open(struct diag **ret)
{
	struct diag *diag = calloc(1, sizeof(*diag));
	if (!diag)
		return -ENOMEM;
	diag->nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!diag->nl || mnl_socket_bind(diag->nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		int error = -errno;
		diag_close(diag);
		return error;
	}
	*ret = diag;
	return 0;
}

void diag_close(struct diag *diag)
{
	if (!diag)
		return;
	if (diag->nl)
		mnl_socket_close(diag->nl);
	if (diag->ended)
		mnl_socket_close(diag->ended);
	free(diag);
}

int diag_listen(struct diag *diag)
{
	static const int groups[] = { SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY };
	if (diag->ended)
		return mnl_socket_get_fd(diag->ended);
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!nl)
		return -errno;
	int error = mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno : 0;
	for (int i = 0; i < 2 && !error; i++)
		if (mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, (void *)(uintptr_t)&groups[i],
					  sizeof(int)) < 0)
			error = -errno;
	if (error) {
		mnl_socket_close(nl);
		return error;
	}
	diag->ended = nl;
	return mnl_socket_get_fd(nl);
}

void diag_heard(struct diag *diag)
{
	char buffer[8192];
	while (diag->ended && mnl_socket_recvfrom(diag->ended, buffer, sizeof(buffer)) > 0)
		;
}

int diag_fd(const struct diag *diag)
{
	return diag->ended ? mnl_socket_get_fd(diag->ended) : -1;
}

static void read_address(int family, const uint32_t raw[4], struct in6_addr *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (family == AF_INET6) {
		memcpy(ret, raw, sizeof(*ret));
		return;
	}
	ret->s6_addr[10] = ret->s6_addr[11] = 0xff;
	memcpy(&ret->s6_addr[12], raw, 4);
}

static int on_attribute(const struct nlattr *attribute, void *arg)
{
	if (mnl_attr_get_type(attribute) == INET_DIAG_SKV6ONLY)
		((struct diag_socket *)arg)->is_ipv6_only = mnl_attr_get_u8(attribute);
	return MNL_CB_OK;
}

static int on_socket(const struct nlmsghdr *header, void *arg)
{
	struct walk *walk = arg;
	if (walk->enough || mnl_nlmsg_get_payload_len(header) < sizeof(struct inet_diag_msg))
		return MNL_CB_OK;
	const struct inet_diag_msg *msg = mnl_nlmsg_get_payload(header);
	struct diag_socket sock = {
		.family = msg->idiag_family,
		.state = msg->idiag_state,
		.local_port = ntohs(msg->id.idiag_sport),
		.remote_port = ntohs(msg->id.idiag_dport),
		.rqueue = msg->idiag_rqueue,
		.wqueue = msg->idiag_wqueue,
		.inode = msg->idiag_inode,
		.cookie = { msg->id.idiag_cookie[0], msg->id.idiag_cookie[1] },
	};
	read_address(msg->idiag_family, msg->id.idiag_src, &sock.local);
	read_address(msg->idiag_family, msg->id.idiag_dst, &sock.remote);
	mnl_attr_parse(header, sizeof(*msg), on_attribute, &sock);
	walk->enough = !walk->each(&sock, walk->arg);
	return MNL_CB_OK;
}

/* Sends @header and hands each answer to @walk, to the end of the dump or the acknowledgement. */
static int ask(struct diag *diag, struct nlmsghdr *header, struct walk *walk)
{
	char buffer[16384] __attribute__((aligned(8)));
	unsigned port = mnl_socket_get_portid(diag->nl);

	header->nlmsg_seq = ++diag->seq;
	if (mnl_socket_sendto(diag->nl, header, header->nlmsg_len) < 0)
		return -errno;
	for (;;) {
		ssize_t n = mnl_socket_recvfrom(diag->nl, buffer, sizeof(buffer));
		if (n < 0)
			return -errno;
		int more = mnl_cb_run(buffer, (size_t)n, diag->seq, port, walk ? on_socket : NULL,
				      walk);
		if (more < 0)
			return -errno;
		if (more == MNL_CB_STOP)
			return 0;
	}
}

static int walk_states(struct diag *diag, int family, uint32_t states, uint16_t port,
		       bool (*each)(const struct diag_socket *sock, void *arg), void *arg)
{
	char buffer[256] __attribute__((aligned(8)));
	struct walk walk = { .each = each, .arg = arg };
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	struct inet_diag_req_v2 *req = mnl_nlmsg_put_extra_header(header, sizeof(*req));
	req->sdiag_family = (uint8_t)family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = states;
	req->id.idiag_sport = htons(port);
	return ask(diag, header, &walk);
}

int diag_walk(struct diag *diag, int family,
	      bool (*each)(const struct diag_socket *sock, void *arg), void *arg)
{
	return walk_states(diag, family, ALL_STATES, 0, each, arg);
}

int diag_listeners(struct diag *diag, int family, uint16_t port,
		   bool (*each)(const struct diag_socket *sock, void *arg), void *arg)
{
	return walk_states(diag, family, 1 << TCP_LISTEN, port, each, arg);
}

/* A request for this socket alone; a cookie of -1 is any. */
static struct nlmsghdr *request_one(char *buffer, uint16_t type, const struct diag_socket *sock)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	struct inet_diag_req_v2 *req = mnl_nlmsg_put_extra_header(header, sizeof(*req));
	size_t skip = sock->family == AF_INET6 ? 0 : 12;
	size_t size = sizeof(struct in6_addr) - skip;

	req->sdiag_family = (uint8_t)sock->family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = ALL_STATES;
	req->id.idiag_sport = htons(sock->local_port);
	req->id.idiag_dport = htons(sock->remote_port);
	memcpy(req->id.idiag_src, &sock->local.s6_addr[skip], size);
	memcpy(req->id.idiag_dst, &sock->remote.s6_addr[skip], size);
	memcpy(req->id.idiag_cookie, sock->cookie, sizeof(sock->cookie));
	return header;
}

static bool note_state(const struct diag_socket *sock, void *arg)
{
	int *ret = arg;
	/* Where there is no connection, who listens is found (inet_lookup()). */
	*ret = sock->state == TCP_LISTEN ? 0 : sock->state;
	return true;
}

int diag_state(struct diag *diag, const struct in6_addr *local, uint16_t local_port,
	       const struct in6_addr *remote, uint16_t remote_port)
{
	const struct diag_socket sock = {
		.family = IN6_IS_ADDR_V4MAPPED(local) ? AF_INET : AF_INET6,
		.local = *local,
		.remote = *remote,
		.local_port = local_port,
		.remote_port = remote_port,
		.cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
	};
	char buffer[256] __attribute__((aligned(8)));
	int state = 0;
	struct walk walk = { .each = note_state, .arg = &state };
	int error = ask(diag, request_one(buffer, SOCK_DIAG_BY_FAMILY, &sock), &walk);
	return error == -ENOENT ? 0 : error ? error : state;
}

int diag_destroy(struct diag *diag, const struct diag_socket *sock)
{
	char buffer[256] __attribute__((aligned(8)));
	return ask(diag, request_one(buffer, SOCK_DESTROY, sock), NULL);
}
