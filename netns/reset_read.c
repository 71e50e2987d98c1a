/* SPDX-License-Identifier: GPL-2.0-only */
#include "reset_read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static void read_address(int family, const uint8_t from[16], struct in6_addr *ret)
{
	static const uint8_t none[4], mapped[] = { 0xff, 0xff };

	memset(ret, 0, sizeof(*ret));
	if (family == AF_INET6) {
		memcpy(ret, from, sizeof(*ret));
		/* As the tracepoint has it: any address is none, of either family. */
		if (IN6_IS_ADDR_V4MAPPED(ret) && ret->s6_addr32[3] == 0)
			memset(ret, 0, sizeof(*ret));
	} else if (memcmp(from, none, sizeof(none)) != 0) {
		memcpy(&ret->s6_addr[10], mapped, sizeof(mapped));
		memcpy(&ret->s6_addr[12], from, sizeof(none));
	}
}

int reset_read(const void *raw, size_t size, struct trace_event *ret, int *ret_reason)
{
	struct reset_record record;

	if (size < sizeof(record))
		return -EBADMSG;
	memcpy(&record, raw, sizeof(record));
	if (record.kind >= RESET_KINDS || (record.family != AF_INET && record.family != AF_INET6))
		return -EBADMSG;
	*ret = (struct trace_event){
		.time_ns = (int64_t)record.time_ns,
		.sent = record.kind != RESET_RECEIVED,
		.by_firewall = record.kind == RESET_REJECTED,
		.local_port = ntohs(record.local_port),
		.remote_port = ntohs(record.remote_port),
		.state = record.kind == RESET_REJECTED ? -1 : record.state,
		.pid = (int)record.pid,
		.netns = record.netns,
	};
	memcpy(ret->comm, record.comm, sizeof(ret->comm));
	ret->comm[sizeof(ret->comm) - 1] = '\0';
	read_address(record.family, record.local, &ret->local);
	read_address(record.family, record.remote, &ret->remote);
	if (record.listener_family) {
		read_address(record.listener_family, record.listener, &ret->listener);
		ret->listener_port = ntohs(record.listener_port);
	}
	*ret_reason = record.has_reason ? (int)record.reason : -1;
	return 0;
}
