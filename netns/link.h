/* SPDX-License-Identifier: GPL-2.0-only */
/* link.h - links, addresses, routes and neighbours of a namespace, over rtnetlink (libnl-3). */
#ifndef RSTLAB_LINK_H
#define RSTLAB_LINK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * An rtnetlink connection into the namespace that the thread was in when it was opened. All calls
 * below: 0 or -errno as the kernel gave it.
 */
struct link_ctl;
int link_open(struct link_ctl **ret);

/* Hears of the changes of links and IPv6 addresses from now on. The thread must be in the namespace
 * that @ctl was opened in. Again: nothing. */
int link_watch(struct link_ctl *ctl);
void link_close(struct link_ctl *ctl);

/* In a new namespace the ifindexes from here on are free. Below are the loopback device and those
 * that drivers of tunnels add of themselves where they are built in or loaded: sit0, tunl0,
 * ip6tnl0, ... (sysctl net.core.fb_tunnels_only_for_init_net). */
enum { LINK_INDEX_FREE = 100 };

/* One end of a veth pair. */
struct link_end {
	int ns;    /* where it is to be */
	int index; /* the ifindex it is to have; unlike its peer's, else the kernel defers its
		      operstate by up to a second: linkwatch_urgent_event() */
	const char *name;
	uint8_t mac[6];
};

/* Makes a veth pair in one message, both ends in place, @a up. @b has yet to be set up: veth_open()
 * refuses (ENOTCONN) before the pair is joined. */
int link_add_veth(struct link_ctl *ctl, const struct link_end *a, const struct link_end *b);

/* Makes a bridge, up, without STP and multicast snooping: it forwards as soon as a port is up. */
int link_add_bridge(struct link_ctl *ctl, const char *name, int index);
int link_set_master(struct link_ctl *ctl, int index, int bridge);
int link_set_up(struct link_ctl *ctl, int index, bool up);
int link_delete(struct link_ctl *ctl, int index);

/* Adds an address (IPv4 as ::ffff:a.b.c.d) of @prefix bits; IPv6 without duplicate detection. */
int link_add_address(struct link_ctl *ctl, int index, const struct in6_addr *addr, int prefix);
int link_delete_address(struct link_ctl *ctl, int index, const struct in6_addr *addr, int prefix);

/* Makes it one that nobody uses as source unless it is bound to: RFC 6724, 5, rule 3. */
int link_deprecate_address(struct link_ctl *ctl, int index, const struct in6_addr *addr,
			   int prefix);

/* Adds a route to @dst/@prefix by gateway @via, or has the one that is there go that way; prefix 0:
 * the default route. Takes it away. */
int link_add_route(struct link_ctl *ctl, const struct in6_addr *dst, int prefix,
		   const struct in6_addr *via);
int link_delete_route(struct link_ctl *ctl, const struct in6_addr *dst, int prefix,
		      const struct in6_addr *via);

/* What bears the mark @mark is delivered here, to whatever address it goes: a rule, and a local
 * route of all addresses in a table of its own. -EOPNOTSUPP: without CONFIG_IP_MULTIPLE_TABLES. */
int link_divert(struct link_ctl *ctl, int family, uint32_t mark);

/* Makes a virtual router (VRF), up: a device with the routes of @table, which links are put into by
 * link_set_master(). */
int link_add_vrf(struct link_ctl *ctl, const char *name, int index, uint32_t table);

/* Adds a permanent neighbour; the link may be down. One that is set down forgets it, one that loses
 * its carrier does not. */
int link_add_neighbour(struct link_ctl *ctl, int index, const struct in6_addr *addr,
		       const uint8_t mac[6]);

/* Turns off transmit checksum offload, and with it segmentation offload: captures then hold the
 * packets as they would be on a wire. */
int link_offload_off(struct link_ctl *ctl, const char *name);

struct link_facts {
	bool up;      /* IFF_UP: administratively */
	bool carrier; /* IFF_LOWER_UP */
	bool oper_up; /* IF_OPER_UP: it really transmits */
	bool bridge_port;
	bool forwarding; /* a bridge port, in state forwarding */
	bool noarp;
};

/* The state of a link now. -ENODEV: no such link. */
int link_get(struct link_ctl *ctl, int index, struct link_facts *ret);

/* Readable when a link or an IPv6 address of the namespace has changed; link_heard() empties it.
 * -1 before link_watch(). */
int link_fd(const struct link_ctl *ctl);
int link_heard(struct link_ctl *ctl);

/*
 * Has the kernel announced this IPv6 address, to one who watches, since its link was last set down?
 * Only then is it really there: its neighbour group and its local route are made from a work queue,
 * some time after the address was added (addrconf_dad_work()), and until then nobody can reach it.
 */
bool link_address_ready(struct link_ctl *ctl, const struct in6_addr *addr);

#endif
