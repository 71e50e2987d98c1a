/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_ground.c - the verbs that change the ground under a story. */
#include "actor.h"
#include "ground.h"

#include "matrix.h"
#include "ns.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct event *record_link(struct lab *lab, int host, const char *text)
{
	struct event *event = lab_record(lab, EVENT_LINK, host, "link");
	snprintf(event->text, sizeof(event->text), "%s", text);
	narrate(lab, "%s: %s", lab->ev->host[host].name, text);
	return event;
}

static bool is_silent(struct lab *lab, const void *arg)
{
	const struct end *end = &lab->end[*(const int *)arg];
	struct link_facts facts;
	int error = link_get(lab->host[end->host].links, end->index, &facts);
	if (error)
		lab_broken(lab, "cannot ask for the link of '%s': %s",
			   lab->ev->host[end->host].name, strerror(-error));
	return !facts.oper_up && !facts.forwarding;
}

static void await_silence(struct lab *lab, int end)
{
	await_fact(lab, is_silent, &end, "link '%s' of '%s' to go down", lab->ev->end[end].ifname,
		   lab->ev->host[lab->end[end].host].name);
}

static void set_link(struct lab *lab, int end, bool up)
{
	int host = lab->end[end].host;
	drain_captures(lab);
	int error = link_set_up(lab->host[host].links, lab->end[end].index, up);
	if (error)
		lab_broken(lab, "cannot set the link of '%s' %s: %s", lab->ev->host[host].name,
			   up ? "up" : "down", strerror(-error));
	lab->end[end].up = up;
}

void link_down(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	if (!verb_allowed(lab, "link_down", NULL))
		return;
	struct event *event = record_link(lab, host, "eth0 down");
	set_link(lab, end, false);
	await_silence(lab, end);
	/* It hears of the lost carrier from a work queue: linkwatch_event(). */
	await_silence(lab, end ^ 1);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

static void raise_link(struct lab *lab, const char *name, bool routes)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	if (!verb_allowed(lab, "link_up", NULL))
		return;
	struct event *event =
		record_link(lab, host, routes ? "eth0 up" : "eth0 up, without its routes");
	/* They went with the interface: neigh_ifdown(). Whoever sends as soon as it is up has them
	 * again. */
	neighbours_tell(lab, end);
	set_link(lab, end, true);
	await_end(lab, end);
	await_end(lab, end ^ 1);
	/* What the interface took with it: fib_disable_ip() flushes a host's routes. */
	if (routes)
		host_routes(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void link_up(struct lab *lab, const char *name)
{
	raise_link(lab, name, true);
}

void link_up_bare(struct lab *lab, const char *name)
{
	raise_link(lab, name, false);
}

void host_restore_route(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "restore_route", NULL))
		return;
	host_routes(lab, host);
	record_link(lab, host, "default route restored");
}

void host_power_off(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "power_off", NULL))
		return;
	struct event *event =
		record_link(lab, host, "power lost: link, processes and namespace are gone");
	actors_vanish(lab, host);
	host_destroy(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void host_leave(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	struct event *event = record_link(lab, host, "another machine takes its address and MAC");
	host_destroy(lab, host);
	host_return(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

void host_power_on(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "power_on", NULL))
		return;
	struct event *event = record_link(lab, host, "power is back: same addresses, same MAC");
	host_return(lab, host);
	event->end_ns = now_ns(CLOCK_REALTIME);
}

/* False: this kernel has no such sysctl. */
static bool set_sysctl(struct lab *lab, const char *name, const char *key, const char *value)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "sysctl", NULL))
		return true;
	narrate(lab, "%s: sysctl net/%s = %s", name, key, value);
	host_enter(lab, host);
	int error = ns_sysctl(key, value);
	if (error == -ENOENT)
		return false;
	if (error)
		lab_broken(lab, "cannot set net/%s in '%s': %s", key, name, strerror(-error));
	struct event *event = lab_record(lab, EVENT_NOTE, host, "sysctl");
	snprintf(event->text, sizeof(event->text), "sysctl net/%s = %s", key, value);
	return true;
}

void host_sysctl(struct lab *lab, const char *name, const char *key, const char *value)
{
	if (!set_sysctl(lab, name, key, value))
		lab_skip(lab, "this kernel has no sysctl net/%s", key);
}

void host_sysctl_if_any(struct lab *lab, const char *name, const char *key, const char *value)
{
	set_sysctl(lab, name, key, value);
}

void machine_sysctl(struct lab *lab, const char *key, const char *value)
{
	if (!lab->process->machine)
		lab_broken(lab, "machine_sysctl: the scenario does not declare changes_machine");
	if (!verb_allowed(lab, "machine_sysctl", NULL))
		return;
	int error = machine_set(lab->process->machine, key, value);
	if (error == -ENOENT)
		lab_skip(lab,
			 "no sysctl net/%s: the kernel lacks it, or this is not the initial "
			 "network namespace",
			 key);
	if (error == -EPERM || error == -EACCES || error == -EROFS)
		lab_skip(lab, "no permission to set net/%s of this machine: %s", key,
			 strerror(-error));
	if (error)
		lab_broken(lab, "cannot set net/%s of this machine: %s", key, strerror(-error));
	struct event *event = lab_record(lab, EVENT_NOTE, -1, "sysctl");
	snprintf(event->text, sizeof(event->text), "sysctl net/%s = %s, of the whole machine", key,
		 value);
}

void host_add_address(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	struct host_facts *facts = &lab->ev->host[host];
	int id = 2 + (lab->end[end].addr.s6_addr[15] & 3) + 2 * (facts->addr_count - 1);
	if (facts->addr_count == ADDRESSES_MAX)
		lab_broken(lab, "'%s' has %d addresses already", name, ADDRESSES_MAX);
	struct in6_addr *addr = &facts->addr[facts->addr_count];
	block_address(lab->family, lab->ev->block, lab->end[end].net, id, addr);
	end_add_address(lab, end, addr);
	facts->addr_count++;
	record_link(lab, host, "another address added");
}

void host_add_link_local(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "add_link_local", NULL))
		return;
	for (int i = 0; i < lab->end_count; i++)
		if (lab->end[i].host == host)
			end_add_link_local(lab, i);
	record_link(lab, host, "link-local addresses added");
}

void host_remove_address(struct lab *lab, const char *name)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	if (!verb_allowed(lab, "remove_address", NULL))
		return;
	int error = link_delete_address(lab->host[host].links, lab->end[end].index,
					&lab->end[end].addr, prefix_bits(lab));
	if (error)
		lab_broken(lab, "cannot remove the address of '%s': %s", name, strerror(-error));
	record_link(lab, host, "address removed");
}

void host_share_address(struct lab *lab, const char *name, const char *other)
{
	int host = host_index(lab, name), owner = host_index(lab, other);
	struct host_facts *facts = &lab->ev->host[host];
	char address[INET6_ADDRSTRLEN], text[TEXT_SIZE];
	if (facts->addr_count == ADDRESSES_MAX)
		lab_broken(lab, "'%s' has %d addresses already", name, ADDRESSES_MAX);
	const struct in6_addr *addr = &lab->ev->host[owner].addr[0];
	loopback_add_address(lab, host, addr);
	facts->addr[facts->addr_count++] = *addr;
	snprintf(text, sizeof(text), "%s, the address of %s, added on lo",
		 address_text(addr, address, sizeof(address)), other);
	record_link(lab, host, text);
}

static void change_route(struct lab *lab, const char *at, const char *to, const char *by,
			 int (*change)(struct link_ctl *, const struct in6_addr *, int,
				       const struct in6_addr *),
			 const char *words)
{
	int host = host_index(lab, at);
	const struct in6_addr *dst = &lab->ev->host[host_index(lab, to)].addr[0];
	const struct in6_addr *via = &lab->ev->host[host_index(lab, by)].addr[0];
	char address[INET6_ADDRSTRLEN], text[TEXT_SIZE];
	if (!verb_allowed(lab, "route", NULL))
		return;
	int error = change(lab->host[host].links, dst, lab->family == AF_INET ? 32 : 128, via);
	if (error)
		lab_broken(lab, "cannot change the route of '%s' to '%s': %s", at, to,
			   strerror(-error));
	snprintf(text, sizeof(text), "route to %s by %s%s",
		 address_text(dst, address, sizeof(address)), by, words);
	record_link(lab, host, text);
}

void host_route(struct lab *lab, const char *at, const char *to, const char *by)
{
	change_route(lab, at, to, by, link_add_route, "");
}

void host_route_back(struct lab *lab, const char *at, const char *to, const char *by)
{
	change_route(lab, at, to, by, link_delete_route, " removed");
}

void host_divert(struct lab *lab, const char *name, int mark)
{
	int host = host_index(lab, name);
	char text[TEXT_SIZE];
	if (!verb_allowed(lab, "divert", NULL))
		return;
	int error = link_divert(lab->host[host].links, lab->family, (uint32_t)mark);
	if (error == -EOPNOTSUPP || error == -EAFNOSUPPORT)
		lab_skip(lab, "this kernel cannot route by marks (CONFIG_IP_MULTIPLE_TABLES, "
			      "CONFIG_IPV6_MULTIPLE_TABLES)");
	if (error)
		lab_broken(lab, "cannot have '%s' take what is marked: %s", name, strerror(-error));
	snprintf(text, sizeof(text), "packets with the mark %d are delivered locally", mark);
	record_link(lab, host, text);
}

enum { VRF_TABLE = 10 };

void host_vrf(struct lab *lab, const char *name, const char *vrf)
{
	int host = host_index(lab, name), end = host_end(lab, host);
	int index = LINK_INDEX_FREE + ENDS_MAX + host;
	struct link_ctl *links = lab->host[host].links;
	char text[TEXT_SIZE];
	if (!verb_allowed(lab, "vrf", NULL))
		return;
	snprintf(text, sizeof(text), "eth0 moves to the virtual router %s", vrf);
	struct event *event = record_link(lab, host, text);
	set_link(lab, end, false);
	int error = link_add_vrf(links, vrf, index, VRF_TABLE);
	if (!error)
		error = link_set_master(links, lab->end[end].index, index);
	if (error)
		lab_broken(lab, "cannot make the virtual router '%s' of '%s': %s", vrf, name,
			   strerror(-error));
	neighbours_tell(lab, end);
	set_link(lab, end, true);
	await_end(lab, end);
	await_end(lab, end ^ 1);
	event->end_ns = now_ns(CLOCK_REALTIME);
}
