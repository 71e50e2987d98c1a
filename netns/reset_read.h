/* SPDX-License-Identifier: GPL-2.0-only */
/* reset_read.h - reads what the BPF programs write. Pure. */
#ifndef RSTLAB_RESET_READ_H
#define RSTLAB_RESET_READ_H

#include "reset_record.h"
#include "trace.h"

/*
 * Reads the record @raw of @size bytes; its time is that of CLOCK_MONOTONIC, its reason a number of
 * enum sk_rst_reason, -1 where it has none. 0; -EBADMSG: it is no such record, and nothing is
 * written.
 */
int reset_read(const void *raw, size_t size, struct trace_event *ret, int *ret_reason);

#endif
