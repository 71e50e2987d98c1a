/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture_notes.h - a result's packets in one order, and what the lab has to say at each. Pure.
 *
 * A call, a link, a look stands at the next packet of the story, or behind the last; what the
 * kernel said of a RST, at that RST where its host saw it; what a call returned that packets came
 * in between, at the last that its host saw before; a promise of segments, at each that it speaks
 * of, where it was sent.
 */
#ifndef RSTLAB_CAPTURE_NOTES_H
#define RSTLAB_CAPTURE_NOTES_H

#include "result.h"

struct capture_note {
	int place; /* of its packet, in capture_notes.packet */
	int64_t time_ns;
	int number; /* as it was made */
	char *text;
};

struct capture_notes {
	int packet_count;
	int *packet; /* their indices: by time, and at one time in the order of their ways */
	int count;
	struct capture_note *note; /* by their packets */
};

/* @ret is freed with capture_notes_free(). 0 or -ENOMEM. */
int capture_notes_make(const struct result *result, struct capture_notes *ret);
void capture_notes_free(struct capture_notes *notes);

#endif
