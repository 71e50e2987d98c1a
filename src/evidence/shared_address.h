/* SPDX-License-Identifier: GPL-2.0-only */
/* shared_address.h - whose the kernel's words are, where two hosts have one address. Pure. */
#ifndef RSTLAB_SHARED_ADDRESS_H
#define RSTLAB_SHARED_ADDRESS_H

#include "evidence.h"

/*
 * The kernel tells of a RST by addresses, and evidence_owner() knows the first host of each. Of an
 * address that several hosts have, the wire says which of them has sent or received such RSTs: that
 * one is noted in evidence.reset; no host, -1, where several have, or none. 0 or -ENOMEM.
 */
int shared_address_settle(struct evidence *ev);

#endif
