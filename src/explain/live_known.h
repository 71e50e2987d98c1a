/* SPDX-License-Identifier: GPL-2.0-only */
/* live_known.h - diagnoses that are kept: the same is asked often. Pure. For live.c. */
#ifndef RSTLAB_LIVE_KNOWN_H
#define RSTLAB_LIVE_KNOWN_H

#include "live_view.h"

enum { LIVE_KNOWN = 256 };

/* Zeroed by the caller, who sets `lessons`: they must stay. */
struct live_known {
	const struct lessons *lessons;
	struct known {
		bool is_set;
		struct live_view view;
		struct diagnosis diagnosis;
	} known[LIVE_KNOWN];
};

/* What live_diagnose() says of @facts; stays until the next. */
const struct diagnosis *live_known_diagnose(struct live_known *all, const struct live_facts *facts);

#endif
