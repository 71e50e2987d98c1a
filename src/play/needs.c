/* SPDX-License-Identifier: GPL-2.0-only */
#include "needs.h"

#include "sizes.h"
#include "text.h"

#include "keys.h"
#include "lab.h"
#include "registry.h"

#include "conntrack.h"
#include "firewall.h"
#include "ipvs.h"
#include "ns.h"
#include "privilege.h"
#include "procfs.h"
#include "sk_lookup.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int probe_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = fd < 0 ? -errno : 0;
	if (fd >= 0)
		close(fd);
	return error;
}

static int probe_veth(void)
{
	struct link_ctl *links;
	int error = link_open(&links);
	if (error)
		return error;
	int ns = ns_create();
	struct link_end a = {
		.ns = ns, .index = LINK_INDEX_FREE, .name = "a", .mac = { 2, 0, 0, 0, 0, 1 }
	};
	struct link_end b = {
		.ns = ns, .index = LINK_INDEX_FREE + 1, .name = "b", .mac = { 2, 0, 0, 0, 0, 2 }
	};
	error = ns < 0 ? ns : link_add_veth(links, &a, &b);
	link_close(links);
	return error;
}

static int probe_bridge(void)
{
	struct link_ctl *links = NULL;
	int error = link_open(&links);
	if (!error)
		error = link_add_bridge(links, "bridge", LINK_INDEX_FREE);
	link_close(links);
	return error;
}

static bool count_socket(const struct diag_socket *sock, void *arg)
{
	(void)sock;
	++*(int *)arg;
	return true;
}

static int probe_vrf(void)
{
	struct link_ctl *links = NULL;
	int error = link_open(&links);
	if (!error)
		error = link_add_vrf(links, "vrf", LINK_INDEX_FREE, 10);
	link_close(links);
	return error;
}

static int probe_ipvs(void)
{
	const struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff, 192, 0, 2, 1 } };
	return ipvs_add_service(&(struct ipvs_service){ &addr, 80 });
}

static int probe_diag(void)
{
	struct diag *diag = NULL;
	int count = 0, error = diag_open(&diag);
	if (!error)
		error = diag_walk(diag, AF_INET, count_socket, &count);
	diag_close(diag);
	return error;
}

static int probe_repair(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	if (fd < 0)
		return -errno;
	return setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on)) < 0 ? -errno : 0;
}

/* 79e3602caa6f "tcp: make global challenge ack rate limitation per net-ns and default disabled": a
 * limit, which the default was before, is of the whole machine. */
static int probe_challenge_budget(void)
{
	char text[16];
	long n = procfs_read("sys/net/ipv4/tcp_challenge_ack_limit", text, sizeof(text));
	if (n < 0)
		return (int)n;
	return strtol(text, NULL, 10) == INT_MAX ? 0 : -EOPNOTSUPP;
}

static int probe_nftables(void)
{
	char why[64];
	return firewall_run("add table inet probe", why, sizeof(why));
}

static int probe_conntrack(void)
{
	struct conntrack *conntrack = NULL;
	int error = conntrack_open(&conntrack);
	int any = error ? error : conntrack_any(conntrack, AF_INET);
	conntrack_close(conntrack);
	return any < 0 ? any : 0;
}

static int probe_sk_lookup(void)
{
	int ns = ns_current();
	int fd = ns < 0 ? ns : sk_lookup_drop(ns);
	return fd < 0 ? fd : 0;
}

static int probe_mptcp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP);
	return fd < 0 ? -errno : 0;
}

static int probe_smc(void)
{
	int fd = socket(AF_SMC, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* Where the kernel has it as a module, the socket asks for that. */
	return fd >= 0 ? 0 : errno == EAFNOSUPPORT ? -EOPNOTSUPP : -errno;
}

static bool take_socket(const struct diag_socket *sock, void *arg)
{
	*(struct diag_socket *)arg = *sock;
	return false;
}

/* Destroys a listener of its own. */
static int probe_destroy(void)
{
	struct diag *diag = NULL;
	struct diag_socket sock = { 0 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || listen(fd, 1) < 0)
		return -errno;
	int error = diag_open(&diag);
	if (!error)
		error = diag_walk(diag, AF_INET, take_socket, &sock);
	if (!error)
		error = diag_destroy(diag, &sock);
	diag_close(diag);
	return error;
}

const struct ability abilities[] = {
	{ "veth", "CONFIG_VETH", "links between namespaces", probe_veth },
	{ "bridge", "CONFIG_BRIDGE", "a switch between hosts", probe_bridge },
	{ "ipv6", "CONFIG_IPV6", "IPv6", probe_ipv6 },
	{ "sock_diag", "CONFIG_INET_TCP_DIAG", "looking at sockets", probe_diag },
	{ "sock_destroy", "CONFIG_INET_DIAG_DESTROY", "ss -K", probe_destroy },
	{ "tcp_repair", "CONFIG_INET", "dropping connections silently", probe_repair },
	{ "tcp_md5sig", "CONFIG_TCP_MD5SIG", "TCP MD5 signatures", key_try_md5, key_begin_md5 },
	{ "tcp_ao", "CONFIG_TCP_AO", "TCP-AO signatures", key_try_ao },
	{ "tls", "CONFIG_TLS", "TLS in the kernel", key_try_tls },
	{ "challenge-budget", "Linux 6.0", "a budget of challenge ACKs for each network namespace",
	  probe_challenge_budget },
	{ "nftables", "CONFIG_NF_TABLES", "firewalls", probe_nftables },
	{ "conntrack", "CONFIG_NF_CT_NETLINK", "connection tracking", probe_conntrack },
	{ "vrf", "CONFIG_NET_VRF", "virtual routers (VRF)", probe_vrf },
	{ "ipvs", "CONFIG_IP_VS, CONFIG_IP_VS_RR", "the kernel's load balancer", probe_ipvs },
	{ "sk_lookup", "CONFIG_BPF_SYSCALL", "BPF programs at the socket lookup", probe_sk_lookup },
	{ "mptcp", "CONFIG_MPTCP", "Multipath TCP", probe_mptcp },
	{ "smc", "CONFIG_SMC", "SMC sockets", probe_smc },
	{ "own-machine", "run --own-machine", "sysctls of the whole machine", NULL },
};
const int ability_count = sizeof(abilities) / sizeof(*abilities);
static_assert(sizeof(abilities) / sizeof(*abilities) <= ABILITIES_MAX, "a doctor has room for all");

const struct ability *ability_find(const char *name)
{
	for (int i = 0; i < ability_count; i++)
		if (strcmp(abilities[i].name, name) == 0)
			return &abilities[i];
	return NULL;
}

const char *ability_why(const struct ability *ability, int error, char *text, size_t size)
{
	char why[TEXT_SIZE];
	if (error == -EPERM || error == -EACCES)
		return privilege_why(error, CAP_NET_ADMIN, text, size);
	/* That speaks of the attempt, and not of the kernel's options. */
	if (error == -ECHILD || !privilege_is_refusal(error)) {
		snprintf(text, size, "cannot be tried: %s",
			 error == -ECHILD ? "the process that tried it was killed"
					  : strerror(-error));
		return text;
	}
	snprintf(text, size, "%s (%s)", privilege_why(error, NO_CAPABILITY, why, sizeof(why)),
		 ability->option);
	return text;
}

/* As needs_check(), of one ability. */
static int check_ability(const struct ability *ability, char *why, size_t size)
{
	char text[TEXT_SIZE];
	int error = ability_try(ability);
	if (error)
		snprintf(why, size, "needs %s: %s", ability->what,
			 ability_why(ability, error, text, sizeof(text)));
	return error && !privilege_is_refusal(error) ? error : error ? NEEDS_MORE : 0;
}

static int check_family(const struct scenario *scenario, int family, char *why, size_t size)
{
	bool ipv6 = family == AF_INET6;
	if (scenario->family && scenario->family != family) {
		snprintf(why, size, "%s only: %s", ipv6 ? "IPv4" : "IPv6", scenario->why_family);
		return NEEDS_MORE;
	}
	return ipv6 ? check_ability(ability_find("ipv6"), why, size) : 0;
}

static bool has_switch(const struct scenario *scenario)
{
	const struct topology *t = registry_topology(scenario->topology);
	for (int i = 0; t && i < PLAN_HOSTS && t->host[i].name; i++)
		if (t->host[i].role == SWITCH)
			return true;
	return false;
}

static int check_words(const struct scenario *scenario, char *why, size_t size)
{
	char needs[TEXT_SIZE], *rest = needs;
	int found = 0;
	snprintf(needs, sizeof(needs), "%s%s", has_switch(scenario) ? "bridge " : "",
		 scenario->needs ? scenario->needs : "");
	for (char *word; !found && (word = strsep(&rest, " "));) {
		const struct ability *ability = *word ? ability_find(word) : NULL;
		if (*word && !ability) {
			snprintf(why, size, "the scenario needs '%s', which is unknown", word);
			return -EINVAL;
		}
		found = ability ? check_ability(ability, why, size) : 0;
	}
	return found;
}

int needs_check(const struct scenario *scenario, int family, bool own_machine, char *why,
		size_t size)
{
	int found = check_family(scenario, family, why, size);
	if (!found && scenario->changes_machine && !own_machine) {
		snprintf(why, size,
			 "changes sysctls of the whole machine; use --own-machine, on a machine "
			 "of the lab's own such as a VM");
		found = NEEDS_ASKING;
	}
	return found ? found : check_words(scenario, why, size);
}

void needs_begin(const struct scenario *scenario)
{
	for (int i = 0; i < ability_count; i++)
		if (scenario->needs && text_has_word(scenario->needs, abilities[i].name))
			ability_begin(&abilities[i]);
}
