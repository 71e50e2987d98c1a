/* SPDX-License-Identifier: GPL-2.0-only */
/* listeners.c - who listens at a port. */
#include "watch_parts.h"

#include "clock.h"
#include "owners.h"
#include "text.h"

#include <string.h>

enum { KEPT_NS = 1000000000 };

struct asking {
	struct heard_listeners *found;
	const struct watched *place;
	uint32_t inode[LISTENERS_MAX];
};

/* SO_REUSEPORT: several at one address are one line of those that there is room for. */
static bool note(const struct diag_socket *sock, void *arg)
{
	struct asking *asking = arg;
	struct heard_listeners *found = asking->found;
	if (found->count == LISTENERS_MAX) {
		found->more++;
		return true;
	}
	asking->inode[found->count] = sock->inode;
	struct heard_listener *listener = &found->listener[found->count++];
	*listener =
		(struct heard_listener){ .local = { .addr = sock->local, .port = sock->local_port },
					 .waiting = sock->rqueue,
					 .backlog = sock->wqueue };
	text_set(listener->place, sizeof(listener->place), "%s", asking->place->name);
	return true;
}

static void name_owners(struct asking *asking)
{
	struct heard_listeners *found = asking->found;
	struct owner owner[LISTENERS_MAX];
	owners_find(asking->inode, found->count, owner);
	for (int i = 0; i < found->count; i++) {
		struct heard_listener *listener = &found->listener[i];
		listener->pid = owner[i].pid;
		text_set(listener->comm, sizeof(listener->comm), "%s", owner[i].comm);
		if (*owner[i].container)
			text_set(listener->place, sizeof(listener->place), "in container %s",
				 owner[i].container);
	}
}

static void ask(struct watch *watch, uint16_t port, uint32_t netns, struct heard_listeners *found)
{
	struct asking asking = { .found = found };
	*found = (struct heard_listeners){ .is_known = true };
	for (int i = 0; i < watch->count; i++) {
		asking.place = &watch->place[i];
		if (netns && asking.place->inode != netns)
			continue;
		struct diag *diag = watch->place[i].diag;
		found->is_known &= diag && diag_listeners(diag, AF_INET, port, note, &asking) == 0;
		if (diag)
			diag_listeners(diag, AF_INET6, port, note, &asking);
	}
	if (found->count)
		name_owners(&asking);
}

void watch_listeners(struct watch *watch, uint16_t port, uint32_t netns,
		     struct heard_listeners *ret)
{
	int64_t now = now_ns(CLOCK_MONOTONIC);
	struct port_kept *kept = &watch->port[port % PORTS_KEPT];
	if (!kept->is_set || kept->port != port || kept->netns != netns ||
	    now - kept->time_ns > KEPT_NS) {
		*kept = (struct port_kept){
			.is_set = true, .port = port, .netns = netns, .time_ns = now
		};
		ask(watch, port, netns, &kept->found);
	}
	*ret = kept->found;
}
