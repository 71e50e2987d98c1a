/* SPDX-License-Identifier: GPL-2.0-only */
/* kernel_change.h - which kernels have a change. Pure. */
#ifndef RSTLAB_KERNEL_CHANGE_H
#define RSTLAB_KERNEL_CHANGE_H

#include "sizes.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the kernel @version, "6.1.192", have the change that came with @since: "5.10.226 6.1.110
 * 6.6.51 6.11", as the kernel's CVE records write it: the stable versions that got it, by series,
 * and last the version of the mainline? It has, if it is the last or later, or of the series of one
 * of the others and that or later. What follows the numbers ("-rc1", "-amd64") is not looked at. A
 * version that is none has nothing.
 */
bool kernel_has(const char *since, const char *version);

/* Has one of the two kernels the change that came with @since, and the other not? */
bool kernel_differs(const char *since, const char *old, const char *new);

/* Which of two kernels is the older: below, at or above 0, as strcmp(). A text that is no version
 * is older than any, and like its kind. */
int kernel_order(const char *a, const char *b);

/*
 * A version as somebody names it in the @length bytes of @text, into @ret, of VERSION_SIZE bytes:
 * "6.12.40". "6.12" or "6.12.x" is the newest of that series, with all that its stable releases
 * took, and becomes "6.12.x", which is a version to all functions here. False: it is none.
 */
bool kernel_named(const char *text, size_t length, char *ret);

/*
 * What the user should hear of a @version that he names: that there was none of that series, or
 * that it is newer than any that is known here, and than @played, on which the evidence came; NULL:
 * none did. "" where it is known. Returns @ret.
 */
const char *kernel_doubt(const char *version, const char *played, char *ret, size_t size);

/* Two of them, "6.1,6.12.40". False: they are not. */
struct kernel_pair {
	char old[VERSION_SIZE], new[VERSION_SIZE];
};
bool kernel_pair(const char *text, struct kernel_pair *ret);

/*
 * The version of a kernel in @ret, "6.1.192". @release and @build are what uname() says; @signature
 * is /proc/version_signature, or "". Debian's release is "6.1.0-42-amd64" for each 6.1, its build
 * says
 * "#1 SMP Debian 6.1.192-2 (2026-11-16)"; Ubuntu's signature says
 * "Ubuntu 6.8.0-51.52-generic 6.8.12". Else it is what the release begins with.
 */
void kernel_version(const char *release, const char *build, const char *signature, char *ret,
		    size_t size);

#endif
