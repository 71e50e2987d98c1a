/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_parts.h - what the parts of the remarks share. Pure. */
#ifndef RSTLAB_REMARKS_PARTS_H
#define RSTLAB_REMARKS_PARTS_H

#include "remarks.h"

/* What the remarks are made of. */
struct remark_facts {
	struct diagnosis *diagnosis;
	const struct rst *rst;
	const struct track_side *own, *peer;
	const struct track_segment *answered; /* NULL: nothing came before */
	const char *own_name, *peer_name;     /* "server" */
};

static inline uint8_t remark_is(const struct remark_facts *facts, enum feature feature)
{
	return facts->diagnosis->situation.value[feature];
}

/* The frames that a remark speaks of; those that are 0 are left out. */
#define FRAMES(...) ((const uint64_t[REMARK_FRAMES]){ __VA_ARGS__ })

/* What a remark tells: it would be made of each situation that has one of these values of each. */
#define TELLS(...)    (&(const struct tells){ { __VA_ARGS__ } })
#define TELLS_NOTHING (&(const struct tells){ { 0 } })
#define VALUE(value)  (1u << (value))

/* Adds to the evidence what FRAMES() show, and TELLS() of the situation. */
void __attribute__((format(printf, 4, 5)))
remark_speaks(const struct remark_facts *facts, const struct tells *tells,
	      const uint64_t frames[REMARK_FRAMES], const char *format, ...);

/* The same of what the RST itself shows. */
#define remark_speaks_of_rst(facts, tells, ...) \
	remark_speaks(facts, tells, FRAMES((facts)->rst->segment.frame), __VA_ARGS__)

/* Where on the way it was seen. */
void remark_points(const struct remark_facts *facts);

/* What its TCP header and its payload say. */
void remark_header(const struct remark_facts *facts);

/* What its IP header says of who made it. */
void remark_maker(const struct remark_facts *facts);

/* What speaks for the diagnosis. */
void remark_evidence(const struct remark_facts *facts);

#endif
