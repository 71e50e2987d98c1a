/* SPDX-License-Identifier: GPL-2.0-only */
/* play_chosen.h - plays what was chosen, and tells of it as the options say. */
#ifndef RSTLAB_PLAY_CHOSEN_H
#define RSTLAB_PLAY_CHOSEN_H

#include "drill_request.h"
#include "options.h"
#include "scenario.h"

/* @drill: whose programs play; NULL: the scenarios are no drills. */
enum exit_code play_chosen(const struct options *options, const struct scenario **chosen, int count,
			   const struct drill_request *drill);

#endif
