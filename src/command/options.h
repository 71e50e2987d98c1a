/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - the command line. One table of commands and one of options are the source of the
 * parser, of the dispatcher and of the usage text; man page and completion are tested against them.
 * Pure.
 */
#ifndef RSTLAB_OPTIONS_H
#define RSTLAB_OPTIONS_H

#include "plan.h"
#include "select.h"
#include "why.h"

#include <stdio.h>

enum command {
	COMMAND_NONE, /* only with --help or --version */
	COMMAND_ALL,
	COMMAND_RUN,
	COMMAND_LIST,
	COMMAND_DESCRIBE,
	COMMAND_JUDGE,
	COMMAND_MERGE,
	COMMAND_COMPARE,
	COMMAND_DOCTOR,
	COMMAND_ATLAS,
	COMMAND_COUNT
};

struct command_row {
	const char *name;     /* NULL: COMMAND_NONE */
	const char *operands; /* as usage shows them, "SCENARIO..."; NULL: takes none; else at least
				 one, but where a filter selects */
	int operands_max;
	const char *help;
	int operands_min;           /* 0: one, where it takes any */
	const char *const *formats; /* that it can print; ends with NULL. NULL: none to choose */
};
extern const struct command_row command_table[COMMAND_COUNT];

enum option_kind {
	OPTION_FLAG,    /* a bool, without argument */
	OPTION_WHOLE,   /* an int from min to max */
	OPTION_DECIMAL, /* a double from min to max */
	OPTION_CHOICE,  /* a const char *, one of choices */
	OPTION_WORD,    /* a const char *, not empty */
	OPTION_SHARD,   /* a struct shard, K/N */
	OPTION_REPORT,  /* FORMAT=FILE, FORMAT one of choices; may be repeated */
};

struct option_row {
	const char *name; /* "--jobs" */
	char letter;      /* 'v': -v; 0: none; flags only, so that letters can be joined */
	enum option_kind kind;
	const char *argument; /* as usage shows it, "N"; NULL: a flag */
	const char *help;
	unsigned int commands; /* a bit (1 << enum command) for each that takes it */
	size_t field;          /* its offset in struct options */
	double min, max;
	const char *const *choices; /* ends with NULL */
};
extern const struct option_row option_table[];
extern const int option_count;

/* The choices of @row for @command: a command may print fewer formats than there are. */
const char *const *option_choices(const struct option_row *row, enum command command);

/* A report asked for besides the one on the terminal. */
struct report_request {
	const char *format; /* a name that report_find() knows */
	const char *path;
};

enum { REPORTS_MAX = 16 };

struct options {
	enum command command;
	bool help, version; /* to be obeyed before anything else */

	char **operands; /* patterns of scenarios, or the folder; the strings are argv's */
	int operand_count;

	bool ipv4, ipv6;      /* at least one of them */
	int jobs;             /* 0: as many as there are CPUs */
	int repeat;           /* from 1 */
	double timeout_scale; /* multiplies every deadline */
	bool own_machine;     /* stories may change sysctls of the whole machine */
	const char *out;      /* NULL: save nothing */

	const char *format; /* a name that report_find() knows */
	struct report_request report[REPORTS_MAX];
	int report_count;
	bool verbose;
	const char *color; /* "auto", "always" or "never" */

	const char *as_kernel; /* of judge: the version to judge by; NULL: that of the run */

	struct filter filter;
	struct shard shard; /* 1 of 1: all that is chosen */
	bool json, names;   /* of list; at most one of them */
	bool page;          /* of atlas */
};

/*
 * Reads the command line. Options may stand anywhere before "--", as "--jobs 4" or "--jobs=4";
 * given again, an option replaces what it said before, but for --report. 0 or -errno (-ENOMEM,
 * -EINVAL); then
 * @ret_why says in one line what was wrong. Free @ret with options_free().
 */
int options_parse(int argc, char *const *argv, struct options *ret, struct why *ret_why);
void options_free(struct options *options);

/* Prints the usage of @command, or that of the program for COMMAND_NONE. */
void options_usage(enum command command, FILE *out);

#endif
