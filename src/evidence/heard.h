/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heard.h - what the witnesses on a live host say: the kernel of a RST, an interface of a packet,
 * sock_diag of who listens. Plain data: who hears it knows no causes, and who names causes touches
 * no kernel.
 */
#ifndef RSTLAB_HEARD_H
#define RSTLAB_HEARD_H

#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

enum { HEARD_BYTES = 192, COMM_SIZE = 16, IFNAME_SIZE = 16, PLACE_SIZE = 48 };

/* Whose an address is. */
enum whereabouts {
	WHERE_HERE, /* of a namespace that is watched */
	WHERE_ANY,  /* each has it: loopback */
	WHERE_ELSE, /* of one that is not watched */
};

/* An event of tcp:tcp_send_reset or tcp:tcp_receive_reset; or that a rule of the firewall has made
 * a RST. */
struct heard_word {
	int64_t time_ns; /* CLOCK_REALTIME */
	bool sent;
	bool by_firewall;              /* sent, and not by TCP: nf_send_reset() */
	struct endpoint local, remote; /* remote is all zero where the kernel has none to show */
	struct endpoint listener; /* that sent it, by its own address; all zero: none, or local is
				   * that */
	int state;                /* as tcp_state.h has them; -1: not told */
	const char *reason;       /* NULL: this kernel gives none. A string that stays */
	bool no_bad_record;       /* sent, where TLS in the kernel (kTLS) has met no bad record */
	int pid;                  /* whose system call it was; 0: nobody's, or not told */
	char comm[COMM_SIZE];     /* "": it has gone, or is not told */
	enum whereabouts where;   /* its local address is, or by its number the namespace */
	uint32_t netns;           /* inode of the namespace; 0: not told */
	char place[PLACE_SIZE];   /* "in container 3f2a81c0d9e7"; "": not asked, or of here */
};

/* A segment with SYN, FIN or RST, on an interface. */
struct heard_packet {
	int64_t time_ns;
	bool leaves;    /* by this interface; else it has come by it */
	uint32_t place; /* the namespace, by a number of the watcher's */
	uint32_t netns; /* its inode; 0: not known */
	char ifname[IFNAME_SIZE];
	struct decoded packet;
	uint32_t length; /* bytes on the wire, from the IP header on */
	uint16_t size;   /* of them kept */
	uint8_t bytes[HEARD_BYTES];
};

/* What the counters of the watched namespaces say of connections that have ended in disorder, since
 * some time. */
struct heard_endings {
	bool is_known;     /* all of them could be read */
	int64_t resets;    /* TcpEstabResets */
	int64_t fails;     /* TcpAttemptFails */
	int64_t embryonic; /* TcpExtEmbryonicRsts */
	int64_t drops;     /* TcpExtListenDrops */
};

/* A socket that listens. */
struct heard_listener {
	struct endpoint local;
	bool is_ipv6_only;         /* IPV6_V6ONLY */
	bool is_away;              /* in another namespace than what it was asked for */
	int at;                    /* the namespace, by a number of the watcher's */
	uint32_t waiting, backlog; /* connections that accept() has not taken, and how many may */
	int pid;                   /* 0: not found */
	char comm[COMM_SIZE];
	char place[PLACE_SIZE]; /* "in namespace 4026532281 (pid 812)"; "": that of the watcher */
};

enum { LISTENERS_MAX = 6 };

/* Who listens at a port, at whatever address. */
struct heard_listeners {
	bool is_known; /* sock_diag has answered */
	int count, more;
	struct heard_listener listener[LISTENERS_MAX];
};

#endif
