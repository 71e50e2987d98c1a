/* SPDX-License-Identifier: GPL-2.0-only */
#include "story_lines.h"

#include "candidate.h"
#include "causes.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

enum { CAUSES_SHOWN = 4 };

struct telling {
	const struct diagnosis *diagnosis;
	bool verbose;
	void (*tell)(void *arg, const struct story_line *line);
	void *arg;
};

static void say(const struct telling *telling, const char *label, const char *text)
{
	telling->tell(telling->arg, &(struct story_line){ .label = label, .text = text });
}

static void say_remarks(const struct telling *telling)
{
	const struct diagnosis *diagnosis = telling->diagnosis;

	for (int i = 0; i < diagnosis->evidence_count; i++)
		telling->tell(telling->arg, &(struct story_line){ .label = "evidence",
								  .text = diagnosis->evidence[i],
								  .evidence = i + 1 });
	for (int i = 0; i < diagnosis->blind_count; i++)
		say(telling, "unclear", diagnosis->blind[i]);
}

/* How many of the causes are shown. */
static int shown_of(const struct telling *telling)
{
	int count = telling->diagnosis->count;

	return telling->verbose || count <= CAUSES_SHOWN + 1 ? count : CAUSES_SHOWN;
}

/* ---- What was seen ------------------------------------------------------------------------------
 */

static void say_alike(const struct telling *telling, const struct story *story)
{
	char line[EXPLAIN_TEXT];

	if (story->connections == 1)
		return;
	text_set(line, sizeof(line),
		 "%" PRIu64 " connections alike%s%s; the first of them:", story->connections,
		 story->one_server ? ", all with this server" : ", with several servers",
		 story->one_client ? " and from this client" : "");
	say(telling, "", line);
}

static void say_facts(const struct telling *telling, const struct story *story)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	char text[EXPLAIN_TEXT];

	say(telling, "who", who_text(diagnosis, text, sizeof(text)));
	say(telling, "what", what_text(diagnosis, text, sizeof(text)));
	say(telling, "when", when_text(diagnosis, text, sizeof(text)));
	say(telling, "state", side_text(diagnosis, true, text, sizeof(text)));
	say(telling, "state", side_text(diagnosis, false, text, sizeof(text)));
	for (int i = 0; i < story->afterwards_count; i++) {
		const struct afterwards *next = &story->afterwards[i];
		char flags[48];
		text_set(text, sizeof(text), "[%s] of the %s in frame %" PRIu64 ": %s",
			 flags_list(next->flags, ", ", flags, sizeof(flags)),
			 next->by_client ? "client" : "server", next->frame, next->label);
		if (next->echoes)
			text_append(text, sizeof(text), ", and %" PRIu64 " like it", next->echoes);
		say(telling, "then", text);
	}
}

/* ---- Why ----------------------------------------------------------------------------------------
 */

/* What speaks for this one cause and against it: " (by reading alone: ...; doubt: ...)". */
static void add_signs(const struct telling *telling, const struct candidate *candidate, char *line,
		      size_t size)
{
	bool is_read = !candidate->scenario, is_alone = telling->diagnosis->count == 1;
	bool is_short = is_read && (is_alone || candidate->confidence != POSSIBLE);
	bool says_why = candidate->because && *candidate->because && (telling->verbose || is_short);
	char signs[EXPLAIN_TEXT] = "";

	if (candidate->confidence == UNKNOWABLE) {
		text_append(line, size, "%s%s", says_why ? ": " : "",
			    says_why ? candidate->because : "");
		return;
	}
	if (is_read)
		text_append(signs, sizeof(signs), "by reading alone");
	if (says_why)
		text_append(signs, sizeof(signs), "%s: %s", is_read ? "" : "for it",
			    candidate->because);
	if (candidate->doubt && (telling->verbose || is_alone))
		text_append(signs, sizeof(signs), "%sdoubt: %s", *signs ? "; " : "",
			    candidate->doubt);
	if (*signs)
		text_append(line, size, " (%s)", signs);
}

static void say_cause(const struct telling *telling, const struct candidate *candidate)
{
	const struct cause *cause = cause_find(candidate->cause);
	bool is_alone = telling->diagnosis->count == 1;
	char line[2 * EXPLAIN_TEXT];

	text_set(line, sizeof(line), "%s", confidence_name[candidate->confidence]);
	if (is_alone && candidate->confidence == POSSIBLE)
		text_append(line, sizeof(line), ", and no other cause is known");
	if (candidate->confidence != UNKNOWABLE)
		text_append(line, sizeof(line), ": %s", candidate->cause);
	if (cause)
		text_append(line, sizeof(line), ", %s", cause->sentence);
	add_signs(telling, candidate, line, sizeof(line));
	telling->tell(telling->arg, &(struct story_line){ .label = is_alone ? "cause" : "causes",
							  .text = line,
							  .rests_on = candidate->rests_on });
}

/* The causes that find no place, by name. */
static void say_more(const struct telling *telling, int shown)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	char line[EXPLAIN_TEXT] = "and";

	for (int i = shown; i < diagnosis->count; i++)
		text_append(line, sizeof(line), "%s %s", i > shown ? "," : "",
			    diagnosis->candidate[i].cause);
	text_append(line, sizeof(line), ": see -v");
	if (shown < diagnosis->count)
		say(telling, "causes", line);
}

static void say_causes(const struct telling *telling)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	int shown = shown_of(telling);

	for (int i = 0; i < shown; i++)
		say_cause(telling, &diagnosis->candidate[i]);
	say_more(telling, shown);
	if (diagnosis->count == 0)
		say(telling, "cause", "unknowable: the capture lacks what would decide");
	say_remarks(telling);
}

/* ---- What to do ---------------------------------------------------------------------------------
 */

/* What settles a coarser cause tells its kinds apart. */
static bool is_told_by_coarser(const struct diagnosis *diagnosis, const struct cause *cause)
{
	for (int i = 0; i < diagnosis->count; i++)
		if (cause->kind_of && strcmp(diagnosis->candidate[i].cause, cause->kind_of) == 0)
			return true;
	return false;
}

/* What Linux counts says nothing of another system. */
static void say_settles(const struct telling *telling)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	int shown = shown_of(telling);
	char settles[EXPLAIN_TEXT], line[2 * EXPLAIN_TEXT];
	static const char label[] = "settle it";

	if (diagnosis->stack == STACK_FOREIGN) {
		text_set(line, sizeof(line),
			 "the %s does not look like Linux, so its counters are unknown here: "
			 "capture next to it to see whether it sent this, and use its own tools",
			 sender_name(diagnosis));
		say(telling, label, line);
		return;
	}
	for (int i = 0;
	     apart_line(&diagnosis->apart, i, sender_name(diagnosis), line, sizeof(line)); i++) {
		say(telling, label, line);
	}
	for (int i = 0; i < shown; i++) {
		const struct cause *cause = cause_find(diagnosis->candidate[i].cause);
		if (!cause || is_told_by_coarser(diagnosis, cause) ||
		    (apart_settles(&diagnosis->apart, cause->name) && !telling->verbose))
			continue;
		text_set(line, sizeof(line), "%s%s%s", diagnosis->count > 1 ? cause->name : "",
			 diagnosis->count > 1 ? ": " : "",
			 settles_text(diagnosis, cause, settles, sizeof(settles)));
		say(telling, label, line);
	}
}

static void say_advice(const struct telling *telling)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	const struct cause *cause =
		diagnosis->count ? cause_find(diagnosis->candidate[0].cause) : NULL;

	if (cause && diagnosis->candidate[0].confidence <= LIKELY)
		say(telling, "do", cause->advice);
}

static void say_scenarios(const struct telling *telling)
{
	const struct diagnosis *diagnosis = telling->diagnosis;
	int shown = shown_of(telling);
	char names[EXPLAIN_TEXT] = "", line[2 * EXPLAIN_TEXT];

	for (int i = 0; i < shown; i++) {
		const char *example = candidate_example(&diagnosis->candidate[i]);
		if (example && !text_has_word(names, example))
			text_append(names, sizeof(names), " %s", example);
	}
	text_set(line, sizeof(line), "sudo rstlab-ns run%s -v", names);
	const struct story_line command = {
		.label = diagnosis->stack == STACK_FOREIGN ? "on Linux" : "see it",
		.text = line,
		.is_command = true,
	};
	if (*names)
		telling->tell(telling->arg, &command);
}

void story_lines(const struct story *story, bool verbose,
		 void (*tell)(void *arg, const struct story_line *line), void *arg)
{
	const struct telling telling = { &story->diagnosis, verbose, tell, arg };

	say_alike(&telling, story);
	say_facts(&telling, story);
	say_causes(&telling);
	say_settles(&telling);
	say_advice(&telling);
	say_scenarios(&telling);
	if (story->diagnosis.is_harmless)
		say(&telling, "harmless", "both sides had closed the connection with a FIN before");
}

const char *rests_text(uint32_t rests_on, char *buffer, size_t size)
{
	bool is_first = true;

	text_set(buffer, size, "%s", "");
	for (int i = 0; i < REMARKS_MAX; i++)
		if (rests_on & UINT32_C(1) << i) {
			text_append(buffer, size, "%s%d", is_first ? " (rests on evidence " : ", ",
				    i + 1);
			is_first = false;
		}
	if (!is_first)
		text_append(buffer, size, ")");
	return buffer;
}

const char *story_harmless(const struct story *story, char *buffer, size_t size)
{
	char who[EXPLAIN_TEXT], frames[EXPLAIN_TEXT];

	return text_set(buffer, size, "%s, in %s", who_text(&story->diagnosis, who, sizeof(who)),
			frames_text(story, frames, sizeof(frames)));
}
