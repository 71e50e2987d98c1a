/* SPDX-License-Identifier: GPL-2.0-only */
/* power-loss - nothing is left of the server but its address */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		/* What a machine without power cannot say must not be said. */
		link_down(lab, "server");
		service_forget(drill);
		host_power_off(lab, "server");

		/* Who speaks before the service is there would be told by another cause. */
		chapter(lab, "the power is back");
		host_power_on(lab, "server");
		link_down(lab, "server");
		service_start(drill);
		prove_half_open(drill);
		link_up(lab, "server");
	}
	drill_end(drill);
}

DRILL(power_loss) = {
	.name = "drill-power-loss",
	.title = "the server loses power, boots and starts its service again",
	.topology = "switched",
	.is_drill = true,
	.takes = OF_CONNECTION " --forget",
	.play = play,
	.promises = DRILL_PROMISES,
};
