/* SPDX-License-Identifier: GPL-2.0-only */
#include "privilege.h"

#include "procfs.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool privilege_has(int capability)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	if (syscall(SYS_capget, &head, data) < 0)
		return false;
	return data[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

bool privilege_is_refusal(int error)
{
	switch (-error) {
	case EPERM:
	case EACCES:
	case EROFS:
	case ENOENT:
	case ENOSYS:
	case EOPNOTSUPP:
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
	case EINVAL:
	case ENOSPC: /* user.max_*_namespaces */
	case EUSERS: /* the same before Linux 4.9 */
	case ESRCH:
		return true;
	}
	return false;
}

static const char *capability_name(int capability)
{
	switch (capability) {
	case CAP_SYS_ADMIN:
		return "CAP_SYS_ADMIN";
	case CAP_NET_ADMIN:
		return "CAP_NET_ADMIN";
	case CAP_NET_RAW:
		return "CAP_NET_RAW";
	}
	return NULL;
}

/* A number of procfs; @otherwise where there is none. */
static long number_of(const char *path, long otherwise)
{
	char text[32];
	return procfs_read(path, text, sizeof(text)) > 0 ? strtol(text, NULL, 10) : otherwise;
}

/* Nobody tells whether it was the filter, but where there is none it was not. */
static bool is_filtered(void)
{
	return prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER;
}

static const char *refuser(void)
{
	if (is_filtered())
		return "a seccomp filter";
	if (number_of("sys/kernel/apparmor_restrict_unprivileged_userns", 0) > 0)
		return "AppArmor (kernel.apparmor_restrict_unprivileged_userns)";
	return "a security module";
}

const char *privilege_why(int error, int capability, char *text, size_t size)
{
	bool denied = error == -EPERM || error == -EACCES;
	const char *name = capability_name(capability);
	if (denied && name && !privilege_has(capability))
		snprintf(text, size, "no %s", name);
	else if (error == -ENOSPC || error == -EUSERS)
		snprintf(text, size, "limited by user.max_net_namespaces");
	else if ((denied && name) || (error == -ENOSYS && is_filtered()))
		snprintf(text, size, "%s: refused by %s", strerror(-error), refuser());
	else
		snprintf(text, size, "%s", strerror(-error));
	return text;
}

const char *privilege_why_no_users(int error, char *text, size_t size)
{
	if (error == -ENOSPC || error == -EUSERS)
		snprintf(text, size, "limited by user.max_user_namespaces");
	else if (error == -EPERM && number_of("sys/kernel/unprivileged_userns_clone", 1) == 0)
		snprintf(text, size, "kernel.unprivileged_userns_clone is 0");
	else if (error == -EINVAL)
		snprintf(text, size, "the kernel has no user namespaces (CONFIG_USER_NS)");
	else if (error == -EPERM || error == -EACCES || (error == -ENOSYS && is_filtered()))
		snprintf(text, size, "%s: refused by %s", strerror(-error), refuser());
	else
		snprintf(text, size, "%s", strerror(-error));
	return text;
}

long privilege_namespaces_max(void)
{
	return number_of("sys/user/max_net_namespaces", LONG_MAX);
}
