/* SPDX-License-Identifier: GPL-2.0-only */
/* markdown.h - words for GitHub's and GitLab's Markdown. Pure but for its FILE. */
#ifndef RSTLAB_MARKDOWN_H
#define RSTLAB_MARKDOWN_H

#include <stdio.h>

/* Prints @text so that nothing in it means anything to Markdown or HTML, or ends a table's cell. */
void markdown_print(FILE *out, const char *text);

/* The same, but what stands between backquotes in @text is code, and printed as it is. */
void markdown_print_code(FILE *out, const char *text);

#endif
