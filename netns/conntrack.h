/* SPDX-License-Identifier: GPL-2.0-only */
/* conntrack.h - the connection tracking of a namespace, by libnetfilter_conntrack. */
#ifndef RSTLAB_CONNTRACK_H
#define RSTLAB_CONNTRACK_H

/* In the namespace that the thread was in when it was opened. 0 or -errno. */
struct conntrack;
int conntrack_open(struct conntrack **ret);
void conntrack_close(struct conntrack *conntrack);

/* Forgets every entry of @family (AF_INET, AF_INET6). 0 or -errno. */
int conntrack_forget(struct conntrack *conntrack, int family);

/*
 * Is there an entry of @family? 1, 0 or -errno. Cheap to ask again while there is.
 *
 * An entry whose time is up goes when somebody looks for it, and this does. Its event is no news to
 * wait for: if nobody looks, it comes with the kernel's next collection of garbage (gc_worker()),
 * up to a minute later.
 */
int conntrack_any(struct conntrack *conntrack, int family);

#endif
