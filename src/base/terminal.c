/* SPDX-License-Identifier: GPL-2.0-only */
#include "terminal.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

void print_color(FILE *out, bool color, const char *sgr, const char *text)
{
	if (color)
		fprintf(out, "\033[%sm", sgr);
	text_print(out, text);
	if (color)
		fputs("\033[0m", out);
}

int terminal_columns(FILE *out)
{
	static const int most = 10000;
	const char *said = getenv("COLUMNS");
	struct winsize size;
	char *end;
	long columns = said ? strtol(said, &end, 10) : 0;

	if (said && *said && *end == '\0' && columns > 0 && columns < most)
		return (int)columns;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col ? size.ws_col : 80;
}
