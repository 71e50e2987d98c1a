/* SPDX-License-Identifier: GPL-2.0-only */
/* site.h - where the hosts of a lab are, for who wants to enter them. */
#ifndef RSTLAB_SITE_H
#define RSTLAB_SITE_H

#include "evidence.h"

#include <sys/types.h>

/* Plain data, written by the lab process into memory that it shares with the runner. */
struct site {
	pid_t pid; /* the lab process, which holds the namespaces; 0: there is no lab (yet) */
	bool unprivileged; /* in a user namespace of its own */
	int host_count;
	struct {
		char name[NAME_SIZE];
		char address[INET6_ADDRSTRLEN]; /* its first; "" for a switch */
		int ns;                         /* a descriptor of that process; -1: powered off */
	} host[HOSTS_MAX];
};

/*
 * Stops here until the user goes on: prints @headline and how to enter the hosts, and reads from
 * standard input, a terminal. Enter goes on, a host's name opens a shell there. @interrupt: a
 * descriptor that ends it when it becomes readable; -1: none.
 */
void site_hold(const struct site *site, const char *headline, int interrupt);

#endif
