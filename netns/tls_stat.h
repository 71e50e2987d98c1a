/* SPDX-License-Identifier: GPL-2.0-only */
/* tls_stat.h - whether TLS in the kernel (kTLS) has met a record that fails authentication in a
 * network namespace: /proc/net/tls_stat. */
#ifndef RSTLAB_TLS_STAT_H
#define RSTLAB_TLS_STAT_H

#include <stdbool.h>

/* Of the namespace that the thread is in, and stays with it. A descriptor, or -errno; -ENOENT: this
 * kernel has no TLS, or has not loaded it yet. */
int tls_stat_open(void);

/* Is it certain that there was none, since the namespace began? @fd: what tls_stat_open() said. */
bool tls_stat_is_clean(int fd);

#endif
