/* SPDX-License-Identifier: GPL-2.0-only */
/* patience.h - what the labs of a run have waited for in vain, so that the others wait less for the
 * like. */
#ifndef RSTLAB_PATIENCE_H
#define RSTLAB_PATIENCE_H

#include <stdatomic.h>

enum { PATIENCE_KINDS = 256 };

/* All zero to begin with; labs share it as they play. Two kinds of wait may have one place: then
 * what waits for the one waits less for the other as well. */
struct patience {
	atomic_uint missed[PATIENCE_KINDS];
};

#endif
