/* SPDX-License-Identifier: GPL-2.0-only */
/* recent_diagram.h - a RST, and the packets before it, as a sequence diagram for Markdown. Pure but
 * for its FILE. */
#ifndef RSTLAB_RECENT_DIAGRAM_H
#define RSTLAB_RECENT_DIAGRAM_H

#include "explanation.h"

#include <stdio.h>

/* Of the first connection of @story: its client, its server, and what was seen between them. */
void recent_diagram_print(FILE *out, const struct story *story);

#endif
