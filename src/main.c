/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands.h"
#include "console.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* What is opened must not take the place of a standard stream that the caller has closed. A stream
 * that is missing still fails when it is used: it is opened for the wrong direction. */
static void keep_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static enum exit_code obey(const struct options *options)
{
	if (options->version) {
		puts("rstlab-ns " RSTLAB_VERSION);
		return EXIT_GOOD;
	}
	if (options->help || !options->command) {
		options_usage(commands, options->command, stdout);
		return EXIT_GOOD;
	}
	return options->command->run(options);
}

int main(int argc, char **argv)
{
	struct options options;
	struct why why;
	keep_streams();
	/* A file that may not grow is an error that can be told. */
	signal(SIGXFSZ, SIG_IGN);
	if (options_parse(argc, argv, commands, &options, &why) < 0)
		return (int)console_refuse(why.text);
	enum exit_code code = obey(&options);
	options_free(&options);
	/* Where it is BROKEN, that has been said already. */
	return (int)(code == EXIT_BROKEN ? code : console_flush(code));
}
