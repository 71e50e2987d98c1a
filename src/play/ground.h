/* SPDX-License-Identifier: GPL-2.0-only */
/* ground.h - changes to the ground while a story is played. */
#ifndef RSTLAB_GROUND_H
#define RSTLAB_GROUND_H

#include <netinet/in.h>

struct lab;

/* Waits until the end transmits; a switch's port: until it forwards. */
void await_end(struct lab *lab, int end);

/* Adds an address to an end's interface, and waits until it can be reached. */
void end_add_address(struct lab *lab, int end, const struct in6_addr *addr);
void end_add_link_local(struct lab *lab, int end); /* IPv6 */

/* Adds an address to the loopback device of a host: it is reached by it where a router says so. */
void loopback_add_address(struct lab *lab, int host, const struct in6_addr *addr);

/* The length of a subnet's prefix. */
int prefix_bits(const struct lab *lab);

/* Takes a host away: its link is gone when this returns, and nothing holds its namespace. Its
 * processes must be dead. */
void host_destroy(struct lab *lab, int host);

/* Another machine takes its place, with its addresses and MAC: what runs in the first one is left
 * there, without a link. */
void host_leave(struct lab *lab, const char *name);

/* Brings it back with the same addresses and MAC. */
void host_return(struct lab *lab, int host);

/* Gives a host behind a router its default route (again). */
void host_routes(struct lab *lab, int host);

/* ---- neighbours.c */

/* Tells an end of all its neighbours (again): the addresses of hosts and routers on its subnet, and
 * that of the ghost. The interface may be down: what it is told then is there when it comes up. */
void neighbours_tell(struct lab *lab, int end);

/* Tells all neighbours of an end of its address @addr. */
void neighbours_learn(struct lab *lab, int end, const struct in6_addr *addr);

#endif
