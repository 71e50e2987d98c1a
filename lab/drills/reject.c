/* SPDX-License-Identifier: GPL-2.0-only */
/* reject - a box in between has new rules */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	/* New connections pass: how fast the client comes again does not matter. */
	while (drill_next(drill)) {
		drill_firewall(
			drill,
			"add table inet drill\n"
			"add chain inet drill forward { type filter hook forward priority 0; }\n"
			"add rule inet drill forward tcp sport $client tcp dport $port "
			"reject with tcp reset\n");
	}
	drill_end(drill);
}

DRILL(reject) = {
	.name = "drill-reject",
	.title = "a firewall on the path starts to reject the connection with tcp reset",
	.topology = "routed",
	.needs = "nftables",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
