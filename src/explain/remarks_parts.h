/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_parts.h - what the two halves of the remarks share. Pure. */
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

/* Adds to the evidence. */
void __attribute__((format(printf, 2, 3)))
remark_speaks(const struct remark_facts *facts, const char *format, ...);

/* Where on the way it was seen. */
void remark_points(const struct remark_facts *facts);

/* What speaks for the diagnosis. */
void remark_evidence(const struct remark_facts *facts);

#endif
