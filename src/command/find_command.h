/* SPDX-License-Identifier: GPL-2.0-only */
/* find_command.h - which command is meant by a word. */
#ifndef RSTLAB_FIND_COMMAND_H
#define RSTLAB_FIND_COMMAND_H

#include "options.h"
#include "why.h"

/* The one of @commands, which end with NULL, that is called @word; or NULL, and in @ret_why what
 * may have been meant: another command, or a scenario. */
const struct command *find_command(const struct command *const *commands, const char *word,
				   struct why *ret_why);

#endif
