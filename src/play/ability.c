/* SPDX-License-Identifier: GPL-2.0-only */
#include "ability.h"

#include "ns.h"
#include "privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is known of each, by all processes of a run. */
struct known {
	int result; /* 0: not tried, else 1 + errno */
	bool begun;
};

static volatile struct known *known;
static const struct ability *shared_from; /* whose first is known[0] */
static int known_fd = -1;                 /* its memory, and whose lock keeps the others waiting */

int abilities_share(const struct ability *all, int count)
{
	size_t size = sizeof(*known) * (size_t)count;
	if (known)
		return 0;
	int fd = memfd_create("rstlab-ns", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	void *shared = ftruncate(fd, (off_t)size) < 0
			       ? MAP_FAILED
			       : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED) {
		int error = -errno;
		close(fd);
		return error;
	}
	known = shared;
	shared_from = all;
	known_fd = fd;
	return 0;
}

/* Has the others who ask for this one wait. The lock is this process's, and goes with it. */
static void keep(long index, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = index, .l_len = 1 };
	while (known_fd >= 0 && fcntl(known_fd, F_SETLKW, &lock) < 0 && errno == EINTR)
		;
}

static int try_in_child(const struct ability *ability)
{
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		int ns = ns_create();
		_exit(ns < 0 ? -ns : -ability->probe());
	}
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
}

int ability_try(const struct ability *ability)
{
	long index = known ? ability - shared_from : 0;
	if (!ability->probe)
		return -EPERM;
	if (known && known[index].result)
		return 1 - known[index].result;
	keep(index, F_WRLCK);
	int error = known && known[index].result ? 1 - known[index].result : try_in_child(ability);
	if (known && (!error || privilege_is_refusal(error)))
		known[index].result = 1 - error;
	keep(index, F_UNLCK);
	return error;
}

void ability_begin(const struct ability *ability)
{
	long index = known ? ability - shared_from : 0;
	if (!ability->begin || (known && known[index].begun))
		return;
	keep(index, F_WRLCK);
	if (!known || !known[index].begun)
		ability->begin();
	if (known)
		known[index].begun = true;
	keep(index, F_UNLCK);
}
