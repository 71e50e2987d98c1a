/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * floor.c - the least that a refused connection between two network namespaces costs.
 *
 * floor N: N times, in one process and by netlink alone, makes two namespaces and a veth pair born
 * in place, gives both ends an address, sets them up, waits until both transmit, is refused by a
 * port on which nobody listens, and lets go of it all. No capture, no trace, no judge. Prints the
 * milliseconds of one such lab: the median, and the whole divided by N.
 *
 * The namespaces go with their last descriptor; the kernel's work on that happens beside the labs
 * that follow, as it does for every tool that makes namespaces, and takes the same locks.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INDEX = 2, PORT = 8080, CLIENT = 0x0a000001, SERVER = 0x0a000002 };

/* A namespace, and the sockets that were opened in it. */
struct host {
	int ns;
	struct mnl_socket *requests, *links;
};

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static struct mnl_socket *route_open(unsigned groups)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!nl || mnl_socket_bind(nl, groups, MNL_SOCKET_AUTOPID) < 0)
		die("rtnetlink");
	return nl;
}

static void host_open(struct host *host)
{
	if (unshare(CLONE_NEWNET) < 0)
		die("unshare");
	host->ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (host->ns < 0)
		die("/proc/self/ns/net");
	host->requests = route_open(0);
	host->links = route_open(RTMGRP_LINK);
}

static void host_close(const struct host *host)
{
	mnl_socket_close(host->requests);
	mnl_socket_close(host->links);
	close(host->ns);
}

static struct nlmsghdr *message(char *buffer, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	return header;
}

/* Sends the request and hands its one answer to @each; errno is the kernel's. */
static void request(struct mnl_socket *nl, struct nlmsghdr *header, mnl_cb_t each, void *arg,
		    const char *what)
{
	char buffer[8192] __attribute__((aligned(8)));
	if (mnl_socket_sendto(nl, header, header->nlmsg_len) < 0)
		die(what);
	ssize_t n = mnl_socket_recvfrom(nl, buffer, sizeof(buffer));
	if (n < 0 || mnl_cb_run(buffer, (size_t)n, 0, 0, each, arg) < 0)
		die(what);
}

static void put_end(struct nlmsghdr *header, int ns)
{
	mnl_attr_put_strz(header, IFLA_IFNAME, "eth0");
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, (uint32_t)ns);
}

static void veth_make(const struct host host[2])
{
	char buffer[1024] __attribute__((aligned(8)));
	struct nlmsghdr *header =
		message(buffer, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_index = INDEX;
	link->ifi_flags = link->ifi_change = IFF_UP;
	put_end(header, host[0].ns);
	struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
	struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
	link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_index = INDEX;
	put_end(header, host[1].ns);
	mnl_attr_nest_end(header, peer);
	mnl_attr_nest_end(header, data);
	mnl_attr_nest_end(header, info);
	request(host[0].requests, header, NULL, NULL, "veth");
}

static void address_add(const struct host *host, uint32_t addr)
{
	char buffer[128] __attribute__((aligned(8)));
	struct nlmsghdr *header = message(buffer, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE);
	struct ifaddrmsg *head = mnl_nlmsg_put_extra_header(header, sizeof(*head));
	head->ifa_family = AF_INET;
	head->ifa_prefixlen = 24;
	head->ifa_index = INDEX;
	mnl_attr_put_u32(header, IFA_LOCAL, htonl(addr));
	request(host->requests, header, NULL, NULL, "address");
}

static void link_up(const struct host *host)
{
	char buffer[128] __attribute__((aligned(8)));
	struct nlmsghdr *header = message(buffer, RTM_NEWLINK, NLM_F_ACK);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_index = INDEX;
	link->ifi_flags = link->ifi_change = IFF_UP;
	request(host->requests, header, NULL, NULL, "up");
}

static int read_attr(const struct nlattr *attr, void *up)
{
	if (mnl_attr_get_type(attr) == IFLA_OPERSTATE)
		*(bool *)up = mnl_attr_get_u8(attr) == IF_OPER_UP;
	return MNL_CB_OK;
}

static int read_link(const struct nlmsghdr *header, void *up)
{
	return mnl_attr_parse(header, sizeof(struct ifinfomsg), read_attr, up);
}

static bool is_up(const struct host *host)
{
	char buffer[128] __attribute__((aligned(8)));
	bool up = false;
	struct nlmsghdr *header = message(buffer, RTM_GETLINK, 0);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof(*link));
	link->ifi_index = INDEX;
	request(host->requests, header, read_link, &up, "link");
	return up;
}

static void await_up(const struct host *host)
{
	char buffer[8192];
	while (!is_up(host))
		if (mnl_socket_recvfrom(host->links, buffer, sizeof(buffer)) < 0)
			die("link news");
}

static void be_refused(const struct host *client)
{
	struct sockaddr_in server = { .sin_family = AF_INET,
				      .sin_port = htons(PORT),
				      .sin_addr.s_addr = htonl(SERVER) };
	if (setns(client->ns, CLONE_NEWNET) < 0)
		die("setns");
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof(server)) == 0 ||
	    errno != ECONNREFUSED)
		die("connect was to be refused");
	close(fd);
}

static void lab(int home)
{
	struct host host[2];
	host_open(&host[0]);
	host_open(&host[1]);
	veth_make(host);
	address_add(&host[0], CLIENT);
	address_add(&host[1], SERVER);
	link_up(&host[1]);
	await_up(&host[0]);
	await_up(&host[1]);
	be_refused(&host[0]);
	if (setns(home, CLONE_NEWNET) < 0)
		die("setns");
	host_close(&host[0]);
	host_close(&host[1]);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int n = argc == 2 ? atoi(argv[1]) : 0;
	if (n < 1) {
		fprintf(stderr, "usage: floor N, N at least 1\n");
		return 2;
	}
	double *ms = calloc((size_t)n, sizeof(*ms));
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (!ms || home < 0)
		die("start");
	double begin = now_ms();
	for (int i = 0; i < n; i++) {
		double start = now_ms();
		lab(home);
		ms[i] = now_ms() - start;
	}
	double mean = (now_ms() - begin) / n;
	qsort(ms, (size_t)n, sizeof(*ms), ascending);
	printf("median %.2f mean %.2f\n", ms[n / 2], mean);
	close(home);
	free(ms);
	return 0;
}
