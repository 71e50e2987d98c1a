/* SPDX-License-Identifier: GPL-2.0-only */
/* privilege.h - why the kernel has refused something, in the terms of who can change that. */
#ifndef RSTLAB_PRIVILEGE_H
#define RSTLAB_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>

enum { NO_CAPABILITY = -1 };

/* Has this thread that capability (CAP_NET_RAW) in its user namespace? */
bool privilege_has(int capability);

/* Does this -errno say that something is not to be had here, rather than not now (ENOMEM, EMFILE)?
 */
bool privilege_is_refusal(int error);

/* Why what takes @capability was refused with @error: "no CAP_NET_RAW", "Operation not permitted by
 * a seccomp filter". @capability NO_CAPABILITY: it takes none. Returns @text. */
const char *privilege_why(int error, int capability, char *text, size_t size);

/* Why no user namespace can be made: the sysctl that says so, where there is one. Returns @text. */
const char *privilege_why_no_users(int error, char *text, size_t size);

/* Network namespaces that may be made; a large number where none is told. */
long privilege_namespaces_max(void);

#endif
