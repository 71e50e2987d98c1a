/* SPDX-License-Identifier: GPL-2.0-only */
/* ground.h - changes to the ground while a story is played. */
#ifndef RSTLAB_GROUND_H
#define RSTLAB_GROUND_H

struct lab;

/* Waits until the end transmits; a switch's port: until it forwards. */
void await_end(struct lab *lab, int end);

/* Takes a host away: its link is gone when this returns, and nothing holds its namespace. Its
 * processes must be dead. */
void host_destroy(struct lab *lab, int host);

/* Brings it back with the same addresses and MAC. */
void host_return(struct lab *lab, int host);

/* Gives a host behind a router its default route (again). */
void host_routes(struct lab *lab, int host);

#endif
