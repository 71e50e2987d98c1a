/* SPDX-License-Identifier: GPL-2.0-only */
/* segment_text.h - a segment in the words of Wireshark. Pure. */
#ifndef RSTLAB_SEGMENT_TEXT_H
#define RSTLAB_SEGMENT_TEXT_H

#include "wire.h"

enum { INFO_SIZE = 512 };

/* Wireshark's Info column: "50031 → 8080 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 ...", without service
 * names; ICMP and ARP in few words. Returns @buffer. */
const char *segment_info(const struct segment *segment, char *buffer, size_t size);

/* "TCP", "MPTCP", "ARP", "ICMP", "ICMPv6", "UDP", "other": Wireshark's Protocol column. */
const char *segment_protocol(const struct segment *segment);

#endif
