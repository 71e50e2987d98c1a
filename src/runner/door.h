/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * door.h - how a lab that is held is found and entered from another terminal.
 *
 * A socket with an abstract name (unix(7)), "rstlab-ns/PID": it is in no file system, and is gone
 * with its process. Who connects is told of the lab, and given descriptors of its namespaces if he
 * is of the same user, or root; as long as a program of his is in there, he stays connected, and
 * so learns of the lab's end.
 */
#ifndef RSTLAB_DOOR_H
#define RSTLAB_DOOR_H

#include "site.h"
#include "why.h"

#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

enum {
	VISITORS_MAX = 64,
	DOOR_POLLS = VISITORS_MAX + 1,
	DOOR_FDS = HOSTS_MAX + 1, /* of the user namespace, where there is one, and the hosts */
};

#define DOOR_NAME    "rstlab-ns/" /* and the PID; a zero byte goes before it */
#define DOOR_VERSION "rstlab-ns door 1"

/* The address of the door of process @pid; its size as bind(2) and connect(2) want it. */
socklen_t door_address(pid_t pid, struct sockaddr_un *ret);

/* What a visitor is told first. With it come descriptors: one of the user namespace, if the lab is
 * unprivileged, and one of each host that is up, in their order; or none: he may not enter. */
struct greeting {
	char version[24];
	struct site site; /* host_count 0: no lab is held now */
};

/* What a visitor says, a byte: he goes in. */
enum { VISITOR_ENTERS = 'e' };

/* Opens it in the network namespace that the process is in. @ret is freed with door_close(). 0, or
 * -errno and in @ret_why what failed. All calls but this one may be made with NULL, where they do
 * nothing. */
struct door;
int door_open(struct door **ret, struct why *ret_why);

/* Fills in @ret, of DOOR_POLLS, what becomes readable when door_serve() has work; how many. */
int door_poll(const struct door *door, struct pollfd *ret);

/* Lets in who has come, and takes leave of who has gone; never waits. @site, NULL: none is held. */
void door_serve(struct door *door, struct site *site);

/* In a child: closes what is the parent's. */
void door_forget(struct door *door);

/* Tells all visitors that the lab is gone, waits until their programs are too, for @patience_ns at
 * most, and frees. */
void door_close(struct door *door, int64_t patience_ns);

#endif
