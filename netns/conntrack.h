/* SPDX-License-Identifier: GPL-2.0-only */
/* conntrack.h - the connection tracking of a namespace, by libnetfilter_conntrack. */
#ifndef RSTLAB_CONNTRACK_H
#define RSTLAB_CONNTRACK_H

/* In the namespace that the thread was in when it was opened; hears from then on of entries that
 * end. 0 or -errno. */
struct conntrack;
int conntrack_open(struct conntrack **ret);
void conntrack_close(struct conntrack *conntrack);

/* Forgets every entry of @family (AF_INET, AF_INET6). 0 or -errno. */
int conntrack_forget(struct conntrack *conntrack, int family);

/* How many entries of @family there are, or -errno. */
int conntrack_count(struct conntrack *conntrack, int family);

#endif
