/* SPDX-License-Identifier: GPL-2.0-only */
/* json_members.h - the members of a C structure as JSON, each on its own line. Pure but for its
 * FILE. */
#ifndef RSTLAB_JSON_MEMBERS_H
#define RSTLAB_JSON_MEMBERS_H

#include "json.h"

/* Prints the members of @base, each on its own line indented by @indent and no braces; so are the
 * members of its objects and the elements of its lists, but no deeper. 0 or -ENOMEM. */
int json_print_members(FILE *out, const struct field *fields, const void *base, int indent);

#endif
