/* SPDX-License-Identifier: GPL-2.0-only */
/* site_open.c - the namespaces of a lab, of whoever holds them. */
#include "site.h"

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int site_open(const struct site *site, int host)
{
	char path[64];
	if (site->host[host].ns < 0)
		return -ENXIO;
	snprintf(path, sizeof(path), "%ld/fd/%d", (long)site->pid, site->host[host].ns);
	return procfs_open(path, O_RDONLY);
}

int site_open_users(const struct site *site)
{
	char path[64];
	snprintf(path, sizeof(path), "%ld/ns/user", (long)site->pid);
	return procfs_open(path, O_RDONLY);
}
