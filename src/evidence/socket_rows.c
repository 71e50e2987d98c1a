/* SPDX-License-Identifier: GPL-2.0-only */
#include "socket_rows.h"

#include "tcp_state.h"

void socket_rows_print(FILE *out, const struct look *look, int indent)
{
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE];

	fprintf(out, "%*sProto Recv-Q Send-Q %-22s %-22s State\n", indent, "", "Local Address",
		"Foreign Address");
	for (int i = 0; i < look->count; i++) {
		const struct socket_facts *sock = &look->socket[i];
		const char *proto = IN6_IS_ADDR_V4MAPPED(&sock->local.addr) ? "tcp" : "tcp6";
		fprintf(out, "%*s%-5s %6u %6u %-22s %-22s %s%s\n", indent, "", proto, sock->rqueue,
			sock->wqueue, endpoint_text(&sock->local, local),
			endpoint_text(&sock->remote, remote), tcp_state_name(sock->state),
			sock->orphan && sock->state != 0 ? " (no process)" : "");
	}
}
