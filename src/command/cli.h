/* SPDX-License-Identifier: GPL-2.0-only */
/* cli.h - what each command does. */
#ifndef RSTLAB_CLI_H
#define RSTLAB_CLI_H

/* The exit status; for whole runs the worst that happened. */
enum exit_code {
	EXIT_GOOD = 0, /* each result PASS or SKIP */
	EXIT_FAIL = 1,
	EXIT_USAGE = 2, /* bad usage or bad input */
	EXIT_BROKEN = 3,
	EXIT_NOTHING = 4, /* nothing ran */
};

/* The whole program. */
enum exit_code cli(int argc, char **argv);

#endif
