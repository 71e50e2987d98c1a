/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - the command line. The list of commands and the table of options are the source of the
 * parser, of the dispatcher and of the usage text; man page and completion are tested against them.
 */
#ifndef RSTLAB_OPTIONS_H
#define RSTLAB_OPTIONS_H

#include "exit_code.h"
#include "formats.h"
#include "plan.h"
#include "select.h"
#include "why.h"

#include <stdio.h>

/* Options that some commands take together. A bit each. */
enum option_set {
	OF_PLAN = 1 << 0,    /* what is played, and how */
	OF_OUT = 1 << 1,     /* where it is saved */
	OF_FORMAT = 1 << 2,  /* what is printed */
	OF_VERBOSE = 1 << 3, /* how much of it */
	OF_REPORT = 1 << 4,  /* how it is told besides */
	OF_FILTER = 1 << 5,  /* which scenarios are meant */
	OF_FAMILY = 1 << 6,  /* over which addresses */
	OF_SHARD = 1 << 7,   /* which part of them */
	OF_JUDGE = 1 << 8,
	OF_LIST = 1 << 9,
	OF_ATLAS = 1 << 10,
	OF_ANY = 1 << 11,     /* every command */
	OF_PROGRAM = 1 << 12, /* without a command */
	OF_COMPARE = 1 << 13,
	OF_DEMAND = 1 << 14,  /* what results are held to */
	OF_EXPLAIN = 1 << 15, /* of captures */
	OF_WHY = 1 << 16,     /* what was seen of a reset */
	OF_DESCRIBE = 1 << 17,
	OF_PACE = 1 << 18,  /* deadlines, and what may be changed meanwhile */
	OF_UP = 1 << 19,    /* where a story is held */
	OF_DRILL = 1 << 20, /* whose programs, and when */
	OF_MATRIX = 1 << 21,
	OF_JOBS = 1 << 22, /* how many labs side by side */
	OF_WATCH = 1 << 23,
	OF_LADDER = 1 << 24,  /* is it drawn */
	OF_RESULTS = 1 << 25, /* whose they are */
};

struct options;

enum { OPTIONAL_OPERANDS = -1 };

/* A command of the program: one in each cmd_*.c, listed in commands.c. */
struct command {
	const char *name;
	const char *operands; /* as usage shows them, "SCENARIO..."; NULL: takes none */
	int operands_max;
	const char *help;
	/* 0: one, where it takes any; a filter that selects stands for one, unless it says
	 * otherwise; OPTIONAL_OPERANDS: none need be there */
	int operands_min;
	unsigned takes;          /* which option_sets, besides OF_ANY */
	enum format_set formats; /* that it can print */
	bool wants_out;          /* it makes no sense without --out */
	bool runs_words; /* what follows its first operand is a command of the user's, with options
			    of its own */
	enum exit_code (*run)(const struct options *options);
};

enum option_kind {
	OPTION_FLAG,    /* a bool, without argument */
	OPTION_COUNT,   /* an int, without argument: how often it was given */
	OPTION_WHOLE,   /* an int from min to max */
	OPTION_DECIMAL, /* a double from min to max */
	OPTION_SECONDS, /* the same, in seconds; "90", "90s", "1.5m", "2h", "1d" */
	OPTION_CHOICE,  /* a const char *, one of choices */
	OPTION_WORD,    /* a const char *, not empty */
	OPTION_WORDS,   /* a struct asked, of a facet; may be repeated */
	OPTION_NAMES,   /* the same of any words */
	OPTION_SAME,    /* without argument: the same as a CHOICE of that field, of value means */
	OPTION_SHARD,   /* a struct shard, K/N */
	OPTION_REQUIRE, /* adds the bits of "wire,reason", a list of choices, to an unsigned */
	OPTION_REPORT,  /* FORMAT=FILE, FORMAT one of choices; may be repeated */
};

struct option_row {
	const char *name; /* "--jobs" */
	char letter;      /* 'v': -v; 0: none; one with an argument stands last, or alone */
	enum option_kind kind;
	const char *argument; /* as usage shows it, "N"; NULL: a flag */
	const char *help;
	unsigned sets; /* the option_sets that it is in */
	size_t field;  /* its offset in struct options */
	double min, max;
	const char *const *choices; /* ends with NULL; CHOICE, REPORT without: the formats */
	const char *means;          /* of SAME */
};
enum { OPTIONS_MAX = 96 };
extern const struct option_row option_table[];
extern const int option_count;

/* The choices of @row for @command, the @nth from 0, or NULL: a command may print fewer formats
 * than there are. @command NULL: those of any. */
const char *option_choice(const struct option_row *row, const struct command *command, int nth);

/* Adds to @ret the bits of the choices of @row that @text lists, "wire,reason": 1 << 1 for the
 * first of them; the last one means all before it. False: one is no choice. */
bool option_bits(const struct option_row *row, const struct command *command, const char *text,
		 unsigned *ret);

/* By which side does @row of kind WORDS choose? */
enum facet option_facet(const struct option_row *row);

/* Does @command, or the program alone if it is NULL, take the option? */
bool option_is_of(const struct option_row *row, const struct command *command);

/* The index of the option that the first @length bytes of @word name: that of @command, where
 * several commands have one of that name; -1: there is none. */
int option_named(const char *word, size_t length, const struct command *command);

/* A report asked for besides the one on the terminal. */
struct report_request {
	const char *format; /* a name that report_find() knows */
	const char *path;
};

enum { REPORTS_MAX = 16 };

struct options {
	const struct command *command;         /* NULL: none */
	const struct command *const *commands; /* all that there are; ends with NULL */
	int argc;                              /* the command line */
	char *const *argv;
	bool help, version; /* to be obeyed before anything else */

	char **operands; /* patterns of scenarios, or the folder; the strings are argv's */
	int operand_count;

	bool ipv4, ipv6;      /* at least one of them */
	bool any_family;      /* both, for neither was asked for */
	int jobs;             /* 0: as many as there are CPUs */
	int repeat;           /* from 1 */
	double timeout_scale; /* multiplies every deadline */
	double limit;         /* of the whole run, s; 0: not said */
	bool own_machine;     /* stories may change sysctls of the whole machine */
	const char *out;      /* NULL: save nothing */
	const char *hold_on;  /* "fail": hold the lab of a FAIL or BROKEN; NULL: none */

	/* Of up */
	const char *until; /* a chapter; NULL: the end */
	bool step, follow;

	const char *format; /* one of the command's */
	struct report_request report[REPORTS_MAX];
	int report_count;
	const char *kcidb_origin, *kcidb_build; /* NULL: not said */
	const char *nipa_branch, *nipa_executor, *nipa_link;
	int verbose;       /* 2: verbs are narrated as they are asked */
	const char *color; /* "auto", "always" or "never" */

	unsigned required; /* witnesses, a bit each: see DEMAND_BIT() */
	bool no_skip;

	const char *as_kernel; /* of judge: the version to judge by; NULL: that of the run */

	bool oldest_first; /* of compare: in the order of the kernels' versions */

	/* Of explain: which RSTs are meant, and from what it has learned */
	int at;               /* a frame; 0: any */
	int stream;           /* -1: any */
	int port;             /* 0: any */
	const char *host;     /* NULL: any */
	const char *lessons;  /* NULL: those of the program */
	bool by_hand;         /* of describe: as commands to type */
	bool ladder;          /* as a ladder diagram */
	const char *by;       /* of atlas: a side; NULL: by the kernel's reasons */
	const char *when;     /* of why: a moment; NULL: not said, as the next */
	const char *counter;  /* that grew */
	int window;           /* of the RST; -1: not said */
	bool report_upstream; /* of describe: as a mail to the kernel's developers */

	/* Of matrix; NULL: all */
	const char *state, *segment;

	/* Of watch */
	int resets;              /* after so many it ends; 0: never */
	double watched;          /* seconds, then it ends; 0: never */
	const char *netns;       /* NULL: the own */
	struct asked interfaces; /* none: all */
	bool sent, received;     /* only these; neither: both */
	const char *metrics;     /* NULL: none */

	/* Of drill */
	const char *server_command, *client_command; /* NULL: none */
	double lasts;                                /* seconds that the client may take */
	const char *moment;                          /* when the fault comes */
	const char *ready;                           /* when the service can be asked */
	const char *forget;                          /* how the server's kernel is made to forget */
	int times;                                   /* that the fault comes; 0: once */
	int connection; /* which one is meant; 0: the first quiet one */
	int expect;     /* the client's exit status */
	bool as_root;
	bool list; /* of drill and matrix: what there is */

	struct filter filter;
	struct shard shard; /* 1 of 1: all that is chosen */
};

/*
 * Reads the command line; @commands ends with NULL. Options may stand anywhere before "--", as
 * "--jobs 4" or "--jobs=4"; given again, an option replaces what it said before, but for --report
 * and --require.
 * 0 or -errno (-ENOMEM, -EINVAL); then
 * @ret_why says in one line what was wrong. Free @ret with options_free().
 */
int options_parse(int argc, char *const *argv, const struct command *const *commands,
		  struct options *ret, struct why *ret_why);
void options_free(struct options *options);

/* Prints the usage of @command, or that of the program with these @commands if it is NULL. */
void options_usage(const struct command *const *commands, const struct command *command, FILE *out);

#endif
