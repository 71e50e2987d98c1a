/* SPDX-License-Identifier: GPL-2.0-only */
#include "ktap.h"

#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LEVELS_MAX = 8, INDENT = 2, LINE_SIZE = 4096, NUMBER_DIGITS = 7 };

/* The tests of one test. */
struct level {
	int planned; /* -1: no plan yet */
	int told;
	bool failed; /* one of them */
};

struct reader {
	struct ktap *ret;
	struct level level[LEVELS_MAX];
	int depth; /* levels that are open */
	int line;
	char *why;
};

#define complain(reader, ...)                                                                   \
	(prefix(reader),                                                                        \
	 snprintf((reader)->why + strlen((reader)->why), KTAP_WHY_SIZE - strlen((reader)->why), \
		  __VA_ARGS__),                                                                 \
	 -EINVAL)

static void prefix(struct reader *reader)
{
	snprintf(reader->why, KTAP_WHY_SIZE, "line %d: ", reader->line);
}

/* A number without sign or leading zero, and what follows it; -1: none. */
static int read_number(const char **at)
{
	size_t digits = strspn(*at, "0123456789");
	int number = 0;

	if (digits == 0 || digits > NUMBER_DIGITS || (digits > 1 && **at == '0'))
		return -1;
	for (; digits > 0; digits--)
		number = number * 10 + *(*at)++ - '0';
	return number;
}

/* "KTAP version 1": begins the tests of a test. */
static int read_version(struct reader *reader, const char *text, int level)
{
	if (strcmp(text, "KTAP version 1") != 0)
		return complain(reader, "the version is not 'KTAP version 1'");
	if (reader->depth == LEVELS_MAX)
		return complain(reader, "nested too deeply for this reader");
	if (level != reader->depth)
		return complain(reader, "a version line on level %d, inside of level %d", level,
				reader->depth - 1);
	reader->level[reader->depth++] = (struct level){ .planned = -1 };
	return 0;
}

/* "1..5" */
static int read_plan(struct reader *reader, const char *text, int level)
{
	struct level *open = &reader->level[reader->depth - 1];
	const char *at = text + strlen("1..");
	int planned = read_number(&at);

	if (planned < 0 || *at)
		return complain(reader, "a plan is '1..N'");
	if (level != reader->depth - 1)
		return complain(reader, "a plan on level %d, inside of level %d", level,
				reader->depth - 1);
	if (open->planned >= 0)
		return complain(reader, "a second plan");
	open->planned = planned;
	return 0;
}

static const struct {
	const char *word;
	enum ktap_outcome outcome;
	bool not_ok; /* asks for "not ok" */
} directives[] = {
	{ "SKIP", KTAP_SKIP, false },   { "TODO", KTAP_XFAIL, false },
	{ "XFAIL", KTAP_XFAIL, false }, { "TIMEOUT", KTAP_ERROR, true },
	{ "ERROR", KTAP_ERROR, true },
};

/* What follows the number: " description # DIRECTIVE diagnostic data", each of which may lack. */
static int read_description(struct reader *reader, const char *text, enum ktap_outcome *outcome)
{
	const char *hash = strchr(text, '#');
	bool is_ok = *outcome == KTAP_PASS;

	if (*text && *text != ' ')
		return complain(reader, "no space after the number");
	if (!hash)
		return 0;
	if (hash[-1] != ' ' || hash[1] != ' ' || !hash[2])
		return complain(reader,
				"a description may not have '#'; ' # ' and more may follow");
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		const char *word = directives[i].word;
		size_t length = strcspn(hash + 2, " ");
		if (length != strlen(word) || strncasecmp(hash + 2, word, length) != 0)
			continue;
		if (strncmp(hash + 2, word, length) != 0)
			return complain(reader, "the directive %s in small letters", word);
		if (directives[i].not_ok && is_ok)
			return complain(reader, "%s, and 'ok'", word);
		*outcome = directives[i].outcome;
	}
	return 0;
}

/* The tests of the innermost test are all told: were they as planned? */
static int close_level(struct reader *reader)
{
	const struct level *open = &reader->level[--reader->depth];

	if (open->planned < 0)
		return complain(reader, "level %d had no plan", reader->depth);
	if (open->told != open->planned)
		return complain(reader, "1..%d was planned on level %d, and %d told", open->planned,
				reader->depth, open->told);
	return 0;
}

/* "ok 1 - name # SKIP why" */
static int read_result(struct reader *reader, const char *text, int level)
{
	bool is_ok = text[0] == 'o', had_failed = false;
	enum ktap_outcome outcome = is_ok ? KTAP_PASS : KTAP_FAIL;
	const char *at = text + strlen(is_ok ? "ok " : "not ok ");
	int number = read_number(&at);

	if (number < 0)
		return complain(reader, "a result has a number");
	int err = read_description(reader, at, &outcome);
	if (!err && level == reader->depth - 2) {
		had_failed = reader->level[reader->depth - 1].failed;
		err = close_level(reader);
	}
	if (err)
		return err;
	if (level != reader->depth - 1)
		return complain(reader, "a result on level %d, inside of level %d", level,
				reader->depth - 1);
	struct level *open = &reader->level[level];
	if (open->planned < 0)
		return complain(reader, "a result before the plan");
	if (number != open->told + 1)
		return complain(reader, "number %d, after %d", number, open->told);
	if (number > open->planned)
		return complain(reader, "number %d of 1..%d", number, open->planned);
	if (had_failed && is_ok)
		return complain(reader, "'ok', and one of its own tests failed");
	open->told = number;
	open->failed |= !is_ok && outcome != KTAP_SKIP && outcome != KTAP_XFAIL;
	if (level == 0)
		reader->ret->count[outcome]++;
	return 0;
}

/* "# Totals: ...", as kselftest.h prints it */
static int read_totals(struct reader *reader, const char *text)
{
	const int *count = reader->ret->count;
	char expected[128];

	snprintf(expected, sizeof(expected),
		 "# Totals: pass:%d fail:%d xfail:%d xpass:0 skip:%d error:%d", count[KTAP_PASS],
		 count[KTAP_FAIL], count[KTAP_XFAIL], count[KTAP_SKIP], count[KTAP_ERROR]);
	if (strcmp(text, expected) != 0)
		return complain(reader, "should be '%s'", expected);
	if (reader->ret->totals)
		return complain(reader, "totals for a second time");
	reader->ret->totals = true;
	return 0;
}

static int read_diagnostic(struct reader *reader, const char *text, int level)
{
	if (text[1] != ' ' || !text[2])
		return complain(reader, "a diagnostic begins with '# '");
	if (level > 0 && level >= reader->depth)
		return complain(reader, "a diagnostic on level %d, inside of level %d", level,
				reader->depth - 1);
	return strncmp(text, "# Totals:", 9) == 0 && level == 0 ? read_totals(reader, text) : 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static int read_line(struct reader *reader, const char *line)
{
	size_t indent = strspn(line, " ");
	const char *text = line + indent;
	int level = (int)(indent / INDENT);

	if (!text_is_clean(line, false))
		return complain(reader, "a character that is not printable");
	if (!*text || text[strlen(text) - 1] == ' ')
		return complain(reader, *text ? "a space at its end" : "it is empty");
	if (indent % INDENT)
		return complain(reader, "indented by %zu", indent);
	if (reader->depth == 0 && !begins(text, "KTAP version "))
		return complain(reader, "no version line");
	if (text[0] == '#')
		return read_diagnostic(reader, text, level);
	if (reader->ret->bailed_out)
		return complain(reader, "more than diagnostics after 'Bail out!'");
	if (begins(text, "KTAP version ") || begins(text, "TAP version "))
		return read_version(reader, text, level);
	if (begins(text, "1.."))
		return read_plan(reader, text, level);
	if (begins(text, "ok ") || begins(text, "not ok "))
		return read_result(reader, text, level);
	if (strcmp(line, "Bail out!") == 0 || begins(line, "Bail out! ")) {
		reader->ret->bailed_out = true;
		return 0;
	}
	return complain(reader, "of no known kind");
}

int ktap_read(const char *text, struct ktap *ret, char *ret_why)
{
	struct reader reader = { .ret = ret, .why = ret_why };
	char line[LINE_SIZE];

	*ret = (struct ktap){ 0 };
	for (size_t length; *text; text += length + 1) {
		length = strcspn(text, "\n");
		reader.line++;
		if (text[length] != '\n')
			return complain(&reader, "no newline at its end");
		if (length >= sizeof(line))
			return complain(&reader, "too long for this reader");
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		int err = read_line(&reader, line);
		if (err)
			return err;
	}
	ret->planned = reader.level[0].planned;
	if (reader.depth == 0)
		return complain(&reader, "nothing");
	if (ret->bailed_out)
		return 0;
	if (reader.depth > 1)
		return complain(&reader, "it ends inside of level %d", reader.depth - 1);
	return close_level(&reader);
}
