/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_compare.h - the command `compare`: from saved runs to a comparison told. */
#ifndef RSTLAB_CMD_COMPARE_H
#define RSTLAB_CMD_COMPARE_H

#include "cli.h"
#include "options.h"
#include "why.h"

/* EXIT_GOOD: nothing unexpected; EXIT_FAIL: something; EXIT_USAGE: the input was bad, EXIT_BROKEN:
 * something could not be written: then @ret_why says in one line what. */
enum exit_code compare_command(const struct options *options, struct why *ret_why);

#endif
