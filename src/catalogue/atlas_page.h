/* SPDX-License-Identifier: GPL-2.0-only */
/* atlas_page.h - the map as a page of Markdown, to be browsed on a forge. Pure but for its FILE. */
#ifndef RSTLAB_ATLAS_PAGE_H
#define RSTLAB_ATLAS_PAGE_H

#include "scenario.h"

#include <stdio.h>

/* By cause, by what the application sees, by the kernel's reason, and by the life of a connection;
 * each of the @count scenarios of @list with its RSTs as a ladder of one line, where @topology_of
 * knows its topology. It is the same on every machine. 0 or -ENOMEM: it is not whole. */
int atlas_page(FILE *out, const struct scenario *const *list, int count,
	       const struct topology *(*topology_of)(const char *name));

#endif
