/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_filter.c - firewalls, connection tracking, MPTCP paths, and an administrator's
 * SOCK_DESTROY. */
#include "actor.h"
#include "packet.h"
#include "text.h"

#include "conntrack.h"
#include "firewall.h"
#include "ipvs.h"
#include "mptcp.h"
#include "sk_lookup.h"

#include <errno.h>
#include <linux/mptcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMANDS_MAX = 4096 };

static void note(struct lab *lab, int host, const char *verb, const char *text)
{
	struct event *event = lab_record(lab, EVENT_NOTE, host, verb);
	snprintf(event->text, sizeof(event->text), "%.*s", TEXT_SIZE - 1, text);
}

/* What $NAME stands for; NULL: no host of that name. */
static const char *meaning(struct lab *lab, const char *name, size_t size, char *buffer,
			   size_t room)
{
	bool ipv6 = lab->family == AF_INET6;
	if (size == 2 && strncmp(name, "ip", size) == 0)
		return ipv6 ? "ip6" : "ip";
	if (size == 4 && strncmp(name, "icmp", size) == 0)
		return ipv6 ? "icmpv6" : "icmp";
	if (size == 5 && strncmp(name, "ghost", size) == 0)
		return address_text(&lab->ghost.addr, buffer, room);
	for (int i = 0; i < lab->host_count; i++)
		if (strlen(lab->ev->host[i].name) == size &&
		    strncmp(lab->ev->host[i].name, name, size) == 0)
			return address_text(&lab->ev->host[i].addr[0], buffer, room);
	return NULL;
}

static void substitute(struct lab *lab, const char *from, char *to, size_t size)
{
	size_t used = 0;
	char buffer[INET6_ADDRSTRLEN];
	while (*from && used < size - 1) {
		if (*from != '$') {
			to[used++] = *from++;
			continue;
		}
		size_t length = strspn(++from, "abcdefghijklmnopqrstuvwxyz");
		const char *word = meaning(lab, from, length, buffer, sizeof(buffer));
		if (!word)
			lab_broken(lab, "firewall: unknown '$%.*s'", (int)length, from);
		used += (size_t)snprintf(to + used, size - used, "%s", word);
		from += length;
	}
	if (*from || used >= size)
		lab_broken(lab, "firewall: more than %zu bytes of commands", size);
	to[used] = '\0';
}

void firewall(struct lab *lab, const char *name, const char *commands)
{
	int host = host_index(lab, name);
	char text[COMMANDS_MAX], why[TEXT_SIZE] = "";
	if (!verb_allowed(lab, "firewall", NULL))
		return;
	substitute(lab, commands, text, sizeof(text));
	host_enter(lab, host);
	int error = firewall_run(text, why, sizeof(why));
	if (error == -EOPNOTSUPP)
		lab_skip(lab,
			 "this kernel's nf_tables does not support this (CONFIG_NF_TABLES, "
			 "CONFIG_NFT_*): %s",
			 why);
	if (error)
		lab_broken(lab, "nftables of '%s': %s", name, why[0] ? why : strerror(-error));
	for (char *end; (end = strchr(text, '\n'));)
		*end = ';';
	note(lab, host, "firewall", text);
}

static struct conntrack *open_conntrack(struct lab *lab, int host)
{
	struct conntrack *conntrack;
	host_enter(lab, host);
	int error = conntrack_open(&conntrack);
	/* What is not a lack of the kernel's passes, and is no reason to skip. */
	if (error == -EPROTONOSUPPORT || error == -EPERM || error == -EACCES)
		lab_skip(lab, "no connection tracking: %s (CONFIG_NF_CT_NETLINK)",
			 strerror(-error));
	if (error)
		lab_broken(lab, "cannot open the connection tracking of '%s': %s",
			   lab->ev->host[host].name, strerror(-error));
	return conntrack;
}

void conntrack_flush(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "conntrack_flush", NULL))
		return;
	struct conntrack *conntrack = open_conntrack(lab, host);
	int error = conntrack_forget(conntrack, lab->family);
	conntrack_close(conntrack);
	if (error)
		lab_broken(lab, "cannot flush the connection tracking of '%s': %s", name,
			   strerror(-error));
	note(lab, host, "conntrack", "connection tracking: all entries flushed");
}

struct tracking {
	struct conntrack *conntrack;
	const char *host;
};

static bool is_empty(struct lab *lab, const void *arg)
{
	const struct tracking *tracking = arg;
	int any = conntrack_any(tracking->conntrack, lab->family);
	if (any < 0)
		lab_broken(lab, "cannot query the connection tracking of '%s': %s", tracking->host,
			   strerror(-any));
	return any == 0;
}

void await_conntrack_empty(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	struct tracking tracking = { .conntrack = open_conntrack(lab, host), .host = name };
	await_poll(lab, is_empty, &tracking, "the connection tracking of '%s' to be empty", name);
	conntrack_close(tracking.conntrack);
	note(lab, host, "conntrack", "connection tracking: no entry left");
}

/* Does @change with the service of @name and @server. */
static void balance(struct lab *lab, const char *name, const char *server,
		    int (*change)(const struct ipvs_service *, const struct in6_addr *),
		    const char *words)
{
	int host = host_index(lab, name);
	const struct ipvs_service service = { &lab->ev->host[host].addr[0], SERVICE_PORT };
	char text[TEXT_SIZE];
	int error = change(&service, &lab->ev->host[host_index(lab, server)].addr[0]);
	if (error)
		lab_broken(lab, "cannot set the balancer of '%s': %s", name, strerror(-error));
	snprintf(text, sizeof(text), "IPVS: %s %s", server, words);
	note(lab, host, "ipvs", text);
}

void balancer_add(struct lab *lab, const char *name, const char *server)
{
	int host = host_index(lab, name);
	const struct ipvs_service service = { &lab->ev->host[host].addr[0], SERVICE_PORT };
	if (!verb_allowed(lab, "balancer", NULL))
		return;
	host_enter(lab, host);
	int error = ipvs_add_service(&service);
	if (error && error != -EEXIST)
		lab_broken(lab, "cannot make a service of the balancer of '%s': %s", name,
			   strerror(-error));
	balance(lab, name, server, ipvs_add_server, "is a server of port 8080");
}

void balancer_drain(struct lab *lab, const char *name, const char *server)
{
	if (!verb_allowed(lab, "balancer", NULL))
		return;
	host_enter(lab, host_index(lab, name));
	balance(lab, name, server, ipvs_drain_server, "has weight 0");
}

void balancer_remove(struct lab *lab, const char *name, const char *server)
{
	if (!verb_allowed(lab, "balancer", NULL))
		return;
	host_enter(lab, host_index(lab, name));
	balance(lab, name, server, ipvs_remove_server, "is removed");
}

void lookup_drop(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "lookup_drop", NULL))
		return;
	int fd = sk_lookup_drop(lab->host[host].ns);
	if (fd < 0)
		lab_broken(lab, "cannot attach a program to the socket lookup of '%s': %s", name,
			   strerror(-fd));
	lab->host[host].lookup = fd;
	note(lab, host, "lookup", "a BPF program at the socket lookup drops each lookup");
}

void lookup_restore(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "lookup_restore", NULL))
		return;
	if (lab->host[host].lookup >= 0)
		close(lab->host[host].lookup);
	lab->host[host].lookup = -1;
	note(lab, host, "lookup", "the BPF program is removed");
}

static void check_mptcp(struct lab *lab, int error, const char *what, const char *host)
{
	if (error == -EOPNOTSUPP)
		lab_skip(lab, "this kernel has no MPTCP path manager (CONFIG_MPTCP)");
	if (error)
		lab_broken(lab, "cannot set MPTCP %s of '%s': %s", what, host, strerror(-error));
}

void mptcp_limits(struct lab *lab, const char *name, int subflows, int addresses)
{
	int host = host_index(lab, name);
	char text[TEXT_SIZE];
	if (!verb_allowed(lab, "mptcp_limits", NULL))
		return;
	host_enter(lab, host);
	check_mptcp(lab, mptcp_set_limits(subflows, addresses), "limits", name);
	snprintf(text, sizeof(text), "mptcp limits subflows %d add_addr_accepted %d", subflows,
		 addresses);
	note(lab, host, "mptcp", text);
}

static void add_endpoint(struct lab *lab, const char *name, int nth, enum endpoint_use use,
			 uint16_t port)
{
	int host = host_index(lab, name);
	const struct host_facts *facts = &lab->ev->host[host];
	char text[TEXT_SIZE], address[INET6_ADDRSTRLEN];
	if (nth >= facts->addr_count)
		lab_broken(lab, "'%s' has no address number %d", name, nth);
	if (!verb_allowed(lab, "mptcp_endpoint", NULL))
		return;
	host_enter(lab, host);
	check_mptcp(lab,
		    mptcp_add_endpoint(&facts->addr[nth],
				       use == ENDPOINT_SIGNAL ? MPTCP_PM_ADDR_FLAG_SIGNAL
							      : MPTCP_PM_ADDR_FLAG_SUBFLOW,
				       port),
		    "endpoint", name);
	text_set(text, sizeof(text), "mptcp endpoint %s %s",
		 address_text(&facts->addr[nth], address, sizeof(address)),
		 use == ENDPOINT_SIGNAL ? "signal" : "subflow");
	if (port)
		text_append(text, sizeof(text), " port %u", port);
	note(lab, host, "mptcp", text);
}

void mptcp_endpoint(struct lab *lab, const char *host, int nth, enum endpoint_use use)
{
	add_endpoint(lab, host, nth, use, 0);
}

void mptcp_announce_port(struct lab *lab, const char *host, int nth, uint16_t port)
{
	add_endpoint(lab, host, nth, ENDPOINT_SIGNAL, port);
}

void mptcp_flush(struct lab *lab, const char *name)
{
	int host = host_index(lab, name);
	if (!verb_allowed(lab, "mptcp_flush", NULL))
		return;
	host_enter(lab, host);
	check_mptcp(lab, mptcp_flush_endpoints(), "endpoints", name);
	note(lab, host, "mptcp", "mptcp endpoint flush");
}

/* ---- SOCK_DESTROY -------------------------------------------------------------------------------
 */

struct victim {
	const struct sock *sock;
	bool found;
	struct diag_socket diag;
};

static bool find_victim(const struct diag_socket *found, void *arg)
{
	struct victim *victim = arg;
	if (!is_socket(victim->sock, found))
		return true;
	victim->found = true;
	victim->diag = *found;
	return false;
}

void sock_destroy(struct sock *sock)
{
	struct lab *lab = sock->actor->lab;
	struct host *host = &lab->host[sock->actor->host];
	struct victim victim = { .sock = sock };
	if (!verb_allowed(lab, "destroy", sock))
		return;
	walk_sockets(lab, sock->actor->host, lab->family, find_victim, &victim);
	if (!victim.found)
		lab_broken(lab, "there is no socket of %s (port %u to %u) to destroy",
			   sock->actor->name, sock->local.port, sock->remote.port);
	struct event *event = lab_record(lab, EVENT_CALL, sock->actor->host, "destroy");
	snprintf(event->actor, sizeof(event->actor), "ss");
	snprintf(event->text, sizeof(event->text), "SOCK_DESTROY of port %u to %u",
		 sock->local.port, sock->remote.port);
	int error = diag_destroy(host->diag, &victim.diag);
	event->end_ns = now_ns(CLOCK_REALTIME);
	event->err = -error;
	event->ret = error ? -1 : 0;
	if (error == -EOPNOTSUPP)
		lab_skip(lab, "this kernel cannot destroy sockets (CONFIG_INET_DIAG_DESTROY)");
}
