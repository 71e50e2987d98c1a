/* SPDX-License-Identifier: GPL-2.0-only */
/* socket_rows.h - sockets as netstat lists them. Pure but for its FILE. */
#ifndef RSTLAB_SOCKET_ROWS_H
#define RSTLAB_SOCKET_ROWS_H

#include "evidence.h"

#include <stdio.h>

/* A heading, and a line each, all indented by @indent. */
void socket_rows_print(FILE *out, const struct look *look, int indent);

#endif
