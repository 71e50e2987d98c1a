/* SPDX-License-Identifier: GPL-2.0-only */
/* reset - the connection is aborted, and all else goes on */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		service_abort(drill);
	}
	drill_end(drill);
}

DRILL(reset) = {
	.name = "drill-reset",
	.title = "the server's end of the connection is destroyed, as by ss -K: a RST "
		 "mid-connection",
	.topology = "direct",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
