/* SPDX-License-Identifier: GPL-2.0-only */
/* tcp_state.h - the states of a connection (RFC 9293, 3.3.2), by the kernel's numbers. Pure. */
#ifndef RSTLAB_TCP_STATE_H
#define RSTLAB_TCP_STATE_H

/* "ESTABLISHED", "TIME-WAIT", ...; "CLOSED" for the kernel's TCP_CLOSE; "SYN-RECEIVED" for a
 * request (TCP_NEW_SYN_RECV) too; "NONE" for 0, no socket; "?" for a number that is no state. */
const char *tcp_state_name(int state);

/* The kernel's number of that name, or -1. */
int tcp_state_parse(const char *name);

#endif
