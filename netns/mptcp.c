/* SPDX-License-Identifier: GPL-2.0-only */
#include "mptcp.h"

#include "genl.h"

#include <linux/mptcp.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>

static int command(uint8_t number, int (*fill)(struct nl_msg *msg, const void *arg),
		   const void *arg)
{
	return genl_command(MPTCP_PM_NAME, MPTCP_PM_VER, number, fill, arg);
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
