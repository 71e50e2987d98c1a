/* SPDX-License-Identifier: GPL-2.0-only */
/* restart - a new process in the place of the old one */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		service_kill(drill);

		chapter(lab, "the server is started again");
		service_start(drill);
	}
	drill_end(drill);
}

DRILL(restart) = {
	.name = "drill-restart",
	.title = "the server is killed and started again, its link up: what a deploy does",
	.topology = "direct",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
