/* SPDX-License-Identifier: GPL-2.0-only */
/* stack.h - whose TCP sent a side's segments, as far as its SYN and its headers tell. Pure. */
#ifndef RSTLAB_STACK_H
#define RSTLAB_STACK_H

#include "track.h"

/* What a lesson of Linux is worth for it. */
enum stack {
	STACK_UNKNOWN, /* nothing speaks against Linux, but no SYN of it was seen, or its TTL is
			  that of others, or set by its application */
	STACK_LINUX,   /* its SYN is as Linux makes it, and nothing speaks against it */
	STACK_FOREIGN, /* something that Linux does not do */
	STACKS
};

/* How many hops a segment with this TTL has come, if it began with the smallest customary value
 * that it can have: 64, 128 or 255. */
int ttl_hops(int ttl);

/* @ret_why: in words, for people: "TTL 128", a string that stays. */
enum stack stack_of(const struct track *track, int side, const char **ret_why);

#endif
