/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_format.h - tells why RSTs were sent. Pure but for its FILE. */
#ifndef RSTLAB_EXPLAIN_FORMAT_H
#define RSTLAB_EXPLAIN_FORMAT_H

#include "explanation.h"
#include "terminal.h"

#include <stdio.h>

#define EXPLAIN_SCHEMA "rstlab-ns-explain/1"

/*
 * One format. begin; of each capture its RSTs as their connections end, and then all of it; end or
 * drop. Who tells of each RST by itself holds none of them back, so that memory stays flat however
 * many there are. `data` is the format's own, made by begin and freed by end and by drop. Each
 * returns 0, or -ENOMEM: then only drop is left to be called (after end, nothing). Write errors
 * show in ferror(@out).
 */
struct explain_format {
	const char *name; /* "text", "markdown", "json" */
	int (*begin)(FILE *out, const struct print_options *options, void **ret_data);
	/* NULL: it tells of whole captures alone. */
	int (*reset)(FILE *out, void *data, const struct explanation *capture,
		     const struct conversation *conversation, const struct diagnosis *diagnosis);
	int (*capture)(FILE *out, void *data, const struct explanation *capture);
	int (*end)(FILE *out, void *data);
	void (*drop)(void *data);
};

#endif
