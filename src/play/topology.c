/* SPDX-License-Identifier: GPL-2.0-only */
/* topology.c - builds the ground of a lab by its plan, and takes single hosts away and back. */
#include "lab.h"

#include "address.h"
#include "capture.h"
#include "ground.h"
#include "ns.h"
#include "packet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int prefix_bits(const struct lab *lab)
{
	return lab->family == AF_INET ? 29 : 64;
}

enum { LOOPBACK = 1 }; /* LOOPBACK_IFINDEX of the kernel */

static void check(struct lab *lab, int error, const char *what, const char *where)
{
	if (error == -EOPNOTSUPP)
		lab_skip(lab, "this kernel cannot: %s in '%s' (%s)", what, where, strerror(-error));
	if (error == -EPERM || error == -EACCES || error == -EROFS || error == -ENOSYS)
		lab_skip(lab, "no permission to %s in '%s': %s", what, where, strerror(-error));
	if (error)
		lab_broken(lab, "cannot %s in '%s': %s%s", what, where, strerror(-error),
			   error == -ENOSPC ? ": limited by user.max_net_namespaces" : "");
}

/* How often an orphan's FIN is sent again before it is given up: four times, which takes six
 * seconds, as the time doubles from TCP_RTO_MIN on: tcp_write_timeout(). No story lets an orphan
 * wait for long but half-open-orphan, which has an ending for that. */
static int orphan_retries(const struct lab *lab)
{
	int retries = 4;
	for (double scale = lab->process->scale; scale > 1; retries++)
		scale /= 2;
	return retries;
}

/* What every namespace of a lab is given: what keeps strangers off its wires, and orphans from
 * outliving it for long; and what IPv4 would else inherit of the machine (devconf_inherit_init_net
 * in net/core), where a container's host forwards. */
static void tune(struct lab *lab, int host)
{
	char retries[16];
	const char *forwards = lab->host[host].role == ROUTER ? "1" : "0";
	const struct {
		int family;
		const char *key, *value;
	} tuning[] = {
		{ AF_INET, "ipv6/conf/default/disable_ipv6", "1" },
		{ AF_INET6, "ipv6/conf/default/addr_gen_mode", "1" },
		{ AF_INET6, "ipv6/conf/default/accept_ra", "0" },
		{ AF_INET6, "ipv6/conf/default/keep_addr_on_down", "1" },
		{ AF_INET6, "ipv6/conf/all/forwarding", forwards },
		{ AF_INET, "ipv4/ip_forward", forwards },
		{ AF_INET, "ipv4/conf/all/rp_filter", "0" },
		{ AF_INET, "ipv4/conf/default/rp_filter", "0" },
		{ AF_UNSPEC, "ipv4/tcp_orphan_retries", retries },
	};
	snprintf(retries, sizeof(retries), "%d", orphan_retries(lab));
	const char *name = lab->ev->host[host].name;
	for (size_t i = 0; i < sizeof(tuning) / sizeof(*tuning); i++) {
		if (tuning[i].family != AF_UNSPEC && tuning[i].family != lab->family)
			continue;
		int error = ns_sysctl(tuning[i].key, tuning[i].value);
		if (error && !(error == -ENOENT && lab->family == AF_INET))
			lab_broken(lab, "cannot set %s in '%s': %s", tuning[i].key, name,
				   strerror(-error));
	}
}

static void host_create(struct lab *lab, int index)
{
	struct host *host = &lab->host[index];
	const char *name = lab->ev->host[index].name;
	check(lab, ns_enter(lab->process->nursery), "enter where namespaces are made, for one",
	      name);
	host->ns = ns_create();
	check(lab, host->ns < 0 ? host->ns : 0, "make a namespace", name);
	tune(lab, index);
	check(lab, link_open(&host->links), "open rtnetlink", name);
	/* That an address is ready is said but once: address_ready(). */
	if (lab->family == AF_INET6)
		check(lab, link_watch(host->links), "watch links", name);
	check(lab, link_set_up(host->links, LOOPBACK, true), "set the loopback device up", name);
	check(lab, diag_open(&host->diag), "open sock_diag", name);
	check(lab, counters_open(&host->source), "open the counters", name);
	if (host->role == SWITCH) {
		host->bridge = LINK_INDEX_FREE + ENDS_MAX + index;
		check(lab, link_add_bridge(host->links, "switch", host->bridge), "make a bridge",
		      name);
	}
}

static void host_forget(struct host *host)
{
	link_close(host->links);
	diag_close(host->diag);
	counters_close(&host->source);
	if (host->lookup >= 0)
		close(host->lookup);
	*host = (struct host){ .ns = -1, .role = host->role, .lookup = -1 };
}

void topology_forget(struct lab *lab)
{
	for (int i = 0; i < lab->host_count; i++)
		if (lab->host[i].ns >= 0)
			host_forget(&lab->host[i]);
}

/* One end, after its link was made: address, port of a switch, capture. */
static void end_open(struct lab *lab, int index)
{
	struct end *end = &lab->end[index];
	struct host *host = &lab->host[end->host];
	const char *name = lab->ev->host[end->host].name;

	host_enter(lab, end->host);
	check(lab, link_offload_off(host->links, lab->ev->end[index].ifname),
	      "turn checksum offload off", name);
	if (host->role == SWITCH)
		check(lab, link_set_master(host->links, end->index, host->bridge), "add a port",
		      name);
	else
		check(lab, link_add_address(host->links, end->index, &end->addr, prefix_bits(lab)),
		      "add an address", name);
	end->frames_taken = end->frames_read = 0;
	end->capture = capture_open(end->index);
	check(lab, end->capture < 0 ? end->capture : 0, "capture", name);
	end->up = true;
}

static void link_create(struct lab *lab, int a)
{
	struct link_end pair[2];
	for (int i = 0; i < 2; i++) {
		const struct end *end = &lab->end[a + i];
		pair[i] = (struct link_end){ .ns = lab->host[end->host].ns,
					     .index = end->index,
					     .name = lab->ev->end[a + i].ifname };
		memcpy(pair[i].mac, end->mac, sizeof(end->mac));
	}
	struct link_ctl *links = lab->host[lab->end[a].host].links;
	check(lab, link_add_veth(links, &pair[0], &pair[1]), "make a veth pair",
	      lab->ev->host[lab->end[a].host].name);
	const struct end *b = &lab->end[a + 1];
	check(lab, link_set_up(lab->host[b->host].links, b->index, true), "set a link up",
	      lab->ev->host[b->host].name);
}

int far_end(const struct lab *lab, int end)
{
	int peer = end ^ 1;
	if (lab->host[lab->end[end].host].role == SWITCH)
		return -1;
	if (lab->host[lab->end[peer].host].role != SWITCH)
		return peer;
	for (int other = 0; other < lab->end_count; other++)
		if (other != peer && lab->end[other].host == lab->end[peer].host)
			return other ^ 1;
	return -1;
}

struct awaited_address {
	int host;
	const struct in6_addr *addr;
};

static bool address_ready(struct lab *lab, const void *arg)
{
	const struct awaited_address *want = arg;
	return link_address_ready(lab->host[want->host].links, want->addr);
}

void end_add_address(struct lab *lab, int end, const struct in6_addr *addr)
{
	int host = lab->end[end].host;
	const char *name = lab->ev->host[host].name;
	struct awaited_address want = { .host = host, .addr = addr };
	check(lab,
	      link_add_address(lab->host[host].links, lab->end[end].index, addr, prefix_bits(lab)),
	      "add an address", name);
	neighbours_learn(lab, end, addr);
	if (lab->family == AF_INET)
		return;
	await_fact(lab, address_ready, &want, "an address of '%s' to be ready", name);
	/* IPv4 takes the first address as source, IPv6 would take the last. */
	check(lab,
	      link_deprecate_address(lab->host[host].links, lab->end[end].index, addr,
				     prefix_bits(lab)),
	      "deprecate an address", name);
}

void loopback_add_address(struct lab *lab, int host, const struct in6_addr *addr)
{
	const struct awaited_address want = { .host = host, .addr = addr };
	const char *name = lab->ev->host[host].name;
	check(lab,
	      link_add_address(lab->host[host].links, LOOPBACK, addr,
			       lab->family == AF_INET ? 32 : 128),
	      "add an address", name);
	if (lab->family == AF_INET6)
		await_fact(lab, address_ready, &want, "the address on lo of '%s' to be ready",
			   name);
}

void end_add_link_local(struct lab *lab, int end)
{
	const struct host *host = &lab->host[lab->end[end].host];
	const char *name = lab->ev->host[lab->end[end].host].name;
	struct in6_addr addr = { .s6_addr = { 0xfe, 0x80, [15] = (uint8_t)(0x10 + end) } };
	const struct awaited_address want = { .host = lab->end[end].host, .addr = &addr };
	check(lab, link_add_address(host->links, lab->end[end].index, &addr, prefix_bits(lab)),
	      "add a link-local address", name);
	await_fact(lab, address_ready, &want, "a link-local address of '%s' to be ready", name);
}

static bool end_transmits(struct lab *lab, const void *arg)
{
	int index = *(const int *)arg;
	const struct end *end = &lab->end[index];
	struct link_facts facts;
	int error = link_get(lab->host[end->host].links, end->index, &facts);
	check(lab, error, "ask for a link", lab->ev->host[end->host].name);
	if (!facts.oper_up || (facts.bridge_port && !facts.forwarding))
		return false;
	return lab->family == AF_INET || lab->host[end->host].role == SWITCH ||
	       link_address_ready(lab->host[end->host].links, &end->addr);
}

void await_end(struct lab *lab, int end)
{
	await_fact(lab, end_transmits, &end, "link '%s' of '%s' to come up",
		   lab->ev->end[end].ifname, lab->ev->host[lab->end[end].host].name);
}

void host_routes(struct lab *lab, int host)
{
	int end = host_end(lab, host);
	int far = far_end(lab, end);
	if (lab->host[host].role != HOST || far < 0 || lab->host[lab->end[far].host].role != ROUTER)
		return;
	check(lab, link_add_route(lab->host[host].links, NULL, 0, &lab->end[far].addr),
	      "add a default route", lab->ev->host[host].name);
}

/* How many of the ends before @end are in its subnet. */
static int neighbours_before(const struct lab *lab, int end)
{
	int count = 0;
	for (int i = 0; i < end; i++)
		count += lab->end[i].net == lab->end[end].net;
	return count;
}

/* Which subnet each end is in: that of the far end, if that has one already. */
static void plan_nets(struct lab *lab)
{
	for (int i = 0; i < lab->end_count; i++)
		lab->end[i].net = -1;
	for (int i = 0; i < lab->end_count; i++) {
		int far = far_end(lab, i);
		if (far < 0)
			continue;
		struct end *end = &lab->end[i];
		end->net = far < i ? lab->end[far].net : lab->net_count++;
		int id = 1 + neighbours_before(lab, i);
		block_address(lab->family, lab->ev->block, end->net, id, &end->addr);
		struct host_facts *facts = &lab->ev->host[end->host];
		facts->addr[facts->addr_count++] = end->addr;
	}
}

static void plan_end(struct lab *lab, int index, const char *host)
{
	struct end *end = &lab->end[index];
	int ports = 0;
	end->host = host_index(lab, host);
	for (int i = 0; i < index; i++)
		ports += lab->end[i].host == end->host;
	end->index = LINK_INDEX_FREE + index;
	end->capture = -1;
	memcpy(end->mac,
	       (uint8_t[6]){ 0x02, 'r', 's', 't', (uint8_t)(end->host + 1), (uint8_t)ports },
	       sizeof(end->mac));
	lab->ev->end[index].host = end->host;
	snprintf(lab->ev->end[index].ifname, sizeof(lab->ev->end[index].ifname), "%s%d",
		 lab->host[end->host].role == SWITCH ? "port" : "eth", ports);
}

static void plan(struct lab *lab)
{
	const struct topology *t = lab->topology;
	struct evidence *ev = lab->ev;
	for (int i = 0; i < PLAN_HOSTS && t->host[i].name; i++) {
		lab->host[i] = (struct host){ .ns = -1, .role = t->host[i].role, .lookup = -1 };
		snprintf(ev->host[i].name, sizeof(ev->host[i].name), "%s", t->host[i].name);
		ev->host[i].forwards = t->host[i].role != HOST;
		lab->host_count = ev->host_count = i + 1;
	}
	for (int i = 0; i < PLAN_LINKS && t->link[i].a; i++) {
		plan_end(lab, 2 * i, t->link[i].a);
		plan_end(lab, 2 * i + 1, t->link[i].b);
		lab->end_count = ev->end_count = 2 * i + 2;
	}
	plan_nets(lab);
}

static void begin_counting(struct lab *lab, int index)
{
	static struct counters before[HOSTS_MAX];
	struct host *host = &lab->host[index];
	host->before = &before[index];
	check(lab, counters_read(&host->source, host->before), "read the counters",
	      lab->ev->host[index].name);
}

/* For who wants to enter a host. */
static void note_site(struct lab *lab)
{
	struct site *site = lab->site;
	site->host_count = lab->host_count;
	for (int i = 0; i < lab->host_count; i++) {
		const struct host_facts *facts = &lab->ev->host[i];
		memcpy(site->host[i].name, facts->name, sizeof(facts->name));
		memcpy(site->host[i].addr, facts->addr, sizeof(facts->addr));
		site->host[i].addr_count = facts->addr_count;
		site->host[i].ns = lab->host[i].ns;
	}
	site->pid = getpid();
}

void topology_build(struct lab *lab)
{
	plan(lab);
	for (int i = 0; i < lab->host_count; i++)
		host_create(lab, i);
	for (int i = 0; i < lab->end_count; i += 2)
		link_create(lab, i);
	for (int i = 0; i < lab->end_count; i++)
		end_open(lab, i);
	for (int i = 0; i < lab->end_count; i++)
		neighbours_tell(lab, i);
	for (int i = 0; i < lab->end_count; i++)
		await_end(lab, i);
	for (int i = 0; i < lab->host_count; i++)
		host_routes(lab, i);
	for (int i = 0; i < lab->host_count; i++)
		begin_counting(lab, i);
	note_site(lab);
}

void host_destroy(struct lab *lab, int host)
{
	int end = host_end(lab, host);
	int peer = lab->end[end ^ 1].host;

	drain_captures(lab);
	check(lab, link_delete(lab->host[peer].links, lab->end[end ^ 1].index), "remove the link",
	      lab->ev->host[peer].name);
	drain_captures(lab);
	freeze_host(lab, host);
	freeze_capture(lab, end);
	freeze_capture(lab, end ^ 1);
	/* It holds the namespace. The peer's dies with this process: closing one is dear. */
	close(lab->end[end].capture);
	for (int i = 0; i < 2; i++) {
		lab->end[end ^ i].capture = -1;
		lab->end[end ^ i].up = false;
	}
	host_enter(lab, peer);
	close(lab->host[host].ns);
	host_forget(&lab->host[host]);
	note_site(lab);
}

void host_return(struct lab *lab, int host)
{
	int end = host_end(lab, host);
	host_create(lab, host);
	link_create(lab, end & ~1);
	end_open(lab, end);
	/* The switch's end of the link is new too. */
	end_open(lab, end ^ 1);
	neighbours_tell(lab, end);
	neighbours_tell(lab, end ^ 1);
	await_end(lab, end);
	await_end(lab, end ^ 1);
	host_routes(lab, host);
	host_routes(lab, lab->end[end ^ 1].host);
	begin_counting(lab, host);
	note_site(lab);
}
