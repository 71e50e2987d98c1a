/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * neighbours.c - every host knows its neighbours beforehand.
 *
 * Who has to ask for one holds back what he sends meanwhile (neigh_resolve_output()), and throws it
 * away when nobody has answered in time (neigh_invalidate()), or more than it has room for came
 * after it. That tells nobody: of a RST, TcpOutRsts has counted it, TcpExtTCPAbortFailed does not,
 * and the kernel's own word on it (unresolved_discards) is of all namespaces together. So nobody
 * asks: all are permanent, which survive the loss of a carrier: neigh_carrier_down().
 */
#include "lab.h"

#include "ground.h"

#include <string.h>

static void tell(struct lab *lab, int end, const struct in6_addr *addr, const uint8_t mac[6])
{
	const struct host *host = &lab->host[lab->end[end].host];
	if (host->ns < 0)
		return;
	int error = link_add_neighbour(host->links, lab->end[end].index, addr, mac);
	if (error)
		lab_broken(lab, "cannot add a neighbour to '%s' of '%s': %s",
			   lab->ev->end[end].ifname, lab->ev->host[lab->end[end].host].name,
			   strerror(-error));
}

/* Are they two ends of hosts or routers on one subnet? */
static bool are_neighbours(const struct lab *lab, int a, int b)
{
	return a != b && lab->end[a].net == lab->end[b].net &&
	       lab->host[lab->end[a].host].role != SWITCH &&
	       lab->host[lab->end[b].host].role != SWITCH;
}

void neighbours_learn(struct lab *lab, int end, const struct in6_addr *addr)
{
	for (int i = 0; i < lab->end_count; i++)
		if (are_neighbours(lab, end, i))
			tell(lab, i, addr, lab->end[end].mac);
}

/* Is it that of an end of its own, and no further one? */
static bool is_of_an_end(const struct lab *lab, const struct in6_addr *addr)
{
	for (int i = 0; i < lab->end_count; i++)
		if (memcmp(&lab->end[i].addr, addr, sizeof(*addr)) == 0)
			return true;
	return false;
}

void neighbours_tell(struct lab *lab, int end)
{
	for (int i = 0; i < lab->end_count; i++) {
		if (!are_neighbours(lab, end, i))
			continue;
		int host = lab->end[i].host;
		const struct host_facts *facts = &lab->ev->host[host];
		tell(lab, end, &lab->end[i].addr, lab->end[i].mac);
		/* Further ones are of a host's first interface: host_add_address(). */
		for (int k = 0; k < facts->addr_count && host_end(lab, host) == i; k++)
			if (!is_of_an_end(lab, &facts->addr[k]))
				tell(lab, end, &facts->addr[k], lab->end[i].mac);
	}
	int ghost = lab->ghost.end;
	if (ghost >= 0 && are_neighbours(lab, ghost, end))
		tell(lab, end, &lab->ghost.addr, lab->end[ghost].mac);
}
