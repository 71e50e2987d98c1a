/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The events have had three shapes: ports and IPv4/IPv6 addresses as fields of their own; the same
 * with a family first; and, from 6.10 on for tcp_send_reset, two whole sockaddrs and a reason. What
 * is there is asked of the format, never of the version.
 */
#include "trace_format.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>
#include <traceevent/kbuffer.h>

struct trace_format {
	struct tep_handle *tep;
	struct tep_event *event; /* owned by tep */
	struct tep_format_field *saddr, *daddr, *saddr_v6, *daddr_v6, *sport, *dport, *state,
		*reason;
	const struct tep_print_flag_sym *symbols; /* value and name of each reason */
};

/* The list behind __print_symbolic(REC->reason, ...), wherever it stands in the print format. */
static const struct tep_print_flag_sym *find_symbols(const struct tep_print_arg *arg)
{
	for (; arg; arg = arg->next)
		if (arg->type == TEP_PRINT_SYMBOL && arg->symbol.field &&
		    arg->symbol.field->type == TEP_PRINT_FIELD &&
		    strcmp(arg->symbol.field->field.name, "reason") == 0)
			return arg->symbol.symbols;
	return NULL;
}

int trace_format_parse(const char *text, size_t size, struct trace_format **ret)
{
	struct trace_format *format = calloc(1, sizeof(*format));
	if (!format)
		return -ENOMEM;
	format->tep = tep_alloc();
	/* It would tell on stderr of printk helpers that it does not know; the fields are all we
	 * read. */
	tep_set_loglevel(TEP_LOG_NONE);
	errno = 0;
	if (!format->tep || tep_parse_event(format->tep, text, size, "tcp") != 0 ||
	    !(format->event = tep_get_first_event(format->tep)) || errno == ENOMEM) {
		/* For want of memory it leaves out the names of the reasons, and says nothing. */
		int error = errno == ENOMEM ? -ENOMEM : -EBADMSG;
		trace_format_free(format);
		return error;
	}
	format->saddr = tep_find_field(format->event, "saddr");
	format->daddr = tep_find_field(format->event, "daddr");
	format->saddr_v6 = tep_find_field(format->event, "saddr_v6");
	format->daddr_v6 = tep_find_field(format->event, "daddr_v6");
	format->sport = tep_find_field(format->event, "sport");
	format->dport = tep_find_field(format->event, "dport");
	format->state = tep_find_field(format->event, "state");
	format->reason = tep_find_field(format->event, "reason");
	if (format->reason)
		format->symbols = find_symbols(format->event->print_fmt.args);
	if (!format->saddr || !format->daddr) {
		trace_format_free(format);
		return -EBADMSG;
	}
	*ret = format;
	return 0;
}

void trace_format_free(struct trace_format *format)
{
	if (!format)
		return;
	tep_free(format->tep);
	free(format);
}

int trace_format_id(const struct trace_format *format)
{
	return format->event->id;
}

size_t trace_format_size(const struct trace_format *format)
{
	const struct tep_format_field *last = format->event->format.fields;
	while (last->next)
		last = last->next;
	return (size_t)last->offset + (size_t)last->size;
}

bool trace_format_has_reason(const struct trace_format *format)
{
	return format->symbols != NULL;
}

static const char *reason_name(const struct trace_format *format, unsigned long long value)
{
	for (const struct tep_print_flag_sym *s = format->symbols; s; s = s->next)
		if (strtoull(s->value, NULL, 0) == value)
			return s->str;
	return NULL;
}

const char *trace_format_reason_name(const struct trace_format *format, int number)
{
	return reason_name(format, (unsigned long long)number);
}

const char *trace_format_reason(const struct trace_format *format, int index)
{
	const struct tep_print_flag_sym *s = format->symbols;
	while (s && index-- > 0)
		s = s->next;
	return s ? s->str : NULL;
}

/* A field of 28 bytes is a sockaddr_in6 or, in its first bytes, a sockaddr_in. */
static void read_sockaddr(const uint8_t *at, struct in6_addr *ret_addr, uint16_t *ret_port)
{
	struct sockaddr_in6 addr;
	memcpy(&addr, at, sizeof(addr));
	*ret_port = ntohs(addr.sin6_port);
	if (addr.sin6_family == AF_INET6) {
		*ret_addr = addr.sin6_addr;
		return;
	}
	struct sockaddr_in addr4;
	memcpy(&addr4, at, sizeof(addr4));
	memset(ret_addr, 0, sizeof(*ret_addr));
	if (addr4.sin_addr.s_addr == htonl(INADDR_ANY))
		return;
	ret_addr->s6_addr[10] = ret_addr->s6_addr[11] = 0xff;
	memcpy(&ret_addr->s6_addr[12], &addr4.sin_addr, 4);
}

/* Address fields: the IPv6 one holds IPv4 too, as ::ffff:a.b.c.d. */
static void read_split(const uint8_t *raw, const struct tep_format_field *addr,
		       const struct tep_format_field *port, struct in6_addr *ret_addr,
		       uint16_t *ret_port)
{
	memcpy(ret_addr, raw + addr->offset, sizeof(*ret_addr));
	memcpy(ret_port, raw + port->offset, sizeof(*ret_port));
	if (IN6_IS_ADDR_V4MAPPED(ret_addr) && ret_addr->s6_addr32[3] == 0)
		memset(ret_addr, 0, sizeof(*ret_addr));
}

/* Is the field within @size bytes, and of @room or more? Where it is, a text has said. */
static bool is_within(const struct tep_format_field *field, size_t room, size_t size)
{
	return field && field->offset >= 0 && field->size >= (int)room &&
	       (size_t)field->size <= size && (size_t)field->offset <= size - (size_t)field->size;
}

int trace_format_read(const struct trace_format *format, const void *raw, size_t size,
		      struct trace_event *ret)
{
	if (size < trace_format_size(format))
		return -EBADMSG;

	const size_t sockaddr = sizeof(struct sockaddr_in6), addr = sizeof(struct in6_addr);
	if (is_within(format->saddr, sockaddr, size) && is_within(format->daddr, sockaddr, size)) {
		read_sockaddr((const uint8_t *)raw + format->saddr->offset, &ret->local,
			      &ret->local_port);
		read_sockaddr((const uint8_t *)raw + format->daddr->offset, &ret->remote,
			      &ret->remote_port);
	} else if (is_within(format->saddr_v6, addr, size) &&
		   is_within(format->daddr_v6, addr, size) &&
		   is_within(format->sport, sizeof(uint16_t), size) &&
		   is_within(format->dport, sizeof(uint16_t), size)) {
		read_split(raw, format->saddr_v6, format->sport, &ret->local, &ret->local_port);
		read_split(raw, format->daddr_v6, format->dport, &ret->remote, &ret->remote_port);
	} else {
		return -EBADMSG;
	}
	unsigned long long value = 0;
	ret->state = -1;
	if (is_within(format->state, 1, size) &&
	    tep_read_number_field(format->state, raw, &value) == 0)
		ret->state = (int)value;
	ret->reason = NULL;
	if (format->symbols && is_within(format->reason, 1, size) &&
	    tep_read_number_field(format->reason, raw, &value) == 0)
		ret->reason = reason_name(format, value);
	return 0;
}

int trace_format_pid(const struct trace_format *format, const void *raw)
{
	enum { HARDIRQ = 0x08, SOFTIRQ = 0x10, NMI = 0x40 }; /* enum trace_flag_type */
	struct tep_format_field *flags = tep_find_common_field(format->event, "common_flags");
	struct tep_format_field *pid = tep_find_common_field(format->event, "common_pid");
	unsigned long long value = 0;
	if (!is_within(flags, 1, trace_format_size(format)) ||
	    !is_within(pid, 1, trace_format_size(format)) ||
	    tep_read_number_field(flags, raw, &value) != 0 || value & (HARDIRQ | SOFTIRQ | NMI) ||
	    tep_read_number_field(pid, raw, &value) != 0)
		return 0;
	return (int)value;
}

int trace_page_read(void *page,
		    void (*each)(int64_t time_ns, const void *raw, size_t size, void *arg),
		    void *arg)
{
	struct kbuffer *buffer =
		kbuffer_alloc(KBUFFER_LSIZE_SAME_AS_HOST, KBUFFER_ENDIAN_SAME_AS_HOST);
	unsigned long long time_ns;
	if (!buffer || kbuffer_load_subbuffer(buffer, page) < 0) {
		kbuffer_free(buffer);
		return -1;
	}
	int missed = kbuffer_missed_events(buffer);
	for (void *raw = kbuffer_read_event(buffer, &time_ns); raw;
	     raw = kbuffer_next_event(buffer, &time_ns))
		each((int64_t)time_ns, raw, (size_t)kbuffer_event_size(buffer), arg);
	kbuffer_free(buffer);
	return missed;
}

int trace_record_id(const void *raw)
{
	uint16_t id;
	memcpy(&id, raw, sizeof(id));
	return id;
}
