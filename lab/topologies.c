/* SPDX-License-Identifier: GPL-2.0-only */
/* topologies.c - the grounds on which scenarios play. */
#include "scenario.h"

TOPOLOGY(direct) = {
	.name = "direct",
	.drawing = "+--------+                +--------+\n"
		   "| client | eth0 ---- eth0 | server |\n"
		   "+--------+                +--------+\n",
	.host = { { "client", HOST }, { "server", HOST } },
	.link = { { "client", "server" } },
};

/* As between real machines: when one of them is unplugged, the other keeps its carrier. */
TOPOLOGY(switched) = {
	.name = "switched",
	.drawing = "+--------+                 +--------+                 +--------+\n"
		   "| client | eth0 ---- port0 | switch | port1 ---- eth0 | server |\n"
		   "+--------+                 +--------+                 +--------+\n",
	.host = { { "client", HOST }, { "server", HOST }, { "switch", SWITCH } },
	.link = { { "client", "switch" }, { "switch", "server" } },
};

/* What many meet on their way: somebody who forwards, filters and translates. */
TOPOLOGY(routed) = {
	.name = "routed",
	.drawing = "+--------+                +--------+                +--------+\n"
		   "| client | eth0 ---- eth0 | router | eth1 ---- eth0 | server |\n"
		   "+--------+                +--------+                +--------+\n",
	.host = { { "client", HOST }, { "server", HOST }, { "router", ROUTER } },
	.link = { { "client", "router" }, { "router", "server" } },
};

/* All in one subnet: what the router translates, others may answer past it. */
TOPOLOGY(one_subnet) = {
	.name = "one-subnet",
	.drawing = "+--------+                 +--------+                 +--------+\n"
		   "| client | eth0 ---- port0 | switch | port1 ---- eth0 | server |\n"
		   "+--------+                 +--------+                 +--------+\n"
		   "                              port2\n"
		   "                                |\n"
		   "                              eth0\n"
		   "                           +--------+\n"
		   "                           | router |\n"
		   "                           +--------+\n",
	.host = { { "client", HOST },
		  { "server", HOST },
		  { "router", ROUTER },
		  { "switch", SWITCH } },
	.link = { { "client", "switch" }, { "switch", "server" }, { "router", "switch" } },
};

/* One address at two servers: a router says which of them is reached by it. */
TOPOLOGY(shared) = {
	.name = "shared",
	.drawing = "+--------+                +--------+                +--------+\n"
		   "| client | eth0 ---- eth0 | router | eth1 ---- eth0 | server |\n"
		   "+--------+                +--------+                +--------+\n"
		   "                               eth2\n"
		   "                                |                  +---------+\n"
		   "                                +------------ eth0 | standby |\n"
		   "                                                   +---------+\n",
	.host = { { "client", HOST },
		  { "server", HOST },
		  { "standby", HOST },
		  { "router", ROUTER } },
	.link = { { "client", "router" }, { "router", "server" }, { "router", "standby" } },
};

/* One kernel is looked at; beside its peer lives the ghost, which says what it is to hear. */
TOPOLOGY(tested) = {
	.name = "tested",
	.drawing = "+------+                +--------+\n"
		   "| peer | eth0 ---- eth0 | tested |\n"
		   "+------+                +--------+\n",
	.host = { { "peer", HOST }, { "tested", HOST } },
	.link = { { "peer", "tested" } },
};
