/* SPDX-License-Identifier: GPL-2.0-only */
/* ladder_line.h - a segment of a ladder in one line, for a cell of a table. Pure but for its FILE.
 */
#ifndef RSTLAB_LADDER_LINE_H
#define RSTLAB_LADDER_LINE_H

#include "ladder.h"

#include <stdio.h>

/* Prints @rung of @ladder as "server ──[RST, ACK]──▶ client", "server ──[RST]──✕" if it is lost,
 * and "router ──[RST]──▶" if nobody knows to whom. */
void ladder_line(FILE *out, const struct ladder *ladder, const struct rung *rung);

#endif
