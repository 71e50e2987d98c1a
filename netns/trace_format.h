/* SPDX-License-Identifier: GPL-2.0-only */
/* trace_format.h - reads a raw tracepoint record by the format of the running kernel. */
#ifndef RSTLAB_TRACE_FORMAT_H
#define RSTLAB_TRACE_FORMAT_H

#include "trace.h"

struct trace_format;

/* @text: events/tcp/tcp_send_reset/format, or that of tcp_receive_reset. 0 or -errno. */
int trace_format_parse(const char *text, size_t size, struct trace_format **ret);
void trace_format_free(struct trace_format *format);

int trace_format_id(const struct trace_format *format);
bool trace_format_has_reason(const struct trace_format *format);
const char *trace_format_reason(const struct trace_format *format, int index);

/* Reads @raw; leaves @ret->time_ns and @ret->sent alone. -EBADMSG: shorter than its fields. */
int trace_format_read(const struct trace_format *format, const void *raw, size_t size,
		      struct trace_event *ret);

#endif
