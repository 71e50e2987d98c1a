/* SPDX-License-Identifier: GPL-2.0-only */
/* exit_code.h - how the program ends. */
#ifndef RSTLAB_EXIT_CODE_H
#define RSTLAB_EXIT_CODE_H

/* The exit status; for whole runs the worst that happened. */
enum exit_code {
	EXIT_GOOD = 0, /* each result PASS, XFAIL or SKIP */
	EXIT_FAIL = 1,
	EXIT_USAGE = 2, /* bad usage or bad input */
	EXIT_BROKEN = 3,
	EXIT_NOTHING = 4, /* nothing ran */
	EXIT_LACKING = 5, /* what --require or --no-skip ask for is not there */
};

#endif
