/* SPDX-License-Identifier: GPL-2.0-only */
/* console.h - what every command says and answers. */
#ifndef RSTLAB_CONSOLE_H
#define RSTLAB_CONSOLE_H

#include "exit_code.h"
#include "options.h"
#include "result.h"

#include <netinet/in.h>

/* Says on standard error, in one line, what the user should know. */
void console_note(const char *text);

/* The same of what is wrong. EXIT_USAGE. */
enum exit_code console_refuse(const char *why);

/* What @options hold the results to: see struct demands. */
unsigned demands_of(const struct options *options);

/* What the results come to. */
enum exit_code exit_of(const struct tally *tally);

/* Has all that was printed reached standard output? If not, says so: EXIT_BROKEN; else @code. */
enum exit_code console_flush(enum exit_code code);

/* The address of --host, all zero where none is asked for. 0, or -EINVAL and @ret_why. */
int console_host(const struct options *options, struct in6_addr *ret, struct why *ret_why);

/* "rstlab-ns run 'half-open*'", as it was typed but for the quotes. To be freed; NULL: no memory.
 */
char *command_line(const struct options *options);

#endif
