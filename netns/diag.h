/* SPDX-License-Identifier: GPL-2.0-only */
/* diag.h - the TCP sockets of a namespace, as the kernel has them: sock_diag(7), over libmnl. */
#ifndef RSTLAB_DIAG_H
#define RSTLAB_DIAG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct diag_socket {
	int family;
	int state; /* TCP_ESTABLISHED ... of <netinet/tcp.h>; 12: TCP_NEW_SYN_RECV */
	struct in6_addr local, remote; /* IPv4 as ::ffff:a.b.c.d */
	uint16_t local_port, remote_port;
	/* Unread and unacknowledged bytes; of a listener: connections waiting, and its backlog. */
	uint32_t rqueue, wqueue;
	uint32_t inode;    /* 0: no process holds it */
	bool is_ipv6_only; /* IPV6_V6ONLY, of one that listens */
	uint32_t cookie[2];
};

/* Asks in the namespace that the thread was in when it was opened. All calls: 0 or -errno. */
struct diag;
int diag_open(struct diag **ret);
void diag_close(struct diag *diag);

/* Calls @each for every TCP socket of @family (AF_INET, AF_INET6), TIME_WAIT included; ends early
 * when @each returns false. */
int diag_walk(struct diag *diag, int family,
	      bool (*each)(const struct diag_socket *sock, void *arg), void *arg);

/* The same for those alone that listen at @port; 0: at any. */
int diag_listeners(struct diag *diag, int family, uint16_t port,
		   bool (*each)(const struct diag_socket *sock, void *arg), void *arg);

/* The state of the socket of the connection between these two ends, as diag_socket has states and
 * addresses; 0: there is none, or one that listens alone. -errno. */
int diag_state(struct diag *diag, const struct in6_addr *local, uint16_t local_port,
	       const struct in6_addr *remote, uint16_t remote_port);

/*
 * Begins to hear of TCP sockets that end, by whatever: SKNLGRP_INET_TCP_DESTROY. Returns a
 * descriptor that is readable then, and that diag_heard() empties; the diag's own. -errno.
 */
int diag_listen(struct diag *diag);
void diag_heard(struct diag *diag);

/* The descriptor of diag_listen(), or -1 if it was not called. */
int diag_fd(const struct diag *diag);

/* SOCK_DESTROY, as `ss -K`: the kernel aborts the socket (tcp_abort()). -EOPNOTSUPP: this kernel
 * has no CONFIG_INET_DIAG_DESTROY. */
int diag_destroy(struct diag *diag, const struct diag_socket *sock);

#endif
