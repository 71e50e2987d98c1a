/* SPDX-License-Identifier: GPL-2.0-only */
/* refused - who comes too early */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_of(lab);

	chapter(lab, "the fault");
	client_start(drill);
	await_refused(drill);

	chapter(lab, "the server is started");
	service_start(drill);
	drill_end(drill);
}

DRILL(refused) = {
	.name = "drill-refused",
	.title = "the service is not up yet when the client connects",
	.topology = "direct",
	.is_drill = true,
	.play = play,
	.promises = DRILL_PROMISES,
};
