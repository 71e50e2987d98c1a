/* SPDX-License-Identifier: GPL-2.0-only */
/* teacher.h - the RSTs of a lab's run as each end of its links saw them, with their causes. Pure.
 */
#ifndef RSTLAB_TEACHER_H
#define RSTLAB_TEACHER_H

#include "cause.h"
#include "conversations.h"
#include "evidence.h"

#include <stdbool.h>

/* A packet of TCP, as an end of a link saw it. */
struct shown {
	struct decoded packet;
	uint64_t frame;
	int64_t time_ns;
	int end;                   /* of the link, in evidence.h */
	int origin;                /* the host that put it on the wire; -1: not known */
	const struct cause *cause; /* of a RST; NULL: the scenario names none */
	bool is_alone;             /* nothing of its connection came before it at this end */
};

/*
 * Calls @each for every RST that an end of a link of @ev saw, and whose cause is known because the
 * scenario names it: RST @nth of @conversation. It ends at the first that returns an error. A RST
 * that went astray, and of whose connection the end has seen nothing before, teaches nothing.
 *
 * @maim, unless it is NULL, is given what the end saw before: it may take packets away, change
 * them, or double them, for which there is room. 0 or -errno: out of memory, or what @each
 * returned.
 */
int teacher_walk(const struct evidence *ev, void (*maim)(struct shown *shown, int *count),
		 int (*each)(void *arg, const struct conversation *conversation, int nth,
			     const struct cause *cause),
		 void *arg);

/*
 * All that was seen at any end of @ev, in the order of time, each as often as it was seen: what a
 * capture of all of them would hold. To be freed; none of a story that has not ended well. 0 or
 * -ENOMEM.
 */
int teacher_show(const struct evidence *ev, struct shown **ret, int *ret_count);

#endif
