/* SPDX-License-Identifier: GPL-2.0-only */
/* nat-lost - a router forgets what it translates; who speaks next gets the RST */
#include "drill.h"

/* By the ports of before, what comes next would be translated as it was. */
static void play(struct lab *lab)
{
	struct drill *drill = drill_of(lab);

	drill_translates(drill);
	drill_firewall(drill,
		       "add table inet drill\n"
		       "add chain inet drill post { type nat hook postrouting priority 100; }\n"
		       "add rule inet drill post tcp dport $port masquerade to :20000-29999\n");
	service_start(drill);
	client_start(drill);
	await_connection(drill);

	chapter(lab, "the fault");
	drill_firewall(drill,
		       "flush chain inet drill post\n"
		       "add rule inet drill post tcp dport $port masquerade to :30000-39999\n");
	conntrack_flush(lab, "router");
	drill_end(drill);
}

DRILL(nat_lost) = {
	.name = "drill-nat-lost",
	.title = "a NAT on the way forgets the connection; who speaks next gets the RST",
	.topology = "routed",
	.needs = "nftables conntrack",
	.is_drill = true,
	.play = play,
	.promises = DRILL_PROMISES,
};
