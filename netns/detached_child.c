/* SPDX-License-Identifier: GPL-2.0-only */
/* detached_child.c - apart from detached.c: <sys/mount.h> and <linux/mount.h> do not always agree.
 */
#include "detached.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HARMLESS = MS_NOSUID | MS_NODEV | MS_NOEXEC };

struct order {
	const char *type, *at;
	int place; /* the descriptor that becomes one of it */
};

/* Shares its descriptors with who waits for it. Its exit status is an errno. */
static int mount_in_child(void *arg)
{
	const struct order *order = arg;
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
	    mount(order->type, order->at, order->type, HARMLESS, NULL) < 0)
		return errno;
	int fd = open(order->at, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || dup3(fd, order->place, O_CLOEXEC) < 0 || close(fd) < 0 ? errno : 0;
}

int detached_mount_in_child(const char *type, const char *at)
{
	static _Alignas(16) char stack[1 << 16];
	struct order order = { type, at, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC) };
	if (order.place < 0)
		return -errno;
	int status = 0, error = 0;
	pid_t pid = clone(mount_in_child, stack + sizeof(stack), CLONE_FILES | SIGCHLD, &order);
	if (pid < 0)
		error = -errno;
	while (!error && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			error = -errno;
	if (!error)
		error = WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
	if (error)
		close(order.place);
	return error ? error : order.place;
}
