/* SPDX-License-Identifier: GPL-2.0-only */
#include "ipvs.h"

#include "genl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ip_vs.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>

struct change {
	const struct ipvs_service *service;
	const struct in6_addr *server; /* NULL: the service itself */
	bool is_removal;
	uint32_t weight;
};

static uint16_t family_of(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_V4MAPPED(addr) ? AF_INET : AF_INET6;
}

/* Room for an address of IPv6, whichever it is (ip_vs_svc_policy in net/netfilter). */
static int put_address(struct nl_msg *msg, int type, const struct in6_addr *addr)
{
	struct in6_addr plain = { 0 };
	if (!IN6_IS_ADDR_V4MAPPED(addr))
		return nla_put(msg, type, sizeof(*addr), addr);
	plain.s6_addr32[0] = addr->s6_addr32[3];
	return nla_put(msg, type, sizeof(plain), &plain);
}

static int put_service(struct nl_msg *msg, const struct change *change)
{
	const struct ip_vs_flags none = { .mask = ~0U };
	const bool ipv6 = family_of(change->service->addr) == AF_INET6;
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_SERVICE | NLA_F_NESTED);
	int built = nla_put_u16(msg, IPVS_SVC_ATTR_AF, family_of(change->service->addr)) |
		    nla_put_u16(msg, IPVS_SVC_ATTR_PROTOCOL, IPPROTO_TCP) |
		    put_address(msg, IPVS_SVC_ATTR_ADDR, change->service->addr) |
		    nla_put_u16(msg, IPVS_SVC_ATTR_PORT, htons(change->service->port));
	if (!change->server)
		built |= nla_put_string(msg, IPVS_SVC_ATTR_SCHED_NAME, "rr") |
			 nla_put(msg, IPVS_SVC_ATTR_FLAGS, sizeof(none), &none) |
			 nla_put_u32(msg, IPVS_SVC_ATTR_TIMEOUT, 0) |
			 nla_put_u32(msg, IPVS_SVC_ATTR_NETMASK, ipv6 ? 128 : ~0U);
	if (!nest || built < 0)
		return -ENOMEM;
	return nla_nest_end(msg, nest);
}

static int put_server(struct nl_msg *msg, const struct change *change)
{
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_DEST | NLA_F_NESTED);
	int built = put_address(msg, IPVS_DEST_ATTR_ADDR, change->server) |
		    nla_put_u16(msg, IPVS_DEST_ATTR_ADDR_FAMILY, family_of(change->server)) |
		    nla_put_u16(msg, IPVS_DEST_ATTR_PORT, htons(change->service->port));
	if (!change->is_removal)
		built |= nla_put_u32(msg, IPVS_DEST_ATTR_FWD_METHOD, IP_VS_CONN_F_MASQ) |
			 nla_put_u32(msg, IPVS_DEST_ATTR_WEIGHT, change->weight) |
			 nla_put_u32(msg, IPVS_DEST_ATTR_U_THRESH, 0) |
			 nla_put_u32(msg, IPVS_DEST_ATTR_L_THRESH, 0);
	if (!nest || built < 0)
		return -ENOMEM;
	return nla_nest_end(msg, nest);
}

static int fill(struct nl_msg *msg, const void *arg)
{
	const struct change *change = arg;
	int built = put_service(msg, change);
	return built < 0 || !change->server ? built : put_server(msg, change);
}

static int command(uint8_t number, const struct change *change)
{
	return genl_command(IPVS_GENL_NAME, IPVS_GENL_VERSION, number, fill, change);
}

int ipvs_add_service(const struct ipvs_service *service)
{
	return command(IPVS_CMD_NEW_SERVICE, &(struct change){ .service = service });
}

int ipvs_add_server(const struct ipvs_service *service, const struct in6_addr *server)
{
	const struct change change = { .service = service, .server = server, .weight = 1 };
	return command(IPVS_CMD_NEW_DEST, &change);
}

int ipvs_remove_server(const struct ipvs_service *service, const struct in6_addr *server)
{
	const struct change change = { .service = service, .server = server, .is_removal = true };
	return command(IPVS_CMD_DEL_DEST, &change);
}

int ipvs_drain_server(const struct ipvs_service *service, const struct in6_addr *server)
{
	const struct change change = { .service = service, .server = server };
	return command(IPVS_CMD_SET_DEST, &change);
}
