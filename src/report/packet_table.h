/* SPDX-License-Identifier: GPL-2.0-only */
/* packet_table.h - a story as a table: packets, and between them everything else that was seen.
 * Pure but for its FILE. */
#ifndef RSTLAB_PACKET_TABLE_H
#define RSTLAB_PACKET_TABLE_H

#include "result.h"

#include <stdio.h>

/* The packets of a result, with calls, links, looks and the kernel's words between them, all by one
 * clock. */
void table_print(FILE *out, const struct result *result, bool color);

/* The same for one chapter. */
void table_print_chapter(FILE *out, const struct result *result, const char *chapter, bool color);

#endif
