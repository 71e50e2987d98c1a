/* SPDX-License-Identifier: GPL-2.0-only */
/* crossing.h - where a RST was made, as a capture of two points of the way tells. Pure. */
#ifndef RSTLAB_CROSSING_H
#define RSTLAB_CROSSING_H

#include "situation.h"

enum crossing {
	CROSSING_UNKNOWN, /* the capture is of one point, or does not tell */
	CROSSING_BOTH,    /* seen at both points, as all else is */
	CROSSING_MADE,    /* only at the one farther from its sender: made between the two */
	CROSSING_LOST,    /* only at the one nearer to its sender: lost or dropped between them */
	CROSSING_ONE,     /* at one, and which that is cannot be told: made, or lost */
};

enum crossing rst_crossing(const struct rst *rst);

/* Is what the RST answers not seen at both points either? */
bool rst_stopped(const struct rst *rst);

/* Is @cause that of a box, or of somebody else, between the ends? */
bool crossing_explains(const char *cause);

/* Is it likely that @cause made @rst between the two points? */
bool crossing_suits(const char *cause, const struct rst *rst);

#endif
