/* SPDX-License-Identifier: GPL-2.0-only */
/* confinement.h - who asks, on what ground, and what a seccomp filter refuses. */
#ifndef RSTLAB_TEST_CONFINEMENT_H
#define RSTLAB_TEST_CONFINEMENT_H

#include <linux/capability.h>
#include <stdbool.h>

#define CAP(name) (1ULL << CAP_##name)

enum { ALL_OF_ROOT, USER, LESS_SYS_ADMIN, LESS_NET_ADMIN, LESS_NET_RAW, NO_CAPS = 10, WHOS = 14 };
struct who {
	const char *name;
	bool nobody;
	unsigned long long caps; /* that root keeps */
};
extern const struct who whos[WHOS];

enum {
	WHOLE,
	READ_ONLY_SYSCTLS, /* as docker and podman have them by default */
	READ_ONLY_PROC,
	MASKED_SYSCTLS,
	NO_PROC,
	FOREIGN_PROC, /* of another PID namespace */
	HIDDEN_PROCESSES,
	NO_SYS,
	NO_TRACEFS,
	GROUNDS
};
extern const char *const ground_name[GROUNDS];

enum {
	NO_FILTER,
	NO_UNSHARE,
	NO_USER_NAMESPACES,
	NO_SETNS,
	NO_PERF_EVENT_OPEN,
	NO_BPF,
	NO_FSOPEN,
	NO_MOUNTS,
	NO_PACKET_SOCKETS,
	NO_NETLINK,
	NO_IPV6,
	FILTERS
};
extern const char *const filter_name[FILTERS];

struct situation {
	struct who who;
	int ground, filter;
};

/* Can it be tried by this test, built as it is? */
bool situation_possible(const struct situation *situation);

/* For child_spec.prepare, in the child; ends it with child_give_up() if that is not to be had. */
void situation_enter(const struct situation *situation);

#endif
