/* SPDX-License-Identifier: GPL-2.0-only */
/* report_parts.h - what several report formats have in common. Pure. */
#ifndef RSTLAB_REPORT_PARTS_H
#define RSTLAB_REPORT_PARTS_H

#include "report.h"

enum { SGR_TEXT = 16, GIST_SIZE = 240, INFO_SIZE = 512 };

/* "RST,ACK from server, reason NO_SOCKET; 2 RST from client", or "no RST". Returns @buffer
 * (GIST_SIZE). */
const char *gist_text(const struct result *result, char *buffer);

/* "rstlab-ns 1.0.0 on Linux 6.12.0 x86_64" and a newline. */
void print_run(FILE *out, const struct run_facts *run);

/* Prints @text in the color of @sgr if @color. */
void print_color(FILE *out, bool color, const char *sgr, const char *text);

/* The packets of a result, with the calls, links, looks and the kernel's words between them, all
 * by one clock. */
void table_print(FILE *out, const struct result *result, bool color);

#endif
