/* SPDX-License-Identifier: GPL-2.0-only */
/* page.h - a page of HTML that needs nothing but itself: no network, and no script to be read. Pure
 * but for its FILE. */
#ifndef RSTLAB_PAGE_H
#define RSTLAB_PAGE_H

#include <stdio.h>

/* The begin of a page, as far as its <header>, in which its <h1> is the caller's. Its own style and
 * script are the only ones that it allows. */
void page_begin(FILE *out, const char *title);

/* The end of the <header>, and the begin of what the page is for. */
void page_main(FILE *out);
void page_end(FILE *out);

/* The field by which the rows of the page are filtered. It is there only where scripts are. */
void page_filter(FILE *out, const char *hint);

/* "<TAG class=...>text</TAG>": @text is escaped, and the rest of it is the program's. */
void page_element(FILE *out, const char *tag, const char *class, const char *text);

/* How ladders look, for a drawing that is a file of its own. */
const char *page_ladder_style(void);

#endif
