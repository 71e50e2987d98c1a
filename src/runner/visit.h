/* SPDX-License-Identifier: GPL-2.0-only */
/* visit.h - the labs that are held on this machine: which there are, and programs in their hosts.
 */
#ifndef RSTLAB_VISIT_H
#define RSTLAB_VISIT_H

#include "evidence.h"
#include "why.h"

#include <sys/types.h>

enum { LABS_MAX = 64 };

struct held_lab {
	pid_t pid;               /* of the rstlab-ns that holds it */
	bool own;                /* of this user; root may enter those of others too */
	char why_not[TEXT_SIZE]; /* it does not answer; then nothing else is known of it */
	char scenario[48];
	int family;
	bool held;             /* else its story goes on just now */
	char where[TEXT_SIZE]; /* held: "before chapter 3 'the client sends'" */
	int host_count;
	struct held_host {
		char name[NAME_SIZE];
		struct in6_addr addr[ADDRESSES_MAX];
		int addr_count;
		bool up;
	} host[HOSTS_MAX];
};

/*
 * Those whose doors are in the network namespace that the process is in, by their PIDs. How many,
 * at most LABS_MAX, or -errno and in @ret_why what failed.
 */
int visit_labs(struct held_lab *ret, struct why *ret_why);

/*
 * Runs @argv, NULL: $SHELL, in @host of the lab of @pid, and waits for its end. Signals that are
 * meant for the program are passed on to it, SIGINT, SIGTERM and SIGHUP of others. @ret_status is
 * as a shell has it: 127 if there is no such program, 126 if it cannot be run, 128 and the number
 * of the signal that has ended it. 0, and in @ret_why nothing, or that the lab has ended meanwhile;
 * or -errno and in @ret_why why it was not entered. The process must have one thread, and has a
 * signal mask of its own afterwards.
 */
int visit_run(pid_t pid, const char *host, char *const *argv, int *ret_status, struct why *ret_why);

#endif
