/* SPDX-License-Identifier: GPL-2.0-only */
/* commands.h - the commands of the program. */
#ifndef RSTLAB_COMMANDS_H
#define RSTLAB_COMMANDS_H

#include "options.h"

/* Ends with NULL. */
extern const struct command *const commands[];

#endif
