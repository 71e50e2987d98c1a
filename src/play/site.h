/* SPDX-License-Identifier: GPL-2.0-only */
/* site.h - where the hosts of a lab are, for who wants to enter them. */
#ifndef RSTLAB_SITE_H
#define RSTLAB_SITE_H

#include "evidence.h"

#include <poll.h>
#include <stdio.h>
#include <sys/types.h>

/* Plain data, written by the lab process into memory that it shares with the runner, but for what
 * is said to be the runner's. */
struct site {
	volatile pid_t
		pid; /* the lab process, which holds the namespaces; 0: there is no lab (yet) */
	bool unprivileged;   /* the runner's: in a user namespace of its own */
	pid_t door;          /* the runner's: by which number others find it; 0: nobody can */
	volatile int visits; /* the runner's: programs that came in by the door */
	char scenario[48];
	int family;
	bool held;
	char where[TEXT_SIZE]; /* "before chapter 3 'the client sends'" */
	int host_count;
	struct {
		char name[NAME_SIZE];
		struct in6_addr addr[ADDRESSES_MAX]; /* none of a switch */
		int addr_count;
		int ns; /* a descriptor of that process; -1: powered off */
	} host[HOSTS_MAX];
};

/* A descriptor of a host's namespace, or of the user namespace that the lab is in, which the caller
 * owns; -errno. */
int site_open(const struct site *site, int host);
int site_open_users(const struct site *site);

/* Prints the hosts, their addresses, and how they are entered from another terminal. */
void site_print(FILE *out, const struct site *site);

/* What else is to be heard while the user looks around. */
struct site_others {
	int (*poll)(void *arg, struct pollfd *ret, int size); /* how many it has filled in */
	bool (*heard)(void *arg); /* one may be readable; false: that is the end of it */
	void *arg;
};

enum site_word { SITE_GO_ON, SITE_QUIT, SITE_END };

/*
 * Stops here until the user says how it is to go on: reads from standard input, a terminal. Enter
 * goes on; "s" opens a shell in a host, "w" shows what @ev has of packets, and the sockets; "q" and
 * the end of the input quit. SITE_END: what @others said. Adds to
 * @shells those that were opened.
 */
enum site_word site_hold(const struct site *site, const struct evidence *ev,
			 const struct site_others *others, int *shells);

#endif
