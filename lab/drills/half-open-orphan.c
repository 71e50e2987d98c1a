/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open-orphan - the recipe as everybody knows it: nothing is forgotten */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		link_down(lab, "server");
		service_kill(drill);
		service_look(drill, "orphaned");
		service_start(drill);
		prove_not_noticed(drill);

		chapter(lab, "the server is plugged in");
		link_up(lab, "server");
	}
	drill_end(drill);
}

DRILL(half_open_orphan) = {
	.name = "drill-half-open-orphan",
	.title =
		"the server is unplugged, killed, started again and plugged in: its old socket is an orphan",
	.topology = "switched",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
