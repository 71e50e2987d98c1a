/* SPDX-License-Identifier: GPL-2.0-only */
#include "complete.h"

#include "address.h"
#include "causes.h"
#include "operand.h"
#include "registry.h"
#include "story.h"
#include "visit.h"

#include <ctype.h>
#include <string.h>
#include <sys/socket.h>

/* What is known of the words before, and the one that is looked for. */
struct place {
	FILE *out;
	const struct command *const *commands;
	const struct command *command;    /* NULL: none yet */
	const struct option_row *pending; /* it waits for its value; NULL: none does */
	int operands;                     /* that the command has already */
	const char *first;                /* of these; NULL: there is none */
	bool only_operands;               /* after "--" */
	const char *word;                 /* what has been typed of it */
	const char *before;               /* up to where a value begins: "--format=" */
	size_t before_length;
};

/* One candidate, the @length bytes at @text and @end, if it begins as what was typed does. */
static void offer(const struct place *place, const char *text, size_t length, const char *end,
		  const char *help)
{
	char candidate[160];

	snprintf(candidate, sizeof(candidate), "%.*s%s", (int)length, text, end);
	if (strncmp(candidate, place->word, strlen(place->word)) != 0)
		return;
	fprintf(place->out, "%.*s%s\t%s\n", (int)place->before_length, place->before, candidate,
		help);
}

static void offer_files(const struct place *place)
{
	fputs(COMPLETE_FILES "\n", place->out);
}

/* ---- Options ------------------------------------------------------------------------------------
 */

static const struct option_row *find_option(const struct place *place, const char *word,
					    size_t length)
{
	int at = option_named(word, length, place->command);

	return at < 0 ? NULL : &option_table[at];
}

static void offer_options(const struct place *place)
{
	for (int i = 0; i < option_count; i++) {
		const struct option_row *row = &option_table[i];
		char letter[] = { '-', row->letter, '\0' };
		if (!option_is_of(row, place->command))
			continue;
		offer(place, row->name, strlen(row->name), "", row->help);
		if (row->letter)
			offer(place, letter, 2, "", row->help);
	}
}

static const char *meaning_of(enum facet facet, const struct facet_value *value)
{
	static const struct term none[] = { { 0 } };
	const struct term *term = facet == BY_TAG      ? registry_tags()
				  : facet == BY_FOLDER ? registry_folders()
						       : none;

	for (; term->word; term++)
		if (strlen(term->word) == value->length &&
		    memcmp(term->word, value->at, value->length) == 0)
			return term->meaning;
	if (facet == BY_CAUSE) {
		char name[64];
		snprintf(name, sizeof(name), "%.*s", (int)value->length, value->at);
		const struct cause *cause = cause_find(name);
		return cause ? cause->sentence : facet_noun[facet];
	}
	return facet_noun[facet];
}

static void offer_facet(const struct place *place, enum facet facet)
{
	struct facet_value value[FACET_VALUES];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	int values = facet_values(facet, all, count, value);

	for (int i = 0; i < values; i++)
		offer(place, value[i].at, value[i].length, "", meaning_of(facet, &value[i]));
}

/* The choices of @row, each with @end after it. */
static void offer_choices(const struct place *place, const struct option_row *row, const char *end)
{
	const char *name;

	for (int i = 0; (name = option_choice(row, place->command, i)); i++)
		offer(place, name, strlen(name), end, row->help);
}

/* Of a list, what may stand after its last comma: what is not named before that. */
static void offer_more(const struct place *place, const struct option_row *row)
{
	const char *comma = strrchr(place->word, ','), *name;
	struct place within = *place;
	unsigned named = 0;
	char before[160];

	if (comma) {
		size_t length = (size_t)(comma - place->word);
		within.before_length += length + 1;
		within.word = comma + 1;
		snprintf(before, sizeof(before), "%.*s", (int)length, place->word);
		if (!option_bits(row, place->command, before, &named))
			return;
	}
	for (int i = 0; (name = option_choice(row, place->command, i)); i++) {
		unsigned own = 0;
		if (option_bits(row, place->command, name, &own) && (own & ~named))
			offer(&within, name, strlen(name), "", row->help);
	}
}

/* Of the scenario that is to be held, as titles; as numbers to who has begun one. */
static void offer_chapters(const struct place *place)
{
	const struct operand operand = operand_read(place->first ? place->first : "");
	bool wants_number = isdigit((unsigned char)*place->word);
	const char *title;

	for (int i = 0; i < story_count; i++) {
		const struct story *story = &stories[i];
		if (!place->first || !operand_names(&operand, story->scenario))
			continue;
		for (int k = 0; (title = story_chapter(story, k)); k++) {
			char number[16], help[32];
			snprintf(number, sizeof(number), "%d", k);
			snprintf(help, sizeof(help), "chapter %d", k);
			if (wants_number)
				offer(place, number, strlen(number), "", title);
			else
				offer(place, title, strlen(title), "", help);
		}
		return;
	}
}

static void offer_value(const struct place *place, const struct option_row *row)
{
	switch (row->kind) {
	case OPTION_FLAG:
	case OPTION_COUNT:
	case OPTION_SAME:
	case OPTION_WHOLE:
	case OPTION_DECIMAL:
	case OPTION_SECONDS:
	case OPTION_SHARD:
	case OPTION_NAMES:
		break;
	case OPTION_CHOICE:
		offer_choices(place, row, "");
		break;
	case OPTION_REQUIRE:
		offer_more(place, row);
		break;
	case OPTION_REPORT:
		if (strchr(place->word, '='))
			offer_files(place);
		else
			offer_choices(place, row, "=");
		break;
	case OPTION_WORDS:
		offer_facet(place, option_facet(row));
		break;
	case OPTION_WORD:
		if (strcmp(row->argument, "DIR") == 0 || strcmp(row->argument, "FILE") == 0)
			offer_files(place);
		else if (strcmp(row->argument, "CHAPTER") == 0)
			offer_chapters(place);
		break;
	}
}

/* ---- Operands -----------------------------------------------------------------------------------
 */

static void offer_commands(const struct place *place)
{
	for (const struct command *const *i = place->commands; *i; i++)
		offer(place, (*i)->name, strlen((*i)->name), "", (*i)->help);
}

/* By the names that a user gives them. */
static void offer_drills(const struct place *place)
{
	int count;
	const struct scenario *const *all = registry_drills(&count);

	for (int i = 0; i < count; i++)
		offer(place, drill_name(all[i]), strlen(drill_name(all[i])), "", all[i]->title);
}

static void offer_scenarios(const struct place *place)
{
	static const int families[] = { AF_INET, AF_INET6 };
	bool wants_family = strchr(place->word, '/');
	int count;
	const struct scenario *const *all = registry_scenarios(&count);

	for (int i = 0; i < count; i++)
		for (int f = 0; f < (wants_family ? 2 : 1); f++) {
			char end[16] = "";
			if (wants_family)
				snprintf(end, sizeof(end), "/%s", family_name[families[f]]);
			offer(place, all[i]->name, strlen(all[i]->name), end, all[i]->title);
		}
}

static void offer_topologies(const struct place *place)
{
	int count;
	const struct topology *const *all = registry_topologies(&count);

	for (int i = 0; i < count; i++)
		offer(place, all[i]->name, strlen(all[i]->name), "", "topology");
}

/* Hosts of the user's labs, as `exec` wants them. */
static void offer_hosts(const struct place *place)
{
	static struct held_lab found[LABS_MAX];
	struct why why;
	int count = visit_labs(found, &why);

	for (int i = 0; i < count; i++)
		for (int k = 0; k < found[i].host_count && found[i].own; k++) {
			char pid[24] = "";
			if (count > 1)
				snprintf(pid, sizeof(pid), "%ld:", (long)found[i].pid);
			offer(place, pid, strlen(pid), found[i].host[k].name, found[i].scenario);
		}
}

/* The @nth word of "DIR [SCENARIO...]", bare; the last, where it may be repeated. */
static void operand_name(const char *operands, int nth, char *ret, size_t size)
{
	ret[0] = '\0';
	while (operands && *operands) {
		size_t length = strcspn(operands += strspn(operands, " ["), " .]");
		bool more = operands[length] == '.';
		if (length > 0)
			snprintf(ret, size, "%.*s", (int)length, operands);
		operands += length + strspn(operands + length, ".]");
		if (nth-- == 0 || (more && !*operands))
			return;
	}
	ret[0] = '\0';
}

static void offer_operand(const struct place *place)
{
	char name[32];

	operand_name(place->command->operands, place->operands, name, sizeof(name));
	if (strncmp(name, "SCENARIO", 8) == 0)
		offer_scenarios(place);
	if (strcmp(name, "SCENARIO|TOPOLOGY") == 0)
		offer_topologies(place);
	else if (strcmp(name, "PID:") == 0)
		offer_hosts(place);
	else if (strcmp(name, "COMMAND") == 0)
		offer_commands(place);
	else if (strcmp(name, "DRILL") == 0)
		offer_drills(place);
	else if (strcmp(name, "DIR") == 0 || strcmp(name, "OLD") == 0 || strcmp(name, "NEW") == 0 ||
		 strcmp(name, "FILE") == 0)
		offer_files(place);
}

/* ---- The words ----------------------------------------------------------------------------------
 */

static const struct command *command_called(const struct place *place, const char *word)
{
	for (const struct command *const *i = place->commands; *i; i++)
		if (strcmp((*i)->name, word) == 0)
			return *i;
	return NULL;
}

/* What the words before say of the last one. */
static void pass_word(struct place *place, const char *word)
{
	const struct option_row *row;

	if (place->pending) {
		place->pending = NULL;
	} else if (!place->only_operands && strcmp(word, "--") == 0) {
		place->only_operands = true;
	} else if (!place->only_operands && word[0] == '-' && word[1]) {
		row = find_option(place, word, strlen(word));
		place->pending = row && row->argument ? row : NULL;
	} else if (!place->command) {
		place->command = command_called(place, word);
	} else {
		if (place->operands++ == 0)
			place->first = word;
	}
}

void complete(FILE *out, const struct command *const *commands, char *const *words, int count)
{
	struct place place = { .out = out, .commands = commands, .word = "", .before = "" };

	for (int i = 0; i < count - 1; i++)
		pass_word(&place, words[i]);
	place.word = place.before = count > 0 ? words[count - 1] : "";
	const char *equals = strchr(place.word, '=');
	bool is_option = !place.only_operands && place.word[0] == '-';
	const struct option_row *row =
		is_option && equals ? find_option(&place, place.word, (size_t)(equals - place.word))
				    : NULL;

	if (place.pending) {
		offer_value(&place, place.pending);
	} else if (row && row->argument) {
		place.before_length = (size_t)(equals + 1 - place.word);
		place.word = equals + 1;
		offer_value(&place, row);
	} else if (is_option) {
		offer_options(&place);
	} else if (!place.command) {
		offer_commands(&place);
	} else {
		offer_operand(&place);
	}
}
