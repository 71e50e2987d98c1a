/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Waits until standard output can be written. False: a signal came first. */
static bool is_taken(const struct watch_output *output)
{
	struct pollfd fds[] = { { .fd = STDOUT_FILENO, .events = POLLOUT },
				{ .fd = output->signals, .events = POLLIN } };

	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	return fds[0].revents;
}

/* A pipe that is not full takes PIPE_BUF bytes without blocking. */
static ssize_t put(void *cookie, const char *text, size_t size)
{
	struct watch_output *output = cookie;
	size_t done = 0;

	while (done < size) {
		size_t part = size - done < PIPE_BUF ? size - done : PIPE_BUF;
		output->is_cut |= !is_taken(output);
		ssize_t n = output->is_cut ? -1 : write(STDOUT_FILENO, text + done, part);
		if (n < 0 && !output->is_cut && errno == EINTR)
			continue;
		/* To stdio, a short write is an error. */
		if (n < 0) {
			output->err = errno;
			return 0;
		}
		done += (size_t)n;
	}
	return (ssize_t)done;
}

int watch_output_open(struct watch_output *ret, struct why *ret_why)
{
	sigset_t mine;

	*ret = (struct watch_output){ .signals = -1 };
	sigemptyset(&mine);
	sigaddset(&mine, SIGINT);
	sigaddset(&mine, SIGTERM);
	sigaddset(&mine, SIGHUP);
	sigprocmask(SIG_BLOCK, &mine, &ret->before);
	ret->signals = signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ret->signals >= 0)
		ret->file = fopencookie(ret, "w", (cookie_io_functions_t){ .write = put });
	int err = ret->file ? 0 : -errno;
	if (err < 0) {
		watch_output_close(ret);
		return why_fail(ret_why, err, "cannot receive signals: %s", strerror(-err));
	}
	return 0;
}

void watch_output_close(struct watch_output *output)
{
	struct signalfd_siginfo info;

	if (output->file)
		fclose(output->file);
	output->file = NULL;
	if (output->signals < 0)
		return;
	/* Signals that came have done their work. */
	while (read(output->signals, &info, sizeof(info)) == sizeof(info))
		;
	close(output->signals);
	output->signals = -1;
	sigprocmask(SIG_SETMASK, &output->before, NULL);
}
