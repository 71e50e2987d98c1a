/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program.h - somebody's own program as an actor.
 *
 * It runs in its host, in a namespace of processes of its own: whatever it forks, a daemon too, is
 * in there, and goes with it. It has a view of the file system in which the names of the hosts
 * resolve. What it prints is told, up to a limit, as lines of the story.
 */
#ifndef RSTLAB_PROGRAM_H
#define RSTLAB_PROGRAM_H

#include "drill_request.h"
#include "evidence.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct lab;

enum { PROGRAM_LINES_MAX = 60, PROGRAM_FDS = 2 };

struct program {
	struct lab *lab;
	int host;
	char name[NAME_SIZE];
	pid_t pid;  /* the first process of its namespace; 0: it is gone */
	int output; /* what it prints; -1: it has closed that */
	int report; /* one status of the command itself comes, and then the end of all; -1: gone */
	bool has_ended, was_killed;
	int status;          /* of the command, as wait() tells it, once it has ended */
	const char *awaited; /* text in a line that is waited for; NULL: none is */
	bool has_said;       /* it has printed one */
	int lines;
	uint64_t bytes, lines_untold;
	size_t size;
	char line[TEXT_SIZE];
};

struct program_call {
	const char *host, *name, *command; /* for sh -c */
	bool until_good; /* again and again, until it exits with 0; then told are lines that differ
			  */
	const char *awaited;
};

/*
 * Starts a command, with SERVER, CLIENT, PORT and SERVER_URL in its environment; of @request, who
 * it is and the port. BROKEN where it cannot be started.
 */
void program_start(struct lab *lab, struct program *ret, const struct program_call *call,
		   const struct drill_request *request);

/* SIGKILL to all of its processes; returns when they are gone, and their descriptors closed. */
void program_kill(struct program *program);

/* As program_kill(), of one that has done what it was started for, and without a word. */
void program_dismiss(struct program *program);

/* Takes what it has printed, and notes whether it has ended. */
void program_drain(struct program *program);

/* Says how much it has printed that was not told. */
void program_tell_rest(struct program *program);

/* The descriptors that become readable when program_drain() has something to do. */
void program_poll(const struct program *program, struct pollfd ret[PROGRAM_FDS]);

/* "exited with 3", "was killed by signal 9"; returns @buffer. */
const char *program_end_text(const struct program *program, char *buffer, size_t size);

#endif
