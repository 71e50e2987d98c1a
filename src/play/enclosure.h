/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * enclosure.h - runs a program of the user's in a host of a lab, by a process that watches over it.
 *
 * The program, and all that it starts, ends when the lab is gone, however that went. What it leaves
 * running when it ends itself stays until then, and is watched over as well.
 */
#ifndef RSTLAB_ENCLOSURE_H
#define RSTLAB_ENCLOSURE_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

struct enclosure {
	int users; /* descriptor of the user namespace that the lab is in; -1: that of the caller */
	int ns;    /* that of the host */
	int lifeline; /* a socket that hangs up when the lab is gone; the watcher keeps it open */
	bool resets_signals;  /* the caller ignores SIGINT, SIGTERM and SIGHUP for its own sake */
	const char *scenario; /* for the prompt of a shell */
	const char *host;
	char *const *argv; /* ends with NULL; NULL: $SHELL */
};

struct enclosed {
	pid_t watcher, program;
	bool at_terminal;
	struct termios terminal; /* as it was before */
	int news; /* readable when the program has ended; enclosure_end() closes it */
};

/* Starts it. The descriptors stay the caller's. 0 or -errno: then nothing was started. */
int enclosure_start(const struct enclosure *enclosure, struct enclosed *ret);

/* Waits until the program has ended. How it did, as wait() tells it. One that could not be run has
 * said why on standard error, and exited with 127 (there is none) or 126. A terminal that it had is
 * as before if it was killed. */
int enclosure_end(struct enclosed *enclosed);

#endif
