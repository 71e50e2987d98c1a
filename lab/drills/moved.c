/* SPDX-License-Identifier: GPL-2.0-only */
/* moved - the address moves to a second server, as a failover moves it */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		service_move(drill);
		prove_half_open(drill);

		chapter(lab, "the second server is plugged in");
		link_up(lab, "server");
	}
	drill_end(drill);
}

DRILL(moved) = {
	.name = "drill-moved",
	.title = "the server's address moves to a second server, which does not know the "
		 "connection",
	.topology = "switched",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
