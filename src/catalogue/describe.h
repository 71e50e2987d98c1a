/* SPDX-License-Identifier: GPL-2.0-only */
/* describe.h - what the scenarios are, for `list` and `describe`. Pure but for its FILE. */
#ifndef RSTLAB_DESCRIBE_H
#define RSTLAB_DESCRIBE_H

#include "scenario.h"

#include <stdio.h>

/* A table, one scenario a line: name, title, section of the document or RFC, topology. */
void describe_list(FILE *out, const struct scenario *const *list, int count);

/* The same for programs, with all that describe_scenario() tells. 0 or -ENOMEM. */
int describe_list_json(FILE *out, const struct scenario *const *list, int count);

/* All of one scenario, for people. @drawing shows its topology; NULL: none to show. */
void describe_scenario(FILE *out, const struct scenario *scenario, const char *drawing);

#endif
