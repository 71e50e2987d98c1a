/* SPDX-License-Identifier: GPL-2.0-only */
/* nat-lost - a router forgets what it translates; who speaks next gets the RST */
#include "drill.h"

/* What it takes up again in the middle it gives another port. */
static void play(struct lab *lab)
{
	struct drill *drill = drill_of(lab);

	drill_translates(drill);
	drill_firewall(
		drill,
		"add table inet drill\n"
		"add chain inet drill post { type nat hook postrouting priority 100; }\n"
		"add rule inet drill post tcp dport $port masquerade to :20000-59999 fully-random\n");
	service_start(drill);
	client_start(drill);
	while (drill_next(drill))
		conntrack_flush(lab, "router");
	drill_end(drill);
}

DRILL(nat_lost) = {
	.name = "drill-nat-lost",
	.title = "a NAT on the path forgets the connection; the side that sends next gets the RST",
	.topology = "routed",
	.needs = "nftables conntrack",
	.is_drill = true,
	.takes = OF_CONNECTION,
	.play = play,
	.promises = DRILL_PROMISES,
};
