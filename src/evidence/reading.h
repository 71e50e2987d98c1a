/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reading.h - the frozen evidence of a lab, read once. Pure.
 *
 * Who judges, compares, explains or reports has this one reading before him.
 */
#ifndef RSTLAB_READING_H
#define RSTLAB_READING_H

#include "resets.h"
#include "timeline.h"

struct reading {
	const struct evidence *ev;
	struct wire wire;
	struct resets resets;
	struct timeline timeline;
};

/* Reads @ev, which stays the caller's, and there. @ret is freed with reading_close(). 0 or -ENOMEM.
 */
int reading_open(const struct evidence *ev, struct reading *ret);
void reading_close(struct reading *reading);

/* The version of the kernel that the evidence is of: as noted, or what its release says. */
const char *reading_version(const struct reading *reading);

/* The chapter in which the RST of the event number @fact went; of one that was on no wire, in which
 * it was told of. -1: before the first. */
int reading_chapter(const struct reading *reading, int fact);

/* Name of a host; NULL for -1. */
const char *host_name(const struct evidence *ev, int host);

/* The host in whose name a segment came: of an address that two hosts have, the one that has sent
 * it. -1: none has it. */
int segment_owner(const struct evidence *ev, const struct segment *segment);

/* Seconds from the begin of the story until @time_ns. */
double story_time(const struct evidence *ev, int64_t time_ns);

#endif
