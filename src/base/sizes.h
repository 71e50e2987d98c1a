/* SPDX-License-Identifier: GPL-2.0-only */
/* sizes.h - how long the words may be that are kept in structures of fixed size. */
#ifndef RSTLAB_SIZES_H
#define RSTLAB_SIZES_H

enum {
	NAME_SIZE = 24,    /* of a host, an actor, a verb, a state */
	TEXT_SIZE = 160,   /* a line */
	REASON_SIZE = 40,  /* of enum sk_rst_reason; of a counter */
	VERSION_SIZE = 24, /* of a kernel: "6.1.192" */
};

/* Needs of scenarios that a machine may lack. */
enum { ABILITIES_MAX = 32 };

#endif
