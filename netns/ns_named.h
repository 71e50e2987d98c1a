/* SPDX-License-Identifier: GPL-2.0-only */
/* ns_named.h - the network namespaces that ip-netns(8) has given names: the files of /run/netns. */
#ifndef RSTLAB_NS_NAMED_H
#define RSTLAB_NS_NAMED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A descriptor of the one called @name, which the caller owns, or -errno; -ENOENT: none is. */
int ns_named_open(const char *name);

/* Calls @each for every one of them, by the number of its inode; ends early when it returns false.
 */
void ns_named_each(bool (*each)(uint64_t inode, const char *name, void *arg), void *arg);

/* The name of namespace @inode, the first of several. False: it has none, or none that @size holds.
 */
bool ns_named_find(uint64_t inode, char *ret, size_t size);

#endif
