/* SPDX-License-Identifier: GPL-2.0-only */
/* show.h - what is seen so far of a lab that is not over: packets as the reports print them. */
#ifndef RSTLAB_SHOW_H
#define RSTLAB_SHOW_H

#include "packet_row.h"
#include "site.h"

#include <stdio.h>

/* Which packets of the evidence were printed; all zero to begin with. */
struct shown {
	bool packet[PACKETS_MAX];
	int number;  /* of the last one that was printed */
	int chapter; /* the last one that was named, from 1 */
	bool headed;
	struct packet_columns columns;
};

/* Prints the packets of @ev that were not yet, and the chapters that they are in. What the captures
 * hold must have been read: a packet that is first seen where it arrives would have no beginning.
 */
void show_new(FILE *out, const struct evidence *ev, struct shown *shown);

/* Prints all packets, and the TCP sockets of each host. */
void show_all(FILE *out, const struct evidence *ev, const struct site *site);

#endif
