/* SPDX-License-Identifier: GPL-2.0-only */
#include "recipe.h"

#include "text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { WIDEST = 78, NARROWEST = 60 };

const struct story *story_find(const char *scenario)
{
	for (int i = 0; i < story_count; i++)
		if (strcmp(stories[i].scenario, scenario) == 0)
			return &stories[i];
	return NULL;
}

bool has_verb(const struct story *story, enum verb verb)
{
	for (int i = 0; i < story->count; i++)
		if (story->step[i].verb == verb)
			return true;
	return false;
}

static bool has_smc(const struct story *story)
{
	for (int i = 0; i < story->count; i++)
		if (story->step[i].verb == VERB_SOCKET && story->step[i].a == SMC)
			return true;
	return false;
}

const char *by_hand_refusal(const struct story *story)
{
	if (has_verb(story, VERB_FORGE))
		return "it sends a segment in the name of a connection, with that connection's "
		       "numbers, without its kernel's knowledge";
	if (has_smc(story))
		return "it uses SMC sockets, for which python3 has no addresses";
	if (has_verb(story, VERB_LOOKUP_DROP))
		return "it loads a BPF program, and no standard command can do that";
	if (has_verb(story, VERB_RAW))
		return "it sends segments that no socket sends, with its own numbers or numbers "
		       "read off the wire";
	if (has_verb(story, VERB_GHOST))
		return "one side is an address that no machine has";
	return NULL;
}

/* ---- Layout ------------------------------------------------------------------------------------
 */

static bool does(const struct recipe *recipe, int process, enum verb verb)
{
	for (int i = 0; i < recipe->story->count; i++)
		if (recipe->story->step[i].process == process &&
		    recipe->story->step[i].verb == verb)
			return true;
	return false;
}

void type_start(struct recipe *recipe, const struct step *start)
{
	char word[WORD_SIZE], address[WORD_SIZE], seen[256] = " ";

	type_at_new(recipe, start);
	type_line(recipe, "python3 -q");
	type_line(recipe, "import os%s%s; from socket import *%s",
		  does(recipe, start->process, VERB_LINGER) ||
				  does(recipe, start->process, VERB_MD5) ||
				  does(recipe, start->process, VERB_AO) ||
				  does(recipe, start->process, VERB_TLS)
			  ? ", struct"
			  : "",
		  does(recipe, start->process, VERB_DISCONNECT) ? ", ctypes" : "",
		  does(recipe, start->process, VERB_POLL) ? "; from select import *" : "");
	for (int i = 0; i < recipe->story->count; i++) {
		const struct step *step = &recipe->story->step[i];
		char known[WORD_SIZE + 2];

		if (step->process != start->process || !*step->peer)
			continue;
		place_name(step->peer, step->verb == VERB_BIND ? step->a : 0, word);
		text_set(known, sizeof(known), " %s ", word);
		if (strstr(seen, known))
			continue;
		text_append(seen, sizeof(seen), "%s ", word);
		type_line(recipe, "%s = \"%s\"", word,
			  place_address(recipe, step->peer, step->verb == VERB_BIND ? step->a : 0,
					address));
	}
}

/* ---- The recipe --------------------------------------------------------------------------------
 */

static void say_needs(struct recipe *recipe)
{
	const struct story *story = recipe->story;
	bool mptcp = has_verb(story, VERB_MPTCP_ENDPOINT) || has_verb(story, VERB_MPTCP_LIMITS);

	say(recipe,
	    "Type the indented lines in this order, each where the line above it says; you can "
	    "leave out what follows #. You need root, ip, ss and nstat (iproute2), tcpdump, "
	    "python3%s%s%s%s and no other traffic between the machines: reach them over a "
	    "console or another interface.",
	    has_verb(story, VERB_FIREWALL) ? ", nft" : "",
	    has_verb(story, VERB_CONNTRACK_FLUSH) || has_verb(story, VERB_AWAIT_CONNTRACK_EMPTY)
		    ? ", conntrack"
		    : "",
	    has_verb(story, VERB_BALANCER_ADD) ? ", ipvsadm" : "",
	    mptcp ? ", a kernel with MPTCP" : "");
	if (has_verb(story, VERB_MACHINE_SYSCTL))
		say(recipe,
		    "Warning: this changes a sysctl of the whole machine, containers included.");
	if (has_verb(story, VERB_POWER_OFF))
		say(recipe, "Warning: this cuts the power of a machine, whatever it is doing.");
	if (recipe->scenario->waits_for_timer)
		say(recipe, "This waits for a kernel timer: seconds, not minutes.");
}

static void say_watchers(struct recipe *recipe)
{
	say(recipe, "On each machine, in a terminal that only watches ([R] is RST, [R.] is "
		    "RST,ACK):");
	fputc('\n', recipe->out);
	type_line(recipe, "tcpdump -nni any tcp");
	if (!has_reasons(recipe))
		return;
	say(recipe, "On each machine, in one more terminal, with Linux 6.10 or later:");
	fputc('\n', recipe->out);
	type_line(recipe, "echo 1 >/sys/kernel/tracing/events/tcp/tcp_send_reset/enable");
	type_line(recipe, "cat /sys/kernel/tracing/trace_pipe");
}

static void print_step(struct recipe *recipe, const struct step *step)
{
	switch (step->verb) {
	case VERB_CHAPTER:
		if (recipe->chapter)
			say_expected_wire(recipe);
		recipe->chapter = step->text;
		recipe->host = NULL;
		fprintf(recipe->out, "\n== %s\n", step->text);
		break;
	case VERB_START:
		type_start(recipe, step);
		break;
	case VERB_SETTLE:
		break;
	default:
		if (!type_python(recipe, step))
			type_shell(recipe, step);
		break;
	}
}

/* What a machine still has of it when all is over. */
static void say_rest(struct recipe *recipe)
{
	const struct story *story = recipe->story;
	char text[PROSE] = "";

	if (has_reasons(recipe))
		text_append(text, sizeof(text), ", tcp_send_reset/enable");
	if (has_verb(story, VERB_SYSCTL) || has_verb(story, VERB_MACHINE_SYSCTL))
		text_append(text, sizeof(text), ", the sysctls");
	if (has_verb(story, VERB_FIREWALL))
		text_append(text, sizeof(text), ", the nft tables");
	if (has_verb(story, VERB_ADD_ADDRESS) || has_verb(story, VERB_REMOVE_ADDRESS) ||
	    has_verb(story, VERB_SHARE_ADDRESS))
		text_append(text, sizeof(text), ", the addresses");
	if (is_routed(recipe))
		text_append(text, sizeof(text), ", the routes");
	if (has_verb(story, VERB_MPTCP_ENDPOINT) || has_verb(story, VERB_MPTCP_LIMITS))
		text_append(text, sizeof(text), ", the MPTCP limits and endpoints");
	if (*text)
		say(recipe, "Undo what you changed: %s.", text + 2);
}

static void print_recipe(struct recipe *recipe)
{
	say_ground(recipe);
	say_needs(recipe);
	say_watchers(recipe);
	say(recipe, "On each machine, in the shell, with your own addresses:");
	fputc('\n', recipe->out);
	type_places(recipe);
	type_ground(recipe);
	type_counters(recipe, false);
	for (int i = 0; i < recipe->story->count; i++)
		print_step(recipe, &recipe->story->step[i]);
	if (recipe->chapter)
		say_expected_wire(recipe);
	fputs("\n== At the end\n", recipe->out);
	recipe->chapter = NULL;
	recipe->host = NULL;
	say_expected_wire(recipe);
	type_counters(recipe, true);
	say_reasons(recipe);
	say_rest(recipe);
}

void by_hand_print(FILE *out, const struct scenario *scenario, const struct topology *topology,
		   const struct story *story, int family, int columns)
{
	const char *refusal = by_hand_refusal(story);
	struct recipe recipe = { .out = out,
				 .scenario = scenario,
				 .topology = topology,
				 .story = story,
				 .family = family,
				 .width = columns == 0 || columns > WIDEST ? WIDEST
					  : columns < NARROWEST            ? NARROWEST
									   : columns,
				 .process = -1 };

	fprintf(out, "%s, by hand: ", scenario->name);
	text_wrap(out, scenario->title, text_columns(scenario->name) + 11, MARGIN, recipe.width);
	if (!refusal) {
		print_recipe(&recipe);
		return;
	}
	say(&recipe, "It cannot be done by hand: %s. rstlab-ns can do it:", refusal);
	fputc('\n', out);
	type_line(&recipe, "sudo rstlab-ns run %s -v", scenario->name);
}
