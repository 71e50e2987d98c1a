/* SPDX-License-Identifier: GPL-2.0-only */
/* look.c - what a host has of sockets, at a moment. */
#include "lab.h"

#include "matrix.h"

#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

void walk_sockets(struct lab *lab, int host, int family,
		  bool (*each)(const struct diag_socket *found, void *arg), void *arg)
{
	int error = diag_walk(lab->host[host].diag, family, each, arg);

	if (error)
		lab_broken(lab, "cannot query sock_diag of '%s': %s", lab->ev->host[host].name,
			   strerror(-error));
}

struct look *look_begin(struct lab *lab, int host, const char *label)
{
	struct evidence *ev = lab->ev;
	if (strlen(label) >= LABEL_SIZE)
		lab_broken(lab, "the label of a look is longer than %d bytes", LABEL_SIZE - 1);
	if (ev->look_count == LOOKS_MAX)
		lab_broken(lab, "the story has more than %d looks", LOOKS_MAX);
	struct look *look = &ev->look[ev->look_count];
	*look = (struct look){ .host = (int16_t)host,
			       .chapter = (int16_t)lab->chapter,
			       .time_ns = now_ns(CLOCK_REALTIME) };
	snprintf(look->label, sizeof(look->label), "%s", label);
	return look;
}

struct event *look_end(struct lab *lab, const struct look *look)
{
	struct event *event = lab_record(lab, EVENT_LOOK, look->host, "look");
	event->ret = lab->ev->look_count++;
	snprintf(event->text, sizeof(event->text), "sockets, %s", look->label);
	return event;
}

/* What a look is at. */
struct looked_at {
	struct look *look;
	uint16_t port; /* of the peer; 0: any */
};

static bool look_at(const struct diag_socket *found, void *arg)
{
	const struct looked_at *at = arg;
	bool is_meant = !at->port || found->state == TCP_LISTEN || found->remote_port == at->port;

	return !is_meant || look_add(found, at->look);
}

void look_port(struct lab *lab, const char *host, const char *label, uint16_t port)
{
	int index = host_index(lab, host);
	struct looked_at at = { look_begin(lab, index, label), port };

	walk_sockets(lab, index, lab->family, look_at, &at);
	if (lab->has_other_family)
		walk_sockets(lab, index, lab->family == AF_INET ? AF_INET6 : AF_INET, look_at, &at);
	if (at.look->count == LOOK_SOCKETS_MAX)
		lab_broken(lab, "'%s' has more than %d sockets to look at", host,
			   LOOK_SOCKETS_MAX - 1);
	look_end(lab, at.look);
}

void look(struct lab *lab, const char *host, const char *label)
{
	look_port(lab, host, label, 0);
}
