/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mermaid.h - a sequence diagram in Mermaid's language, which GitHub and GitLab draw where it
 * stands in Markdown. Pure but for its FILE.
 *
 * The participants are numbers from 0. begin, the participants, the steps in the order of time,
 * end. Whatever a text holds, it is one text to Mermaid, and to the Markdown around it. A diagram
 * of MERMAID_STEPS has less than the 50,000 characters that those sites draw.
 */
#ifndef RSTLAB_MERMAID_H
#define RSTLAB_MERMAID_H

#include <stdbool.h>
#include <stdio.h>

enum { MERMAID_STEPS = 64, MERMAID_TEXT = 480 /* bytes that a text takes there; it is cut */ };

void mermaid_begin(FILE *out);
void mermaid_participant(FILE *out, int participant, const char *name);

/* @lost: it ends in a cross, not in a head. */
void mermaid_arrow(FILE *out, int from, int to, bool lost, const char *text);

/* Over @first, or from there to @last. */
void mermaid_note(FILE *out, int first, int last, const char *text);

void mermaid_end(FILE *out);

#endif
