/* SPDX-License-Identifier: GPL-2.0-only */
/* look.c - what a host has of sockets, at a moment. */
#include "lab.h"

#include <stdio.h>
#include <string.h>

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

void look(struct lab *lab, const char *host, const char *label)
{
	int index = host_index(lab, host);
	struct look *look = look_begin(lab, index, label);
	int error = diag_walk(lab->host[index].diag, lab->family, look_add, look);
	if (error)
		lab_broken(lab, "cannot ask sock_diag of '%s': %s", host, strerror(-error));
	if (look->count == LOOK_SOCKETS_MAX)
		lab_broken(lab, "'%s' has more than %d sockets to look at", host,
			   LOOK_SOCKETS_MAX - 1);
	look_end(lab, look);
}
