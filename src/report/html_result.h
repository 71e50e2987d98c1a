/* SPDX-License-Identifier: GPL-2.0-only */
/* html_result.h - a result as part of an HTML page: its ladder, its promises, its story as a table.
 * Pure but for its FILE. */
#ifndef RSTLAB_HTML_RESULT_H
#define RSTLAB_HTML_RESULT_H

#include "result.h"

#include <stdio.h>

/* Prints @result, which is number @number on its page. 0 or -ENOMEM. */
int html_result_print(FILE *out, const struct result *result, int number);

/* The row of @result; @inside is the HTML that it unfolds, or NULL. */
void html_row_print(FILE *out, const struct result *result, const char *inside);

#endif
