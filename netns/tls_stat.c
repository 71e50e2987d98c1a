/* SPDX-License-Identifier: GPL-2.0-only */
#include "tls_stat.h"

#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int tls_stat_open(void)
{
	return procfs_open("thread-self/net/tls_stat", O_RDONLY);
}

/* Not built in, or the file would have been there; and not loaded since. */
static bool is_absent(void)
{
	return access("/sys/module", F_OK) == 0 && access("/sys/module/tls", F_OK) < 0 &&
	       errno == ENOENT;
}

bool tls_stat_is_clean(int fd)
{
	static const char name[] = "TlsDecryptError";
	char text[4096];
	ssize_t size;

	if (fd < 0)
		return fd == -ENOENT && is_absent();
	size = pread(fd, text, sizeof(text) - 1, 0);
	if (size < 0)
		return false;
	text[size] = '\0';
	const char *at = strstr(text, name);
	if (!at)
		return false;
	at += strlen(name);
	at += strspn(at, " \t");
	return at[0] == '0' && (at[1] == '\n' || at[1] == '\0');
}
