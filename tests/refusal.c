/* SPDX-License-Identifier: GPL-2.0-only */
#include "refusal.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define CAN_REFUSE 1
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef CAN_REFUSE
#endif
#endif

/* Shared: the parent reads what its child has counted. */
static long *counted;
static bool is_counting;
static long first_refused;
static bool refuses_ever_on;

void refusal_begin(long first, bool ever_on)
{
	*counted = 0;
	first_refused = first;
	refuses_ever_on = ever_on;
	is_counting = true;
}

void refusal_end(void)
{
	is_counting = false;
}

long refusal_count(void)
{
	return *counted;
}

#ifdef CAN_REFUSE
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static bool is_refused(void)
{
	if (!is_counting)
		return false;
	long number = ++*counted;
	bool refused = first_refused &&
		       (number == first_refused || (refuses_ever_on && number > first_refused));
	if (refused)
		errno = ENOMEM;
	return refused;
}

void *malloc(size_t size)
{
	return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return is_refused() ? NULL : __libc_realloc(memory, size);
}
#endif

bool refusal_works(void)
{
#ifdef CAN_REFUSE
	const char *preload = getenv("LD_PRELOAD");
	if (!preload || !strstr(preload, "vgpreload")) {
		counted = mmap(NULL, sizeof(*counted), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		return counted != MAP_FAILED;
	}
	puts("skipped: valgrind has its own allocator");
#else
	puts("skipped: this allocator cannot be made to refuse");
#endif
	return false;
}
