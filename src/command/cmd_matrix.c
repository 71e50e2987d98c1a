/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_matrix.c - matrix: each state of a connection, and what meets it there. */
#include "console.h"
#include "matrix_told.h"
#include "play_chosen.h"
#include "registry.h"
#include "suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The states that the option means; how many. */
static int choose_states(const char *wanted, bool *ret)
{
	const struct matrix_row *states = registry_states();
	int count = 0;

	for (int i = 0; i < MATRIX_STATES_MAX && states[i].name; i++) {
		ret[i] = !wanted || matrix_state_means(wanted, &states[i]);
		count += ret[i];
	}
	return count;
}

static void consider(struct suggestion *near, const struct matrix_row *rows)
{
	for (; rows->name; rows++)
		suggest_consider(near, rows->name, strlen(rows->name));
}

static bool has_row(const char *wanted)
{
	for (int kind = 0; kind < MATRIX_KINDS; kind++)
		for (const struct matrix_row *row = matrix_rows(kind); row->name; row++)
			if (matrix_row_means(wanted, row))
				return true;
	return false;
}

static bool is_sound(const struct options *options, bool *ret_states, struct why *ret_why)
{
	char hint[96];
	struct suggestion near = { .word = options->state };

	if (choose_states(options->state, ret_states) == 0) {
		consider(&near, registry_states());
		why_set(ret_why, "unknown state '%s'%s", options->state,
			suggest_text(&near, "; see rstlab-ns matrix --list", hint, sizeof(hint)));
		return false;
	}
	if (options->segment && !has_row(options->segment)) {
		near = (struct suggestion){ .word = options->segment };
		for (int kind = 0; kind < MATRIX_KINDS; kind++)
			consider(&near, matrix_rows(kind));
		why_set(ret_why, "unknown row '%s'%s", options->segment,
			suggest_text(&near, "; see rstlab-ns matrix --list", hint, sizeof(hint)));
		return false;
	}
	return true;
}

static const char heading[] =
	"# The state-event matrix\n\n"
	"What Linux does in each state of a connection on each segment that arrives, on each call "
	"of its own\n"
	"side, and when each of its timers runs out. Each cell is a promise that `rstlab-ns "
	"matrix` plays over\n"
	"IPv4 and IPv6, or it cannot happen, or it says why it is not played.\n\n";

static enum exit_code list_promised(const struct options *options, const bool *states)
{
	struct matrix_told told = { .rows = options->segment,
				    .pages = options->state || options->verbose };

	memcpy(told.is_told, states, sizeof(told.is_told));
	if (strcmp(options->format, "markdown") == 0) {
		fputs(heading, stdout);
		matrix_markdown(stdout, &told);
	} else if (strcmp(options->format, "text") == 0) {
		matrix_text(stdout, &told);
	} else {
		return console_refuse("--list of 'matrix' prints text or markdown");
	}
	return console_flush(EXIT_GOOD);
}

static enum exit_code play_states(const struct options *options, const bool *states)
{
	const struct matrix_row *state = registry_states();
	const struct scenario *chosen[MATRIX_STATES_MAX * MATRIX_KINDS];
	char *names[MATRIX_STATES_MAX * MATRIX_KINDS];
	struct options own = *options;
	int count = 0;

	for (int i = 0; i < MATRIX_STATES_MAX && state[i].name; i++)
		for (int kind = 0; kind < MATRIX_KINDS && states[i]; kind++) {
			chosen[count] = matrix_scenario(&state[i], kind);
			if (!chosen[count])
				continue;
			names[count] = (char *)(uintptr_t)chosen[count]->name;
			count++;
		}
	own.operands = names;
	own.operand_count = count;
	return play_chosen(&own, chosen, count, NULL);
}

static enum exit_code run(const struct options *options)
{
	bool states[MATRIX_STATES_MAX] = { false };
	struct why why;

	if (!is_sound(options, states, &why))
		return console_refuse(why.text);
	return options->list ? list_promised(options, states) : play_states(options, states);
}

const struct command cmd_matrix = {
	.name = "matrix",
	.help = "play each state of a connection: segments, calls, timers",
	.takes = OF_FAMILY | OF_PLAN | OF_JOBS | OF_OUT | OF_FORMAT | OF_VERBOSE | OF_REPORT |
		 OF_DEMAND | OF_MATRIX | OF_RESULTS,
	.formats = MATRIX_FORMATS,
	.run = run,
};
