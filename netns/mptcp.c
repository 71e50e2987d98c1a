/* SPDX-License-Identifier: GPL-2.0-only */
#include "mptcp.h"

#include <errno.h>
#include <linux/mptcp.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdbool.h>
#include <string.h>

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *msg, void *arg)
{
	(void)from;
	*(int *)arg = msg->error;
	return NL_STOP;
}

static int connect_pm(struct nl_sock *sock, int *ret_error, int *ret_family)
{
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, ret_error);
	if (genl_connect(sock) < 0)
		return -EIO;
	*ret_family = genl_ctrl_resolve(sock, MPTCP_PM_NAME);
	return *ret_family < 0 ? -EOPNOTSUPP : 0;
}

/* One command, with the attributes that @fill puts into it. */
static int command(uint8_t number, int (*fill)(struct nl_msg *msg, const void *arg),
		   const void *arg)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct nl_msg *msg = nlmsg_alloc();
	int kernel = 0, family, error = -ENOMEM;
	if (sock && msg)
		error = connect_pm(sock, &kernel, &family);
	if (!error && (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
				    NLM_F_REQUEST | NLM_F_ACK, number, MPTCP_PM_VER) ||
		       fill(msg, arg) < 0))
		error = -ENOMEM;
	if (!error) {
		kernel = 0;
		int sent = nl_send_auto(sock, msg);
		int got = sent < 0 ? sent : nl_wait_for_ack(sock);
		error = kernel ? kernel : got < 0 ? -EIO : 0;
	}
	nlmsg_free(msg);
	nl_socket_free(sock);
	return error;
}

struct limits {
	uint32_t subflows, addresses;
};

static int put_limits(struct nl_msg *msg, const void *arg)
{
	const struct limits *limits = arg;
	return nla_put_u32(msg, MPTCP_PM_ATTR_SUBFLOWS, limits->subflows) |
	       nla_put_u32(msg, MPTCP_PM_ATTR_RCV_ADD_ADDRS, limits->addresses);
}

int mptcp_set_limits(int subflows, int addresses)
{
	struct limits limits = { (uint32_t)subflows, (uint32_t)addresses };
	return command(MPTCP_PM_CMD_SET_LIMITS, put_limits, &limits);
}

struct pm_endpoint {
	const struct in6_addr *addr;
	unsigned flags;
	uint16_t port;
};

static int put_endpoint(struct nl_msg *msg, const void *arg)
{
	const struct pm_endpoint *endpoint = arg;
	bool mapped = IN6_IS_ADDR_V4MAPPED(endpoint->addr);
	struct nlattr *nest = nla_nest_start(msg, MPTCP_PM_ATTR_ADDR | NLA_F_NESTED);
	int built = nla_put_u16(msg, MPTCP_PM_ADDR_ATTR_FAMILY, mapped ? AF_INET : AF_INET6);
	if (mapped)
		built |= nla_put(msg, MPTCP_PM_ADDR_ATTR_ADDR4, 4, &endpoint->addr->s6_addr[12]);
	else
		built |= nla_put(msg, MPTCP_PM_ADDR_ATTR_ADDR6, 16, endpoint->addr);
	built |= nla_put_u32(msg, MPTCP_PM_ADDR_ATTR_FLAGS, endpoint->flags);
	if (endpoint->port)
		built |= nla_put_u16(msg, MPTCP_PM_ADDR_ATTR_PORT, endpoint->port);
	nla_nest_end(msg, nest);
	return built;
}

int mptcp_add_endpoint(const struct in6_addr *addr, unsigned flags, uint16_t port)
{
	struct pm_endpoint endpoint = { addr, flags, port };
	return command(MPTCP_PM_CMD_ADD_ADDR, put_endpoint, &endpoint);
}

static int put_nothing(struct nl_msg *msg, const void *arg)
{
	(void)msg;
	(void)arg;
	return 0;
}

int mptcp_flush_endpoints(void)
{
	return command(MPTCP_PM_CMD_FLUSH_ADDRS, put_nothing, NULL);
}
