/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_doctor.c - doctor: what this machine can do. */
#include "choose.h"
#include "console.h"
#include "doctor_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum exit_code tell(const struct options *options, const struct scenario *const *list,
			   int count)
{
	struct diagnosis *diagnosis;
	struct why why;
	int error = diagnose(list, count, &diagnosis, &why);
	if (error) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (strcmp(options->format, "json") == 0)
		error = doctor_json(stdout, diagnosis);
	else
		doctor_text(stdout, diagnosis, options->verbose > 0);
	free(diagnosis);
	if (!error)
		return EXIT_GOOD;
	console_refuse("out of memory");
	return EXIT_BROKEN;
}

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = count < 0 ? console_refuse(why.text) : tell(options, chosen, count);
	free(chosen);
	return console_flush(code);
}

const struct command cmd_doctor = {
	.name = "doctor",
	.help = "show what this machine can and cannot do",
	.takes = OF_FORMAT | OF_VERBOSE,
	.formats = DOCTOR_FORMATS,
	.run = run,
};
