/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open - the server was unplugged and restarted; the client has not noticed */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		link_down(lab, "server");
		service_forget(drill);
		service_start(drill);
		prove_half_open(drill);

		chapter(lab, "the server is plugged in");
		link_up(lab, "server");
	}
	drill_end(drill);
}

DRILL(half_open) = {
	.name = "drill-half-open",
	.title = "the server is unplugged, killed, forgotten, started again and plugged in",
	.topology = "switched",
	.is_drill = true,
	.takes = OF_CONNECTION " --forget",
	.play = play,
	.promises = DRILL_PROMISES,
};
