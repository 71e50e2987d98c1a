/* SPDX-License-Identifier: GPL-2.0-only */
/* socket_facts.c - a socket as sock_diag has it, and as evidence keeps it. */
#include "lab.h"

bool look_add(const struct diag_socket *found, void *arg)
{
	struct look *look = arg;
	if (look->count == LOOK_SOCKETS_MAX)
		return false;
	look->socket[look->count++] = (struct socket_facts){
		.state = found->state,
		.local = { .addr = found->local, .port = found->local_port },
		.remote = { .addr = found->remote, .port = found->remote_port },
		.rqueue = found->rqueue,
		.wqueue = found->wqueue,
		.orphan = found->inode == 0,
	};
	return true;
}
