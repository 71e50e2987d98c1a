/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_doctor.c - doctor: what this machine can do. */
#include "choose.h"
#include "console.h"
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	if (count >= 0)
		doctor(stdout, chosen, count);
	free(chosen);
	return console_flush(count < 0 ? console_refuse(why.text) : EXIT_GOOD);
}

const struct command cmd_doctor = {
	.name = "doctor",
	.help = "tell what this machine can and cannot do",
	.run = run,
};
