/* SPDX-License-Identifier: GPL-2.0-only */
/* firewall.h - nftables rules of a namespace, by libnftables. */
#ifndef RSTLAB_FIREWALL_H
#define RSTLAB_FIREWALL_H

#include <stddef.h>

/*
 * Runs nft(8) commands in the namespace that the thread is in. 0 or -errno; then @why holds the
 * first line of what nft said. -EOPNOTSUPP: the kernel cannot do what is asked for (it says ENOENT
 * for an expression or a chain type that it does not have).
 */
int firewall_run(const char *commands, char *why, size_t size);

#endif
