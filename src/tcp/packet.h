/* SPDX-License-Identifier: GPL-2.0-only */
/* packet.h - a frame, read as TCP/IP. Pure. */
#ifndef RSTLAB_PACKET_H
#define RSTLAB_PACKET_H

#include "address.h"
#include "link_layer.h"

#include <stddef.h>

/* The fence: a frame of this EtherType (IEEE 802, local experimental 1) proves by its arrival that
 * all earlier frames of its link have arrived. */
enum { ETHERTYPE_FENCE = 0x88b5 };

enum protocol {
	PROTO_OTHER,
	PROTO_TCP,
	PROTO_ICMP,
	PROTO_ICMPV6,
	PROTO_UDP,
	PROTO_ARP,
	PROTO_FENCE
};

/* TCP header flags, as in byte 13 of the header (RFC 9293, 3.1; ECN: RFC 3168). */
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32, ECE = 64, CWR = 128 };

/* TCP options (IANA, tcp-parameters). */
enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_SCALE = 3,
	OPTION_SACK_PERMITTED = 4,
	OPTION_SACK = 5,
	OPTION_TIMESTAMPS = 8,
	OPTION_MD5 = 19,
	OPTION_AO = 29,
	OPTION_MPTCP = 30,
	OPTION_FAST_OPEN = 34,
};

enum tunnel { TUNNEL_NONE, TUNNEL_IP, TUNNEL_GRE, TUNNEL_VXLAN, TUNNEL_GENEVE, TUNNEL_TEREDO };

struct decoded {
	enum protocol protocol;
	struct endpoint src,
		dst;      /* of the IP packet; of ARP the two IPv4 addresses; else all zero */
	uint32_t place;   /* where on its way it was captured, by its link layer; 0: not told */
	uint16_t network; /* offset in the frame of what its link carries: the IP header */
	uint8_t ttl;      /* hop limit */
	uint8_t tos;      /* traffic class */
	uint16_t ip_id;   /* IPv4 */
	bool df;          /* no router may fragment it; IPv6: always (RFC 8200, 5) */
	bool is_fragment; /* of an IP packet; but for the first one it is PROTO_OTHER */
	/* The tunnels that it came through; all else here is of the packet within them. */
	uint8_t tunnels;     /* how many */
	enum tunnel tunnel;  /* the innermost */
	uint64_t tunnel_ids; /* VNIs and keys of the two innermost that have one, 32 bits each:
				tells equal addresses and ports in two networks apart */
	uint8_t icmp_type, icmp_code;
	/* ARP */
	uint16_t arp_operation; /* 1: request, 2: reply */
	uint8_t arp_mac[6];     /* the sender's */
	/* TCP */
	uint32_t seq, ack;
	uint32_t len;     /* payload bytes by the IP header, not by what was captured; UDP too */
	uint16_t payload; /* offset of the payload in the frame, or of where the frame was cut */
	uint16_t window, urgent;
	uint8_t flags;
	bool window_cut;      /* the capture ends before the window: it is 0, and all behind it */
	bool options_cut;     /* the capture ends within the options, or before */
	uint8_t option_bytes; /* as many as were found */
	uint8_t option[40];
	bool has_ts;
	uint32_t ts_val, ts_ecr;
};

/*
 * Reads @frame of @link, of which @size bytes were kept of @length: the innermost packet in it.
 * What is truncated within its headers (but see window_cut) or not understood is PROTO_OTHER; what
 * a tunnel carries that is not understood leaves the packet around it. Never reads past @size.
 */
void packet_read(enum link_layer link, const uint8_t *frame, size_t size, size_t length,
		 struct decoded *ret);

/* The same of an Ethernet frame, all of which was kept. */
void packet_decode(const uint8_t *frame, size_t size, struct decoded *ret);

/* The first option of @kind (its kind, length and data bytes), or NULL. A malformed option ends the
 * list. */
const uint8_t *option_find(const struct decoded *tcp, uint8_t kind);

/* The option at *@at, which is 0 at first and moves on; NULL at the end. NOPs are passed over. */
const uint8_t *option_next(const struct decoded *tcp, size_t *at);

/* The shift count of a Window Scale option, at most 14 (RFC 7323, 2.3); -1 if @option is NULL or
 * malformed. */
int option_shift(const uint8_t *option);

/* "RST,ACK" in Wireshark's order (FIN, SYN, RST, PSH, ACK, URG, ECE, CWR); "<None>" for 0. Returns
 * @buffer. */
const char *flags_text(uint8_t flags, char *buffer, size_t size);

/* The same with another @separator. */
const char *flags_list(uint8_t flags, const char *separator, char *buffer, size_t size);

/* The reverse of flags_text(): -1 if @text holds a word that is no flag. */
int flags_parse(const char *text);

/* " MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128": each option as Wireshark prints it, with a leading
 * space each; MPTCP ones by name, unknown or malformed ones as "opt(253)". SACK edges are shown
 * less
 * @sack_base. Returns @buffer. */
const char *options_text(const struct decoded *tcp, uint32_t sack_base, char *buffer, size_t size);

/* SEG.LEN: SYN and FIN count (RFC 9293, 3.4). */
uint32_t segment_length(const struct decoded *tcp);

#endif
