/* SPDX-License-Identifier: GPL-2.0-only */
#include "link_parts.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <netlink/attr.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READY_MAX = 8 };

struct link_ctl {
	struct nl_sock *requests;
	struct nl_sock *monitor;  /* NULL until link_watch() */
	int error;                /* of the request under way, as the kernel gave it */
	struct link_facts *facts; /* where the answer to link_get() goes */
	int ready_count;
	struct in6_addr ready[READY_MAX]; /* addresses announced */
};

/* libnl folds errno values into its own; the kernel's word is in the message. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *msg, void *arg)
{
	struct link_ctl *ctl = arg;
	(void)from;
	ctl->error = msg->error;
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return NL_STOP;
}

/* Links of other masters, as of a VRF, have data of their own kind. */
static void read_port(struct nlattr *info, struct link_facts *facts)
{
	struct nlattr *slave = nla_find(nla_data(info), nla_len(info), IFLA_INFO_SLAVE_DATA);
	struct nlattr *kind = nla_find(nla_data(info), nla_len(info), IFLA_INFO_SLAVE_KIND);
	if (!slave || !kind || strcmp(nla_get_string(kind), "bridge") != 0)
		return;
	struct nlattr *state = nla_find(nla_data(slave), nla_len(slave), IFLA_BRPORT_STATE);
	if (!state)
		return;
	facts->bridge_port = true;
	facts->forwarding = nla_get_u8(state) == BR_STATE_FORWARDING;
}

static int on_link(struct nl_msg *msg, void *arg)
{
	struct link_ctl *ctl = arg;
	struct nlmsghdr *header = nlmsg_hdr(msg);
	if (header->nlmsg_type != RTM_NEWLINK || !ctl->facts)
		return NL_OK;

	const struct ifinfomsg *link = nlmsg_data(header);
	struct nlattr *state = nlmsg_find_attr(header, sizeof(*link), IFLA_OPERSTATE);
	struct nlattr *info = nlmsg_find_attr(header, sizeof(*link), IFLA_LINKINFO);
	*ctl->facts = (struct link_facts){
		.up = link->ifi_flags & IFF_UP,
		.carrier = link->ifi_flags & IFF_LOWER_UP,
		.noarp = link->ifi_flags & IFF_NOARP,
		.oper_up = state && nla_get_u8(state) == IF_OPER_UP,
	};
	if (info)
		read_port(info, ctl->facts);
	return NL_OK;
}

static int on_address(struct nl_msg *msg, void *arg)
{
	struct link_ctl *ctl = arg;
	struct nlmsghdr *header = nlmsg_hdr(msg);
	if (header->nlmsg_type != RTM_NEWADDR)
		return NL_OK;
	struct nlattr *addr = nlmsg_find_attr(header, sizeof(struct ifaddrmsg), IFA_LOCAL);
	if (!addr)
		addr = nlmsg_find_attr(header, sizeof(struct ifaddrmsg), IFA_ADDRESS);
	if (addr && nla_len(addr) == (int)sizeof(struct in6_addr) && ctl->ready_count < READY_MAX)
		memcpy(&ctl->ready[ctl->ready_count++], nla_data(addr), sizeof(struct in6_addr));
	return NL_OK;
}

/* libnl's connect can fail for many reasons; errno is the nearest that it leaves. */
static int connect_route(struct nl_sock *sock)
{
	errno = 0;
	if (nl_connect(sock, NETLINK_ROUTE) < 0)
		return errno ? -errno : -EIO;
	return 0;
}

int link_open(struct link_ctl **ret)
{
	struct link_ctl *ctl = calloc(1, sizeof(*ctl));
	if (!ctl)
		return -ENOMEM;
	int error = -ENOMEM;
	ctl->requests = nl_socket_alloc();
	if (!ctl->requests)
		goto fail;
	nl_socket_disable_auto_ack(ctl->requests);
	nl_socket_disable_msg_peek(ctl->requests);
	nl_socket_modify_err_cb(ctl->requests, NL_CB_CUSTOM, on_error, ctl);
	nl_socket_modify_cb(ctl->requests, NL_CB_ACK, NL_CB_CUSTOM, on_ack, ctl);
	nl_socket_modify_cb(ctl->requests, NL_CB_VALID, NL_CB_CUSTOM, on_link, ctl);
	error = connect_route(ctl->requests);
	if (error)
		goto fail;
	*ret = ctl;
	return 0;
fail:
	link_close(ctl);
	return error;
}

void link_close(struct link_ctl *ctl)
{
	if (!ctl)
		return;
	nl_socket_free(ctl->requests);
	nl_socket_free(ctl->monitor);
	free(ctl);
}

int link_watch(struct link_ctl *ctl)
{
	if (ctl->monitor)
		return 0;
	struct nl_sock *monitor = nl_socket_alloc();
	if (!monitor)
		return -ENOMEM;
	nl_socket_disable_seq_check(monitor);
	nl_socket_modify_cb(monitor, NL_CB_VALID, NL_CB_CUSTOM, on_address, ctl);
	int error = connect_route(monitor);
	if (!error &&
	    (nl_socket_add_memberships(monitor, RTNLGRP_LINK, RTNLGRP_IPV6_IFADDR, 0) < 0 ||
	     nl_socket_set_nonblocking(monitor) < 0))
		error = -EIO;
	if (error)
		nl_socket_free(monitor);
	else
		ctl->monitor = monitor;
	return error;
}

int link_request(struct link_ctl *ctl, struct nl_msg *msg, int built)
{
	if (!msg)
		return -ENOMEM;
	if (built < 0) {
		nlmsg_free(msg);
		return -ENOMEM;
	}
	ctl->error = 0;
	errno = 0;
	int sent = nl_send_auto(ctl->requests, msg);
	nlmsg_free(msg);
	if (sent < 0)
		return errno ? -errno : -EIO;
	int got = nl_recvmsgs_default(ctl->requests);
	if (ctl->error)
		return ctl->error;
	return got < 0 ? -EIO : 0;
}

struct nl_msg *link_message(int type, int flags, const void *header, size_t size)
{
	/* A question is answered by its answer; all else by an acknowledgement. */
	int ack = type == RTM_GETLINK ? 0 : NLM_F_ACK;
	struct nl_msg *msg = nlmsg_alloc_simple(type, NLM_F_REQUEST | ack | flags);
	if (msg && nlmsg_append(msg, (void *)(uintptr_t)header, size, NLMSG_ALIGNTO) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static int put_end(struct nl_msg *msg, const struct link_end *end)
{
	return nla_put_string(msg, IFLA_IFNAME, end->name) |
	       nla_put(msg, IFLA_ADDRESS, sizeof(end->mac), end->mac) |
	       nla_put_u32(msg, IFLA_NET_NS_FD, (uint32_t)end->ns);
}

int link_add_veth(struct link_ctl *ctl, const struct link_end *a, const struct link_end *b)
{
	struct ifinfomsg head = { .ifi_index = a->index,
				  .ifi_flags = IFF_UP,
				  .ifi_change = IFF_UP };
	struct ifinfomsg peer = { .ifi_index = b->index };
	struct nl_msg *msg =
		link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	int built = put_end(msg, a);
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	built |= nla_put_string(msg, IFLA_INFO_KIND, "veth");
	struct nlattr *data = nla_nest_start(msg, IFLA_INFO_DATA);
	struct nlattr *other = nla_nest_start(msg, VETH_INFO_PEER);
	built |= nlmsg_append(msg, &peer, sizeof(peer), NLMSG_ALIGNTO) | put_end(msg, b);
	nla_nest_end(msg, other);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return link_request(ctl, msg, built);
}

int link_add_bridge(struct link_ctl *ctl, const char *name, int index)
{
	struct ifinfomsg head = { .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct nl_msg *msg =
		link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	int built = nla_put_string(msg, IFLA_IFNAME, name);
	struct nlattr *info = nla_nest_start(msg, IFLA_LINKINFO);
	built |= nla_put_string(msg, IFLA_INFO_KIND, "bridge");
	struct nlattr *data = nla_nest_start(msg, IFLA_INFO_DATA);
	built |= nla_put_u32(msg, IFLA_BR_STP_STATE, 0);
	built |= nla_put_u8(msg, IFLA_BR_MCAST_SNOOPING, 0);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return link_request(ctl, msg, built);
}

int link_set_master(struct link_ctl *ctl, int index, int bridge)
{
	struct ifinfomsg head = { .ifi_index = index };
	struct nl_msg *msg = link_message(RTM_SETLINK, 0, &head, sizeof(head));
	return link_request(ctl, msg, msg ? nla_put_u32(msg, IFLA_MASTER, (uint32_t)bridge) : 0);
}

int link_set_up(struct link_ctl *ctl, int index, bool up)
{
	struct ifinfomsg head = { .ifi_index = index,
				  .ifi_flags = up ? IFF_UP : 0,
				  .ifi_change = IFF_UP };
	if (!up)
		ctl->ready_count = 0;
	return link_request(ctl, link_message(RTM_SETLINK, 0, &head, sizeof(head)), 0);
}

int link_delete(struct link_ctl *ctl, int index)
{
	struct ifinfomsg head = { .ifi_index = index };
	return link_request(ctl, link_message(RTM_DELLINK, 0, &head, sizeof(head)), 0);
}

int link_put_address(struct nl_msg *msg, int type, const struct in6_addr *addr)
{
	if (IN6_IS_ADDR_V4MAPPED(addr))
		return nla_put(msg, type, 4, &addr->s6_addr[12]);
	return nla_put(msg, type, sizeof(*addr), addr);
}

uint8_t link_family(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_V4MAPPED(addr) ? AF_INET : AF_INET6;
}

static int change_address(struct link_ctl *ctl, int type, int flags, int index,
			  const struct in6_addr *addr, int prefix)
{
	struct ifaddrmsg head = { .ifa_family = link_family(addr),
				  .ifa_prefixlen = (uint8_t)prefix,
				  .ifa_flags = IFA_F_NODAD,
				  .ifa_index = (uint32_t)index };
	struct nl_msg *msg = link_message(type, flags, &head, sizeof(head));
	return link_request(ctl, msg, msg ? link_put_address(msg, IFA_LOCAL, addr) : 0);
}

int link_add_address(struct link_ctl *ctl, int index, const struct in6_addr *addr, int prefix)
{
	return change_address(ctl, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index, addr, prefix);
}

int link_deprecate_address(struct link_ctl *ctl, int index, const struct in6_addr *addr, int prefix)
{
	struct ifa_cacheinfo life = { .ifa_prefered = 0, .ifa_valid = UINT32_MAX };
	struct ifaddrmsg head = { .ifa_family = link_family(addr),
				  .ifa_prefixlen = (uint8_t)prefix,
				  .ifa_flags = IFA_F_NODAD,
				  .ifa_index = (uint32_t)index };
	struct nl_msg *msg = link_message(RTM_NEWADDR, NLM_F_REPLACE, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	return link_request(ctl, msg,
			    link_put_address(msg, IFA_LOCAL, addr) |
				    nla_put(msg, IFA_CACHEINFO, sizeof(life), &life));
}

int link_delete_address(struct link_ctl *ctl, int index, const struct in6_addr *addr, int prefix)
{
	return change_address(ctl, RTM_DELADDR, 0, index, addr, prefix);
}

int link_add_neighbour(struct link_ctl *ctl, int index, const struct in6_addr *addr,
		       const uint8_t mac[6])
{
	struct ndmsg head = { .ndm_family = link_family(addr),
			      .ndm_ifindex = index,
			      .ndm_state = NUD_PERMANENT };
	struct nl_msg *msg =
		link_message(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof(head));
	if (!msg)
		return -ENOMEM;
	return link_request(
		ctl, msg, link_put_address(msg, NDA_DST, addr) | nla_put(msg, NDA_LLADDR, 6, mac));
}

int link_offload_off(struct link_ctl *ctl, const char *name)
{
	struct ethtool_value value = { .cmd = ETHTOOL_STXCSUM, .data = 0 };
	struct ifreq request = { .ifr_data = (void *)&value };
	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	/* Any socket of the namespace takes it: sock_do_ioctl(). */
	return ioctl(nl_socket_get_fd(ctl->requests), SIOCETHTOOL, &request) < 0 ? -errno : 0;
}

int link_get(struct link_ctl *ctl, int index, struct link_facts *ret)
{
	struct ifinfomsg head = { .ifi_index = index };
	struct link_facts facts = { 0 };
	ctl->facts = &facts;
	int error = link_request(ctl, link_message(RTM_GETLINK, 0, &head, sizeof(head)), 0);
	ctl->facts = NULL;
	if (!error)
		*ret = facts;
	return error;
}

int link_fd(const struct link_ctl *ctl)
{
	return ctl->monitor ? nl_socket_get_fd(ctl->monitor) : -1;
}

int link_heard(struct link_ctl *ctl)
{
	if (!ctl->monitor)
		return 0;
	int got = nl_recvmsgs_default(ctl->monitor);
	/* An overrun loses notices, not facts: whoever waits asks for the state again. */
	return got < 0 && got != -NLE_AGAIN && got != -NLE_NOMEM ? -EIO : 0;
}

bool link_address_ready(struct link_ctl *ctl, const struct in6_addr *addr)
{
	link_heard(ctl);
	for (int i = 0; i < ctl->ready_count; i++)
		if (memcmp(&ctl->ready[i], addr, sizeof(*addr)) == 0)
			return true;
	return false;
}
