/* SPDX-License-Identifier: GPL-2.0-only */
/* report_parts.h - what several report formats have in common. Pure. */
#ifndef RSTLAB_REPORT_PARTS_H
#define RSTLAB_REPORT_PARTS_H

#include "report.h"
#include "resets.h"

enum { SGR_TEXT = 16, GIST_SIZE = 240, INFO_SIZE = 512 };

/* Is it part of the story: TCP, or ICMP but for the neighbour and multicast chatter of IPv6?
 * Packets are numbered from 1 among these. */
bool segment_is_shown(const struct segment *segment);

/* Name of a host; NULL for -1. */
const char *host_name(const struct evidence *ev, int host);

/* Seconds from the begin of the story until @time_ns. */
double story_time(const struct evidence *ev, int64_t time_ns);

/* "RST,ACK from server, reason NO_SOCKET; 2 RST from client", or "no RST". Returns @buffer
 * (GIST_SIZE). */
const char *gist_text(const struct result *result, const struct resets *resets, char *buffer);

/* "rstlab-ns 1.0.0 on Linux 6.12.0 x86_64" and a newline. */
void print_run(FILE *out, const struct run_facts *run);

/* Prints @text in the color of @sgr if @color. */
void print_color(FILE *out, bool color, const char *sgr, const char *text);

/* The packets of a result, with the calls, links, looks and the kernel's words between them, all
 * by one clock. */
void table_print(FILE *out, const struct result *result, const struct resets *resets, bool color);

#endif
