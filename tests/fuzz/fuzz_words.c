/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the user and of the machine, a line each: the command line, versions, texts. */
#include "fuzz.h"

#include "commands.h"
#include "json_value.h"
#include "kernel_change.h"
#include "markdown.h"
#include "operand.h"
#include "options.h"
#include "packet.h"
#include "registry.h"
#include "search.h"
#include "select.h"
#include "suspects_told.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 32 };

static int split(char *text, char *ret[LINES_MAX])
{
	int count = 0;
	char *rest = text;

	for (char *line; count < LINES_MAX - 1 && (line = strsep(&rest, "\n"));)
		ret[count++] = line;
	ret[count] = NULL;
	return count;
}

static void read_command_line(int count, char **lines)
{
	struct options options;
	struct why why;
	int scenarios;
	const struct scenario *const *all = registry_scenarios(&scenarios);

	if (options_parse(count, lines, commands, &options, &why) < 0) {
		if (!*why.text || !text_is_clean(why.text, false))
			fuzz_found("an error without a line", why.text);
		return;
	}
	const struct scenario **chosen = calloc((size_t)scenarios + 1, sizeof(*chosen));
	if (!chosen)
		abort();
	select_scenarios(all, scenarios, options.operands, options.operand_count, &options.filter,
			 chosen, &why);
	search_scenarios(all, scenarios, options.operands, options.operand_count, &options.filter,
			 chosen);
	free(chosen);
	options_free(&options);
}

/* What is asked for in words is answered by words that a terminal may show. */
static void ask_why(int count, char **lines)
{
	struct clues clues = { .window = -1 };
	struct suspects found;
	struct why why;
	int scenarios;
	const struct scenario *const *all = registry_scenarios(&scenarios);
	const struct telling telling = { &clues, &found, all, scenarios };
	char *told = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&told, &size);

	if (!out)
		abort();
	query_read(&clues.query, lines, count);
	if (suspects_find(&clues, all, scenarios, &found, &why) == 0) {
		suspects_text(out, &telling, 0, true);
		suspects_markdown(out, &telling);
		if (suspects_json(out, &telling) < 0)
			fuzz_found("no JSON", "why");
	}
	fclose(out);
	if (!text_is_clean(told, true))
		fuzz_found("what a terminal would obey", "why");
	free(told);
}

static void read_words(const char *one, const char *other, const char *third)
{
	char version[VERSION_SIZE];
	uint8_t bytes[64];
	struct in6_addr address;
	struct kernel_pair pair;
	int64_t time_ns;

	kernel_version(one, other, third, version, sizeof(version));
	kernel_pair(one, &pair);
	kernel_named(one, strlen(one), version);
	kernel_order(one, other);
	kernel_has(one, other);
	operand_read(one);
	time_parse(one, &time_ns);
	address_parse(one, &address);
	flags_parse(one);
	if (strlen(one) >= 2 && strlen(one) / 2 <= sizeof(bytes))
		hex_parse(one, strlen(one) / 2, bytes);
}

static void print_words(const char *text)
{
	char *printed = NULL, clean[64];
	size_t size = 0;
	FILE *out = open_memstream(&printed, &size);

	if (!out)
		abort();
	text_wrap(out, text, 0, 2, 20);
	text_pad(out, text, 30);
	markdown_print(out, text);
	fclose(out);
	if (!text_is_clean(printed, true))
		fuzz_found("what a terminal would obey", "text");
	free(printed);
	if (!text_is_clean(text_clean(clean, sizeof(clean), text, false), false))
		fuzz_found("what a terminal would obey", "text that was cut");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *lines[LINES_MAX], *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	print_words(text);
	int count = split(text, lines);
	if (count >= 3)
		read_words(lines[0], lines[1], lines[2]);
	/* It looks through all that the lab promises: one input of many does so. */
	if (count >= 1 && size % 16 == 0)
		ask_why(count, lines);
	if (count >= 1)
		read_command_line(count, lines);
	free(text);
	return 0;
}
