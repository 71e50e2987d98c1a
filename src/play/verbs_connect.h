/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_connect.h - what the files of verbs share. */
#ifndef RSTLAB_VERBS_CONNECT_H
#define RSTLAB_VERBS_CONNECT_H

#include "actor.h"

#include <stddef.h>

/* Records a call as it was written, with what it returned. */
void record_call(struct actor *actor, const char *verb, const struct reply *reply,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* One call on @sock that a story does not tell of unless it fails. Did it succeed? */
bool ask_quietly(struct sock *sock, const char *verb, const struct request *request,
		 const char *text);

/* A request on the descriptor of @sock. */
struct request request_on(const struct sock *sock, enum op op);

/* setsockopt() of @size bytes at @value, as a request. */
struct request request_option(const struct sock *sock, int level, int option, const void *value,
			      size_t size);

/* A further socket of the lab. */
struct sock *sock_new(struct actor *actor, int fd);

/* Asks the kernel where the socket is bound. */
void sock_learn_local(struct sock *sock);

/* An endpoint as the system calls have it, and back. */
void to_sockaddr(const struct endpoint *from, int family, struct sockaddr_in6 *ret);
struct endpoint from_sockaddr(const struct sockaddr_in6 *from);

/* The endpoint that a story means by a host's name, or "ghost", and a port. */
struct endpoint endpoint_of(struct lab *lab, const char *host, uint16_t port);

#endif
