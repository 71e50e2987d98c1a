/* SPDX-License-Identifier: GPL-2.0-only */
#include "options.h"

#include "evidence.h"
#include "find_command.h"
#include "path.h"
#include "report_paths.h"
#include "suggest.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HINT_SIZE = 96 };

struct parser {
	char *const *argv;
	int argc, at;
	struct options options;
	const struct command *const *commands;
	const struct command *command; /* as far as it is known beforehand */
	bool seen[OPTIONS_MAX];        /* of each row of option_table */
	struct why *why;
};

#define complain(parser, ...) why_fail((parser)->why, -EINVAL, __VA_ARGS__)

/* ---- Values ---------------------------------------------------------------------------------- */

static const char *choices_text(const struct parser *parser, const struct option_row *row,
				char *buffer, size_t size)
{
	const char *name;

	buffer[0] = '\0';
	for (int i = 0; (name = option_choice(row, parser->command, i)); i++) {
		bool is_last = !option_choice(row, parser->command, i + 1);
		text_append(buffer, size, "%s%s", i == 0 ? "" : is_last ? " or " : ", ", name);
	}
	return buffer;
}

static int complain_option(struct parser *parser, const struct option_row *row,
			   const struct command *command)
{
	return complain(parser, "'%s' does not take %s; try 'rstlab-ns %s --help'", command->name,
			row->name, command->name);
}

/* @value, or its absence, is not what @row wants. */
static int complain_value(struct parser *parser, const struct option_row *row, const char *value)
{
	char wanted[2 * HINT_SIZE] = "";
	char text[HINT_SIZE];
	char got[WHY_SIZE / 2] = "got nothing";

	if (parser->command && !option_is_of(row, parser->command))
		return complain_option(parser, row, parser->command);
	switch (row->kind) {
	case OPTION_FLAG:
	case OPTION_COUNT:
	case OPTION_SAME:
		text_set(wanted, sizeof(wanted), "no value");
		break;
	case OPTION_WHOLE:
		text_set(wanted, sizeof(wanted), "a whole number from %.0f to %.0f", row->min,
			 row->max);
		break;
	case OPTION_DECIMAL:
		text_set(wanted, sizeof(wanted), "a number from %g to %g", row->min, row->max);
		break;
	case OPTION_SECONDS:
		text_set(wanted, sizeof(wanted), "seconds from %g to %.0f, or 90s, 5m, 2h, 1d",
			 row->min, row->max);
		break;
	case OPTION_WORD:
	case OPTION_WORDS:
	case OPTION_NAMES:
		text_set(wanted, sizeof(wanted), "%s", row->argument);
		break;
	case OPTION_CHOICE:
		choices_text(parser, row, wanted, sizeof(wanted));
		break;
	case OPTION_SHARD:
		text_set(wanted, sizeof(wanted), "%s with 1 <= K <= N <= %d", row->argument,
			 SHARDS_MAX);
		break;
	case OPTION_REQUIRE:
		text_set(wanted, sizeof(wanted), "one or more of %s, separated by commas",
			 choices_text(parser, row, text, sizeof(text)));
		break;
	case OPTION_REPORT:
		text_set(wanted, sizeof(wanted), "%s, where FORMAT is %s", row->argument,
			 choices_text(parser, row, text, sizeof(text)));
		break;
	}
	if (value)
		text_set(got, sizeof(got), "got '%s'", value);
	return complain(parser, "%s: expected %s, %s", row->name, wanted, got);
}

/* The choice that the first @length bytes of @text spell, or NULL. */
static const char *find_choice(const struct parser *parser, const struct option_row *row,
			       const char *text, size_t length)
{
	const char *name;

	for (int i = 0; (name = option_choice(row, parser->command, i)); i++)
		if (strlen(name) == length && memcmp(name, text, length) == 0)
			return name;
	return NULL;
}

/* Digits with at most one point among them, nothing else: no sign, space, exponent, hex, inf; of
 * seconds, perhaps a unit, as timeout(1) has them. */
static bool read_number(const struct option_row *row, const char *text, double *ret)
{
	static const char units[] = "smhd";
	static const double seconds[] = { 1, 60, 3600, 86400 };
	size_t digits = strspn(text, row->kind == OPTION_WHOLE ? "0123456789" : "0123456789.");
	const char *unit =
		row->kind == OPTION_SECONDS && text[digits] ? strchr(units, text[digits]) : NULL;
	double value;
	char *end;

	if (digits == 0 || text[digits + (unit ? 1 : 0)] != '\0')
		return false;
	value = strtod(text, &end) * (unit ? seconds[unit - units] : 1);
	if (end != text + digits || value < row->min || value > row->max)
		return false;
	*ret = value;
	return true;
}

/* "K/N" */
static bool read_shard(const char *text, struct shard *ret)
{
	static const struct option_row number = { .kind = OPTION_WHOLE,
						  .min = 1,
						  .max = SHARDS_MAX };
	const char *slash = strchr(text, '/');
	char first[16];
	double k, n;

	if (!slash || (size_t)(slash - text) >= sizeof(first))
		return false;
	snprintf(first, sizeof(first), "%.*s", (int)(slash - text), text);
	if (!read_number(&number, first, &k) || !read_number(&number, slash + 1, &n) || k > n)
		return false;
	*ret = (struct shard){ .number = (int)k, .count = (int)n };
	return true;
}

static int add_report(struct parser *parser, const struct option_row *row, const char *value)
{
	struct options *options = &parser->options;
	const char *path = strchr(value, '=');
	const char *format;

	if (!path || !path[1])
		return complain_value(parser, row, value);
	format = find_choice(parser, row, value, (size_t)(path++ - value));
	if (!format)
		return complain_value(parser, row, value);
	if (strcmp(path, "-") == 0 &&
	    !report_goes_beside(parser->command ? parser->command->formats : RESULT_FORMATS,
				format))
		return complain(parser, "%s writes files; for standard output, use --format %s",
				row->name, format);
	for (int i = 0; i < options->report_count; i++)
		if (path_same(options->report[i].path, path))
			return complain(parser, "two reports cannot share the file '%s'", path);
	if (options->report_count == REPORTS_MAX)
		return complain(parser, "%s may be given at most %d times", row->name, REPORTS_MAX);
	options->report[options->report_count++] = (struct report_request){ format, path };
	return 0;
}

static int add_word(struct parser *parser, const struct option_row *row, const char *value)
{
	struct asked *asked = (struct asked *)((char *)&parser->options + row->field);

	if (asked->count == ASKED_MAX)
		return complain(parser, "%s may be given at most %d times", row->name, ASKED_MAX);
	asked->value[asked->count++] = value;
	return 0;
}

static int take_value(struct parser *parser, const struct option_row *row, const char *value)
{
	void *field = (char *)&parser->options + row->field;
	const char *choice;
	double number;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTION_COUNT:
		++*(int *)field;
		return 0;
	case OPTION_WHOLE:
		if (!read_number(row, value, &number))
			break;
		*(int *)field = (int)number;
		return 0;
	case OPTION_DECIMAL:
	case OPTION_SECONDS:
		if (!read_number(row, value, &number))
			break;
		*(double *)field = number;
		return 0;
	case OPTION_CHOICE:
		choice = find_choice(parser, row, value, strlen(value));
		if (!choice)
			break;
		*(const char **)field = choice;
		return 0;
	case OPTION_WORD:
		if (!*value)
			break;
		*(const char **)field = value;
		return 0;
	case OPTION_WORDS:
	case OPTION_NAMES:
		if (!*value)
			break;
		return add_word(parser, row, value);
	case OPTION_SAME:
		*(const char **)field = row->means;
		return 0;
	case OPTION_SHARD:
		if (!read_shard(value, field))
			break;
		return 0;
	case OPTION_REQUIRE:
		if (!option_bits(row, parser->command, value, field))
			break;
		return 0;
	case OPTION_REPORT:
		return add_report(parser, row, value);
	}
	return complain_value(parser, row, value);
}

/* ---- Words ----------------------------------------------------------------------------------- */

static int take_option(struct parser *parser, int index, const char *value)
{
	const struct option_row *row = &option_table[index];

	parser->seen[index] = true;
	if (!row->argument)
		return value ? complain_value(parser, row, value) : take_value(parser, row, NULL);
	if (!value && parser->at + 1 < parser->argc)
		value = parser->argv[++parser->at];
	return value ? take_value(parser, row, value) : complain_value(parser, row, NULL);
}

static int read_long(struct parser *parser, const char *word)
{
	size_t length = strcspn(word, "=");
	struct suggestion near = { .word = word };
	char hint[HINT_SIZE];

	int index = option_named(word, length, parser->command);
	if (index >= 0)
		return take_option(parser, index, word[length] ? word + length + 1 : NULL);
	for (int i = 0; i < option_count; i++)
		suggest_consider(&near, option_table[i].name, strlen(option_table[i].name));
	return complain(parser, "unknown option '%s'%s", word,
			suggest_text(&near, "; try 'rstlab-ns --help'", hint, sizeof(hint)));
}

static int read_letters(struct parser *parser, const char *letters)
{
	int err = 0;

	for (; *letters && !err; letters++) {
		int i = 0;

		while (i < option_count && option_table[i].letter != *letters)
			i++;
		if (i == option_count)
			return complain(parser, "unknown option '-%c'; try 'rstlab-ns --help'",
					*letters);
		err = take_option(parser, i, NULL);
	}
	return err;
}

static int read_command(struct parser *parser, const char *word)
{
	parser->options.command = find_command(parser->commands, word, parser->why);
	return parser->options.command ? 0 : -EINVAL;
}

static int read_words(struct parser *parser)
{
	struct options *options = &parser->options;
	bool only_operands = false;
	int err = 0;

	for (parser->at = 1; parser->at < parser->argc && !err; parser->at++) {
		char *word = parser->argv[parser->at];

		if (!only_operands && strcmp(word, "--") == 0)
			only_operands = true;
		else if (!only_operands && word[0] == '-' && word[1] == '-')
			err = read_long(parser, word);
		else if (!only_operands && word[0] == '-' && word[1])
			err = read_letters(parser, word + 1);
		else if (!options->command)
			err = read_command(parser, word);
		else
			options->operands[options->operand_count++] = word;
		only_operands =
			only_operands || (options->command && options->command->runs_words &&
					  options->operand_count > 0);
	}
	return err;
}

/* Do the words go together? */
static int check_words(struct parser *parser)
{
	const struct options *options = &parser->options;
	const struct command *row = options->command;

	if (options->help || options->version)
		return 0;
	if (!options->command)
		return complain(parser, "no command given; try 'rstlab-ns --help'");
	for (int i = 0; i < option_count; i++)
		if (parser->seen[i] && !option_is_of(&option_table[i], row))
			return complain_option(parser, &option_table[i], row);
	int least = row->operands_min ? row->operands_min : !filter_asks(&options->filter);
	if (row->operands && options->operand_count < least)
		return complain(parser, "'%s' needs %s; try 'rstlab-ns %s --help'", row->name,
				row->operands, row->name);
	if (options->operand_count > row->operands_max)
		return complain(parser, "'%s' takes %s; unexpected '%s'", row->name,
				row->operands ? "one operand" : "no operands",
				options->operands[row->operands_max]);
	if (row->wants_out && !options->out)
		return complain(parser, "'%s' needs --out DIR to save the merged run", row->name);
	return report_paths_check(options, parser->why);
}

int options_parse(int argc, char *const *argv, const struct command *const *commands,
		  struct options *ret, struct why *ret_why)
{
	static const struct options defaults = {
		.repeat = 1,
		.timeout_scale = 1,
		.format = "text",
		.color = "auto",
		.window = -1,
		.shard = { 1, 1 },
		.stream = -1,
	};
	struct parser parser = { .argv = argv, .argc = argc, .commands = commands, .why = ret_why };
	struct options *options = &parser.options;
	char **operands = calloc((size_t)argc + 1, sizeof(*operands));
	int err = 0;

	if (!operands)
		return why_set(ret_why, "out of memory"), -ENOMEM;
	/* Options may stand before the command that says what they may be: twice. */
	for (int pass = 0; pass < 2; pass++) {
		parser.command = options->command;
		memset(parser.seen, 0, sizeof(parser.seen));
		*options = defaults;
		options->operands = operands;
		options->argc = argc;
		options->argv = argv;
		options->commands = commands;
		err = read_words(&parser);
	}
	if (!err)
		err = check_words(&parser);
	if (err) {
		options_free(options);
		return err;
	}
	if (!options->ipv4 && !options->ipv6)
		options->ipv4 = options->ipv6 = options->any_family = true;
	*ret = *options;
	return 0;
}

void options_free(struct options *options)
{
	if (!options)
		return;
	free(options->operands);
	options->operands = NULL;
	options->operand_count = 0;
}
