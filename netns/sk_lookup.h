/* SPDX-License-Identifier: GPL-2.0-only */
/* sk_lookup.h - a BPF program at the search for a listener: BPF_PROG_TYPE_SK_LOOKUP (Linux 5.9). */
#ifndef RSTLAB_SK_LOOKUP_H
#define RSTLAB_SK_LOOKUP_H

/*
 * Attaches a program to the network namespace @ns that drops each search (SK_DROP): who connects
 * finds no listener there. It is gone with the descriptor that this returns, which the caller owns,
 * or with the namespace. -errno: -EPERM or -EACCES without CAP_BPF and CAP_NET_ADMIN in the initial
 * user namespace, -EINVAL where the kernel knows no such programs.
 */
int sk_lookup_drop(int ns);

#endif
