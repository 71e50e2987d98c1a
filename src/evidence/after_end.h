/* SPDX-License-Identifier: GPL-2.0-only */
/* after_end.h - what the kernel has told of when the story was over. Pure. */
#ifndef RSTLAB_AFTER_END_H
#define RSTLAB_AFTER_END_H

#include "evidence.h"

/*
 * The kernel is heard until the lab is heard out, which comes after the last word of the captures
 * and counters, evidence.end_ns: a timer may have sent a RST in between, which they do not know.
 * Takes away such RSTs of a host, the latest first: those that came after the end and are more than
 * TcpOutRsts has counted; and what was received since. What came before the end stays, counted or
 * not.
 */
void after_end_forget(struct evidence *ev);

#endif
