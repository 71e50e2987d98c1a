/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands.h"

#include <stddef.h>

/* A new command is a file and a row here. */
#define COMMAND_ROWS(ROW) \
	ROW(cmd_all)      \
	ROW(cmd_run)      \
	ROW(cmd_up)       \
	ROW(cmd_exec)     \
	ROW(cmd_ps)       \
	ROW(cmd_drill)    \
	ROW(cmd_matrix)   \
	ROW(cmd_list)     \
	ROW(cmd_describe) \
	ROW(cmd_why)      \
	ROW(cmd_judge)    \
	ROW(cmd_merge)    \
	ROW(cmd_compare)  \
	ROW(cmd_doctor)   \
	ROW(cmd_atlas)    \
	ROW(cmd_explain)  \
	ROW(cmd_watch)    \
	ROW(cmd_lessons)  \
	ROW(cmd_complete) \
	ROW(cmd_help)     \
	ROW(cmd_version)

#define DECLARE(name)  extern const struct command name;
#define POINT_TO(name) &name,

COMMAND_ROWS(DECLARE)

const struct command *const commands[] = { COMMAND_ROWS(POINT_TO) NULL };
