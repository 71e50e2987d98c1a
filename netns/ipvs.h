/* SPDX-License-Identifier: GPL-2.0-only */
/* ipvs.h - the kernel's load balancer (IPVS) of a namespace, as ipvsadm(8) sets it. */
#ifndef RSTLAB_IPVS_H
#define RSTLAB_IPVS_H

#include <netinet/in.h>
#include <stdint.h>

/* A virtual service of TCP; addresses of IPv4 are ::ffff:a.b.c.d. */
struct ipvs_service {
	const struct in6_addr *addr;
	uint16_t port;
};

/* All act on the namespace that the thread is in. 0 or -errno; -EOPNOTSUPP: no CONFIG_IP_VS. */

/* A service whose servers take turns (CONFIG_IP_VS_RR). */
int ipvs_add_service(const struct ipvs_service *service);

/* A server of it, at the same port, to which it translates (`ipvsadm -m`). */
int ipvs_add_server(const struct ipvs_service *service, const struct in6_addr *server);
int ipvs_remove_server(const struct ipvs_service *service, const struct in6_addr *server);

/* Its weight is 0 from now on: it gets no new connections (`ipvsadm -e -w 0`). */
int ipvs_drain_server(const struct ipvs_service *service, const struct in6_addr *server);

#endif
