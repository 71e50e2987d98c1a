/* SPDX-License-Identifier: GPL-2.0-only */
/* timeline.h - all that the witnesses have seen of a story, in one order. Pure. */
#ifndef RSTLAB_TIMELINE_H
#define RSTLAB_TIMELINE_H

#include "resets.h"

/* By time; at one time in the order of cause: a call before what it brings about, what the kernel
 * said before it sent a RST before that RST, and what it said when it had received one after it. */
enum moment_kind {
	MOMENT_EVENT,    /* of evidence.event: a call, a link, a chapter, a look */
	MOMENT_SENDS,    /* of resets.reset: tcp_send_reset */
	MOMENT_SEGMENT,  /* of wire.segment, one that segment_is_shown() */
	MOMENT_RECEIVED, /* of resets.reset: tcp_receive_reset */
};

struct moment {
	int64_t time_ns;
	enum moment_kind kind;
	int index;
	int number; /* of a segment: from 1, as packets are numbered */
};

struct timeline {
	int count;
	struct moment *moment;
};

/* @ret is freed with timeline_free(). 0 or -ENOMEM. */
int timeline_read(const struct evidence *ev, const struct wire *wire, const struct resets *resets,
		  struct timeline *ret);
void timeline_free(struct timeline *timeline);

#endif
