/* SPDX-License-Identifier: GPL-2.0-only */
/* resets.h - each RST on the wire joined with what the kernel said at it. Pure. */
#ifndef RSTLAB_RESETS_H
#define RSTLAB_RESETS_H

#include "wire.h"

/* A RST at its sender, or at its receiver. */
struct reset {
	bool sent;
	int host;    /* -1: of no address of this lab */
	int segment; /* of the wire; -1: on no wire */
	int fact;    /* of evidence.reset; -1: the tracepoint told nothing */
};

struct resets {
	int count;
	struct reset *reset;
};

/*
 * Each RST of @wire is one `sent` entry, joined with the event of tcp:tcp_send_reset of the same
 * host and endpoints (the kernel shows no remote end, and maybe no local address, for a LISTEN
 * socket). One of a LISTEN socket that is left over is joined with a RST which its host has sent in
 * another's name, as for a transparent proxy. Events left over, and those of tcp:tcp_receive_reset,
 * are entries of their own, but for those of a LISTEN socket without an address: these may be
 * another lab's. By order of the wire; what was on no wire comes last. @ret is freed with
 * resets_free(). 0 or -ENOMEM.
 */
int resets_join(const struct evidence *ev, const struct wire *wire, struct resets *ret);
void resets_free(struct resets *resets);

/* Is it a TCP segment with RST? */
bool segment_is_reset(const struct segment *segment);

#endif
