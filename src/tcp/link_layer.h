/* SPDX-License-Identifier: GPL-2.0-only */
/* link_layer.h - link layers, down to the packet that a frame carries. Pure. */
#ifndef RSTLAB_LINK_LAYER_H
#define RSTLAB_LINK_LAYER_H

#include <stddef.h>
#include <stdint.h>

struct rest;

enum link_layer {
	LINK_ETHERNET,
	LINK_COOKED,   /* Linux "any": SLL */
	LINK_COOKED_2, /* SLL2 */
	LINK_IP,       /* nothing but IP, of either version */
	LINK_LOOPBACK, /* BSD: a word of four bytes, in either order */
	LINK_PPP,      /* with or without HDLC's address and control */
	LINK_PPPOE,    /* a PPPoE session, without Ethernet */
	LINK_COUNT
};

/* What is carried, as EtherTypes. */
enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_ARP = 0x0806,
	ETHERTYPE_BRIDGED = 0x6558, /* an Ethernet frame (RFC 1701) */
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_PPP = 0x880b,
};

/* Passes over the header of @link, and over all tags (VLAN, PPPoE, MPLS) behind it. The EtherType
 * of what @rest begins with then; 0: it is not understood. */
uint16_t link_layer_pass(enum link_layer link, struct rest *rest);

/* The same, of what has the EtherType @type. */
uint16_t link_layer_pass_tags(uint16_t type, struct rest *rest);

/* A number for where @frame of @link was captured, the same for both directions where that can be:
 * of the two MAC addresses, or of the interface. Of LINK_COOKED it is of one direction. 0: the link
 * layer does not tell. */
uint32_t link_layer_place(enum link_layer link, const uint8_t *frame, size_t size);

#endif
