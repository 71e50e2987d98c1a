/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	enum exit_code code = cli(argc, argv);

	/* Where it is BROKEN, that has been said already. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && code != EXIT_BROKEN) {
		fputs("rstlab-ns: cannot write to standard output\n", stderr);
		code = EXIT_BROKEN;
	}
	return (int)code;
}
