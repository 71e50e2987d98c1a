/* SPDX-License-Identifier: GPL-2.0-only */
#include "lessons.h"

#include "cause_facts.h"
#include "causes.h"
#include "registry.h"
#include "teacher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- The list -----------------------------------------------------------------------------------
 */

static int order(const struct situation *a, const struct situation *b)
{
	return memcmp(a->value, b->value, sizeof(a->value));
}

/* That of @situation, made where it is missing. NULL: no memory. */
static struct lesson *find(struct lessons *lessons, const struct situation *situation)
{
	int low = 0, high = lessons->count;

	while (low < high) {
		int middle = (low + high) / 2;
		if (order(&lessons->lesson[middle].situation, situation) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < lessons->count && situation_equal(&lessons->lesson[low].situation, situation))
		return &lessons->lesson[low];
	if (lessons->count == lessons->room) {
		int room = lessons->room ? 2 * lessons->room : 128;
		struct lesson *more =
			realloc(lessons->lesson, (size_t)room * sizeof(*lessons->lesson));
		if (!more)
			return NULL;
		lessons->lesson = more;
		lessons->room = room;
	}
	memmove(lessons->lesson + low + 1, lessons->lesson + low,
		(size_t)(lessons->count - low) * sizeof(*lessons->lesson));
	lessons->count++;
	lessons->lesson[low] = (struct lesson){ .situation = *situation };
	return &lessons->lesson[low];
}

/* Of two scenarios that show the same, whatever was learned first. */
static bool is_better(const char *scenario, const char *other, const char *name)
{
	const struct scenario *a = registry_scenario(scenario), *b = registry_scenario(other);
	const struct cause *cause = cause_find(name);

	return a && b && cause ? scenario_shows_better(a, b, cause) : strcmp(scenario, other) < 0;
}

static int teach(struct lessons *lessons, const struct situation *situation, const char *cause,
		 const char *scenario)
{
	struct lesson *lesson = find(lessons, situation);
	int at = 0;

	if (!lesson)
		return -ENOMEM;
	while (at < lesson->cause_count && strcmp(lesson->cause[at].cause, cause) < 0)
		at++;
	struct lesson_cause *each = &lesson->cause[at];
	if (at < lesson->cause_count && strcmp(each->cause, cause) == 0) {
		if (is_better(scenario, each->scenario, cause))
			snprintf(each->scenario, sizeof(each->scenario), "%s", scenario);
		return 0;
	}
	if (lesson->cause_count == LESSON_CAUSES)
		return -E2BIG;
	memmove(each + 1, each, (size_t)(lesson->cause_count++ - at) * sizeof(*each));
	snprintf(each->cause, sizeof(each->cause), "%s", cause);
	snprintf(each->scenario, sizeof(each->scenario), "%s", scenario);
	return 0;
}

void lessons_free(struct lessons *lessons)
{
	free(lessons->lesson);
	*lessons = (struct lessons){ 0 };
}

/* ---- Learned from a lab -------------------------------------------------------------------------
 */

struct pupil {
	struct lessons *lessons;
	const struct scenario *scenario;
};

static int learn(void *arg, const struct conversation *conversation, int nth,
		 const struct cause *cause)
{
	struct pupil *pupil = arg;
	struct situation situation;

	situation_read(conversation->reset[nth], true, &situation);
	return teach(pupil->lessons, &situation, cause->name, pupil->scenario->name);
}

int lessons_learn(struct lessons *lessons, const struct evidence *ev)
{
	struct pupil pupil = { lessons, registry_scenario(ev->scenario) };

	int err = teacher_walk(ev, NULL, learn, &pupil);

	return err ? err : marks_learn(&lessons->marks, ev);
}

/* ---- Written and read ---------------------------------------------------------------------------
 */

void lessons_print(FILE *out, const struct lessons *lessons)
{
	char text[SITUATION_TEXT];

	for (int i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->lesson[i];
		fprintf(out, "%s:", situation_text(&lesson->situation, text, sizeof(text)));
		for (int k = 0; k < lesson->cause_count; k++)
			fprintf(out, " %s(%s)", lesson->cause[k].cause, lesson->cause[k].scenario);
		fputc('\n', out);
	}
	marks_print(out, &lessons->marks);
}

static int read_line(struct lessons *lessons, char *line)
{
	struct situation situation;
	char *save, *colon = strchr(line, ':');

	if (strncmp(line, MARKS_LINE, strlen(MARKS_LINE)) == 0)
		return marks_read(&lessons->marks, line);
	if (!colon)
		return -EINVAL;
	*colon = '\0';
	if (!situation_parse(line, &situation))
		return -EINVAL;
	for (char *word = strtok_r(colon + 1, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		char *scenario = strchr(word, '('), *end = strchr(word, ')');
		if (!scenario || !end || end < scenario || end[1])
			return -EINVAL;
		*scenario = *end = '\0';
		int err = teach(lessons, &situation, word, scenario + 1);
		if (err)
			return err;
	}
	return 0;
}

int lessons_read(struct lessons *lessons, const char *text, struct why *ret_why)
{
	char line[2048];

	for (int number = 1; *text; number++) {
		size_t length = strcspn(text, "\n");
		int err = length < sizeof(line) ? 0 : -EINVAL;
		snprintf(line, sizeof(line), "%.*s", (int)(err ? 0 : length), text);
		if (!err && *line && *line != '#')
			err = read_line(lessons, line);
		why_set(ret_why, err == -ENOMEM ? "out of memory" : "line %d is not a lesson",
			number);
		if (err)
			return err;
		text += length + (text[length] == '\n');
	}
	return 0;
}
