/* SPDX-License-Identifier: GPL-2.0-only */
/* trace_format.h - reads raw tracepoint records by the format of the running kernel. */
#ifndef RSTLAB_TRACE_FORMAT_H
#define RSTLAB_TRACE_FORMAT_H

#include "trace.h"

struct trace_format;

/* @text: events/tcp/tcp_send_reset/format, or that of tcp_receive_reset. 0 or -errno. */
int trace_format_parse(const char *text, size_t size, struct trace_format **ret);
void trace_format_free(struct trace_format *format);

int trace_format_id(const struct trace_format *format);

/* Bytes of a record up to the end of its last field. */
size_t trace_format_size(const struct trace_format *format);

bool trace_format_has_reason(const struct trace_format *format);
const char *trace_format_reason(const struct trace_format *format, int index);

/* The name of the reason with that number; NULL: it has none. */
const char *trace_format_reason_name(const struct trace_format *format, int number);

/* Reads @raw; leaves @ret->time_ns and @ret->sent alone. -EBADMSG: shorter than its fields. */
int trace_format_read(const struct trace_format *format, const void *raw, size_t size,
		      struct trace_event *ret);

/* By the common fields of @raw, which was read before: the thread in whose system call it was
 * written; 0: it was in an interrupt, hard or soft, and so of nobody. */
int trace_format_pid(const struct trace_format *format, const void *raw);

/*
 * Reads what trace_pipe_raw of tracefs gives at a time: calls @each for each record in @page, with
 * its time by the buffer's clock and its size, up to the record's end. How many events the kernel
 * had to leave out before them (-1: some, not counted), or 0; @page is written to.
 */
int trace_page_read(void *page,
		    void (*each)(int64_t time_ns, const void *raw, size_t size, void *arg),
		    void *arg);

/* The id of the event that the record @raw is of. */
int trace_record_id(const void *raw);

#endif
