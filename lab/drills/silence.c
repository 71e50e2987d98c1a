/* SPDX-License-Identifier: GPL-2.0-only */
/* silence - how long until the client notices? */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		drill_firewall(
			drill,
			"add table inet drill\n"
			"add chain inet drill forward { type filter hook forward priority 0; policy drop; }\n");
	}
	drill_end(drill);
}

DRILL(silence) = {
	.name = "drill-silence",
	.title = "from now on every packet is dropped on the path, and no RST is sent",
	.topology = "routed",
	.needs = "nftables",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
