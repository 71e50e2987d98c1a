/* SPDX-License-Identifier: GPL-2.0-only */
/* link_route.c - routes, and rules by which a table is chosen. */
#include "link_parts.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sys/socket.h>

static int change_route(struct link_ctl *ctl, int type, int flags, const struct in6_addr *dst,
			int prefix, const struct in6_addr *via)
{
	struct rtmsg head = { .rtm_family = link_family(via),
			      .rtm_dst_len = (uint8_t)prefix,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = RTPROT_STATIC,
			      .rtm_scope = RT_SCOPE_UNIVERSE,
			      .rtm_type = RTN_UNICAST };
	struct nl_msg *msg = link_message(type, flags, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	int built = link_put_address(msg, RTA_GATEWAY, via);
	if (prefix)
		built |= link_put_address(msg, RTA_DST, dst);
	return link_request(ctl, msg, built);
}

int link_add_route(struct link_ctl *ctl, const struct in6_addr *dst, int prefix,
		   const struct in6_addr *via)
{
	return change_route(ctl, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, dst, prefix, via);
}

int link_delete_route(struct link_ctl *ctl, const struct in6_addr *dst, int prefix,
		      const struct in6_addr *via)
{
	return change_route(ctl, RTM_DELROUTE, 0, dst, prefix, via);
}

enum { TABLE_DIVERTED = 100, LOOPBACK = 1 }; /* LOOPBACK_IFINDEX of the kernel */

int link_divert(struct link_ctl *ctl, int family, uint32_t mark)
{
	struct fib_rule_hdr rule = { .family = (uint8_t)family,
				     .table = TABLE_DIVERTED,
				     .action = FR_ACT_TO_TBL };
	struct rtmsg route = { .rtm_family = (uint8_t)family,
			       .rtm_table = TABLE_DIVERTED,
			       .rtm_protocol = RTPROT_STATIC,
			       .rtm_scope = RT_SCOPE_HOST,
			       .rtm_type = RTN_LOCAL };
	const int flags = NLM_F_CREATE | NLM_F_EXCL;
	struct nl_msg *msg = link_message(RTM_NEWRULE, flags, &rule, sizeof(rule));
	int error = link_request(ctl, msg, msg ? nla_put_u32(msg, FRA_FWMARK, mark) : 0);
	if (error)
		return error;
	msg = link_message(RTM_NEWROUTE, flags, &route, sizeof(route));
	return link_request(ctl, msg, msg ? nla_put_u32(msg, RTA_OIF, LOOPBACK) : 0);
}

int link_add_vrf(struct link_ctl *ctl, const char *name, int index, uint32_t table)
{
	struct ifinfomsg head = { .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct nl_msg *msg =
		link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	int built = nla_put_string(msg, IFLA_IFNAME, name);
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	built |= nla_put_string(msg, IFLA_INFO_KIND, "vrf");
	struct nlattr *data = nla_nest_start(msg, IFLA_INFO_DATA);
	built |= nla_put_u32(msg, IFLA_VRF_TABLE, table);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return link_request(ctl, msg, built);
}
