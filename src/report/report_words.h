/* SPDX-License-Identifier: GPL-2.0-only */
/* report_words.h - what several report formats have in common. Pure. */
#ifndef RSTLAB_REPORT_WORDS_H
#define RSTLAB_REPORT_WORDS_H

#include "result.h"

#include <stdio.h>

enum { GIST_SIZE = 240 };

/* "RST,ACK from server, reason NO_SOCKET; 2 RST from client", or "no RST". Returns @buffer
 * (GIST_SIZE). */
const char *gist_text(const struct result *result, char *buffer);

/* Why it did not pass, in one line: what the lab says, or the first broken promise, "wire server:
 * expected ...; actual ...". Returns @buffer (REASON_LINE_SIZE). */
enum { REASON_LINE_SIZE = RULING_TEXT * 3 };
const char *reason_line(const struct verdict *verdict, char *buffer);

enum { RUN_LINE_SIZE = 320 };

/* "rstlab-ns 1.0.0 on Linux 6.12.0 x86_64, held to what Linux 6.18.x promises"; the last part only
 * if judged by another kernel's promises. Returns @buffer (RUN_LINE_SIZE). */
const char *run_text(const struct run_facts *run, char *buffer);

/* The same, and a newline. */
void print_run(FILE *out, const struct run_facts *run);

/* What is demanded but not met, one line each, between @before and @after. */
void print_unmet(FILE *out, const struct demands *demands, const char *before, const char *after);

/* How each format writes a verdict. */
struct status_words {
	const char *ktap;      /* "ok" or "not ok" */
	const char *directive; /* " # SKIP", ... */
	const char *junit;     /* element: "failure", "skipped", "error", or NULL */
};
extern const struct status_words status_words[STATUS_COUNT];

#endif
