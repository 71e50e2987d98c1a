/* SPDX-License-Identifier: GPL-2.0-only */
/* sequence.h - a result as a sequence diagram, for Markdown. Pure but for its FILE. */
#ifndef RSTLAB_SEQUENCE_H
#define RSTLAB_SEQUENCE_H

#include "result.h"

#include <stdio.h>

/* The hosts that took part; the segments between them, those that were lost with a cross; and as
 * notes the chapters, what became of links and processes, the calls that failed, and what the
 * kernel said of each RST. Of many steps the first and the last ones. Prints nothing of a story in
 * which no segment was sent and nothing happened. 0 or -ENOMEM. */
int sequence_print(FILE *out, const struct result *result);

#endif
