/* SPDX-License-Identifier: GPL-2.0-only */
#include "reset_read.h"
#include "trace_parts.h"

const char *const trace_event_name[KINDS] = { "tcp_send_reset", "tcp_receive_reset" };

void trace_hear(struct trace_hearing *hearing, int kind, int64_t time_ns, const void *raw,
		size_t size)
{
	struct trace_event event = { .time_ns = time_ns + hearing->to_realtime,
				     .sent = kind == SENT };
	if (trace_format_read(hearing->source->format[kind], raw, size, &event) != 0)
		return;
	if (hearing->has_common)
		event.pid = trace_format_pid(hearing->source->format[kind], raw);
	hearing->each(&event, hearing->arg);
}

void trace_hear_record(struct trace_hearing *hearing, const void *raw, size_t size)
{
	struct trace_event event;
	int reason;
	if (reset_read(raw, size, &event, &reason) != 0)
		return;
	event.time_ns += hearing->to_realtime;
	if (reason >= 0)
		event.reason = trace_format_reason_name(hearing->source->format[SENT], reason);
	hearing->each(&event, hearing->arg);
}
