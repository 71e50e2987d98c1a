/* SPDX-License-Identifier: GPL-2.0-only */
/* reject - a box in between has new rules */
#include "drill.h"

static void play(struct lab *lab)
{
	struct drill *drill = drill_begin(lab);

	while (drill_next(drill)) {
		drill_firewall(
			drill,
			"add table inet drill\n"
			"add chain inet drill forward { type filter hook forward priority 0; }\n"
			"add rule inet drill forward tcp dport $port reject with tcp reset\n");
		await_noticed(drill);

		chapter(lab, "the rule is withdrawn");
		drill_firewall(drill, "delete table inet drill\n");
	}
	drill_end(drill);
}

DRILL(reject) = {
	.name = "drill-reject",
	.title =
		"a firewall on the way rejects the connection with tcp reset, until the client has noticed",
	.topology = "routed",
	.needs = "nftables",
	.is_drill = true,
	.play = play,
	.promises = DRILL_PROMISES,
};
