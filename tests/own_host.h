/* SPDX-License-Identifier: GPL-2.0-only */
/* own_host.h - a host of its own for a test: a network namespace, and who listens and connects in
 * it. */
#ifndef RSTLAB_TEST_OWN_HOST_H
#define RSTLAB_TEST_OWN_HOST_H

#include <netinet/in.h>
#include <stdbool.h>

/* With loopback, and 10.9.9.1, which no other namespace has. False: it cannot be made here. */
bool own_host_enter(void);

struct sockaddr_in own_host_at(const char *addr, int port);

/* Each returns a descriptor; connect() ends with the errno @expected. */
int own_host_listen(const char *addr, int port);
int own_host_connect(const char *addr, int port, int expected);

#endif
