/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp.h - the MPTCP path manager of a namespace (mptcp_pm), by libnl-genl-3. */
#ifndef RSTLAB_MPTCP_H
#define RSTLAB_MPTCP_H

#include <netinet/in.h>

/* All act on the namespace that the thread is in. 0 or -errno; -EOPNOTSUPP: no CONFIG_MPTCP. */

/* How many additional subflows may be, how many announced addresses are taken up. */
int mptcp_set_limits(int subflows, int addresses);

/* Adds an endpoint; @flags: MPTCP_PM_ADDR_FLAG_SUBFLOW, ..._SIGNAL of <linux/mptcp.h>. With a
 * @port, which is announced with it, the path manager listens there; 0: it has none. */
int mptcp_add_endpoint(const struct in6_addr *addr, unsigned flags, uint16_t port);

/* Removes all endpoints. */
int mptcp_flush_endpoints(void);

#endif
