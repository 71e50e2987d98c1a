/* SPDX-License-Identifier: GPL-2.0-only */
/* xml.h - words for XML, and so for HTML and SVG. Pure but for its FILE. */
#ifndef RSTLAB_XML_H
#define RSTLAB_XML_H

#include <stdio.h>

/* Prints @text so that nothing in it means anything to XML 1.0 or HTML, as content or between
 * double quotes. What text_show() does not show as it is, and a character that XML does not allow
 * (2.2), is replaced. */
void xml_print(FILE *out, const char *text);

/* The same for HTML, but what stands between backquotes in @text is code. */
void xml_print_code(FILE *out, const char *text);

#endif
