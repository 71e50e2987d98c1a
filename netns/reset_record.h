/* SPDX-License-Identifier: GPL-2.0-only */
/* reset_record.h - what the BPF programs of bpf/resets.c write of a reset, and what they count: the
 * one page that both they and the reader see. */
#ifndef RSTLAB_RESET_RECORD_H
#define RSTLAB_RESET_RECORD_H

#include <linux/types.h>

enum { RESET_COMM = 16, RESET_RING = 1 << 20 /* some 11,000 records */ };

enum reset_kind {
	RESET_SENT,     /* tcp_send_reset */
	RESET_RECEIVED, /* tcp_receive_reset */
	RESET_REJECTED, /* a rule of the firewall has made it: nf_send_reset(), nf_send_reset6() */
	RESET_KINDS
};

struct reset_record {
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u32 netns;   /* inode of the network namespace; 0: not known */
	__u32 pid; /* of the process in whose call it sent of itself; 0: in an interrupt, or of the
		      kernel, or it cannot be known */
	__u32 reason;     /* of enum sk_rst_reason */
	__u16 local_port; /* network byte order, as all of the addresses */
	__u16 remote_port;
	__u8 kind;   /* enum reset_kind */
	__u8 state;  /* of the socket; 0: none */
	__u8 family; /* AF_INET, AF_INET6 */
	__u8 has_reason;
	char comm[RESET_COMM]; /* of the process; "": as the pid */
	__u8 local[16];        /* IPv4: the first four; all zero: not known */
	__u8 remote[16];
	/* The own address of a listener, which may answer for another one: TPROXY, REDIRECT. */
	__u8 listener[16];
	__u16 listener_port;
	__u8 listener_family; /* 0: no listener sent it */
	__u8 unused;
};

/* The value of the array `counts`. */
struct reset_counts {
	__u64 written; /* records that are in the ring, whole */
	__u64 lost;    /* events for which it had no room */
	__u32 paused;  /* set by the reader: nothing is written */
	__u32 unused;
};

#endif
