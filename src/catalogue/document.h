/* SPDX-License-Identifier: GPL-2.0-only */
/* document.h - what scenarios call "the document". Pure. */
#ifndef RSTLAB_DOCUMENT_H
#define RSTLAB_DOCUMENT_H

#include "scenario.h"

#include <stdbool.h>

#define DOCUMENT                                                                        \
	"Qin Xinliang (秦新良), \"TCP 链路重置场景总结\" (A summary of TCP " \
	"connection-reset scenarios), 2014"

/* So many of its characters take two columns of a terminal. */
enum { DOCUMENT_WIDE = 11 };

/* Is @scenario of one of its sections, or do its words speak of it? */
bool document_is_meant(const struct scenario *scenario);

#endif
