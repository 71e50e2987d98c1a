/* SPDX-License-Identifier: GPL-2.0-only */
/* sequence.h - a result as a sequence diagram, for Markdown. Pure but for its FILE. */
#ifndef RSTLAB_SEQUENCE_H
#define RSTLAB_SEQUENCE_H

#include "result.h"

#include <stdio.h>

/* Prints the hosts that took part and the segments between them; a lost segment ends in a cross.
 * Notes show the chapters, changes of links and processes, failed calls, and the kernel's word on
 * each RST. Of many steps, only the first and the last. Prints nothing if no segment was sent and
 * nothing happened. 0 or -ENOMEM. */
int sequence_print(FILE *out, const struct result *result);

#endif
