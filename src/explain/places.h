/* SPDX-License-Identifier: GPL-2.0-only */
/* places.h - where packets were captured, and when the last was there. Pure. */
#ifndef RSTLAB_PLACES_H
#define RSTLAB_PLACES_H

#include <stdint.h>

enum { PLACES = 1024 }; /* a power of two */

/* By its number; the last of those that share a row. */
struct places {
	struct {
		uint32_t place; /* as packet.h has it */
		int64_t last_ns;
	} row[PLACES];
};

static inline void places_note(struct places *places, uint32_t place, int64_t time_ns)
{
	places->row[place % PLACES].place = place;
	places->row[place % PLACES].last_ns = time_ns;
}

/* 0: not known. */
static inline int64_t places_last(const struct places *places, uint32_t place)
{
	return places->row[place % PLACES].place == place ? places->row[place % PLACES].last_ns : 0;
}

#endif
