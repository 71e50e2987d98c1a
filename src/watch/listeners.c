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
	int at; /* its number */
	uint32_t inode[LISTENERS_MAX];
};

/* With SO_REUSEPORT there can be several at one address; each takes a place. */
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
					 .is_ipv6_only = sock->is_ipv6_only,
					 .at = asking->at,
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

static void ask(struct watch *watch, struct port_kept *kept)
{
	struct heard_listeners *found = &kept->found;
	struct asking asking = { .found = found };
	uint16_t port = kept->port;
	memset(kept->answered, 0, sizeof(kept->answered));
	*found = (struct heard_listeners){ 0 };
	for (int i = 0; i < watch->count; i++) {
		asking.place = &watch->place[i];
		asking.at = i;
		struct diag *diag = watch->place[i].diag;
		if (!diag)
			continue;
		kept->answered[i] = diag_listeners(diag, AF_INET, port, note, &asking) == 0;
		diag_listeners(diag, AF_INET6, port, note, &asking);
	}
	if (found->count)
		name_owners(&asking);
}

/* Has that place answered? If it is not known which: have all? */
static bool has_answered(const struct watch *watch, const struct port_kept *kept, int place)
{
	for (int i = 0; i < watch->count; i++)
		if ((place == NOWHERE || place == i) && watch->place[i].is_open &&
		    !kept->answered[i])
			return false;
	return true;
}

void watch_listeners(struct watch *watch, const struct endpoint *local,
		     const struct heard_packet *packet, uint32_t netns, struct heard_listeners *ret)
{
	int64_t now = now_ns(CLOCK_MONOTONIC);
	uint16_t port = local->port;
	struct port_kept *kept = &watch->port[port % PORTS_KEPT];
	if (!kept->is_set || kept->port != port || now - kept->time_ns > KEPT_NS) {
		*kept = (struct port_kept){ .is_set = true, .port = port, .time_ns = now };
		ask(watch, kept);
	}
	*ret = kept->found;
	int place = netns ? place_numbered(watch, netns) : place_of(watch, &local->addr, packet);
	bool is_unwatched = netns && place == NOWHERE;
	ret->is_known = !is_unwatched && has_answered(watch, kept, place);
	for (int i = 0; i < ret->count; i++)
		ret->listener[i].is_away =
			(netns || place != NOWHERE) && ret->listener[i].at != place;
}
