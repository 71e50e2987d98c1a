/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cause.h - why a RST was sent, as one would write it into a post-mortem, and by which words people
 * come to it. Part of scenario.h. A cause is one CAUSE() in lab/causes_*.c; scenarios name the
 * causes of their RSTs, and what a scenario promises is not said here again.
 */
#ifndef RSTLAB_CAUSE_H
#define RSTLAB_CAUSE_H

#include <stdbool.h>

/* A filter of tcpdump for RSTs over both families: tcp[...] is of IPv4 alone (pcap-filter(7)). */
#define TCPDUMP_RST "tcp[tcpflags] & tcp-rst != 0 or (ip6[6] = 6 and ip6[53] & 4 != 0)"

/* How often it is met in the field. */
enum often { SELDOM, AT_TIMES, OFTEN };

struct cause {
	const char *name;      /* "abort-unread" */
	const char *kind_of;   /* the name of a coarser cause; NULL: it is a kind of none */
	const char *sentence;  /* "the application closed the connection with unread data in it" */
	const char *mechanism; /* what TCP, or a box, then does: RFC clause, function of the kernel
				*/
	const char *words;   /* of the field, by which it is found, the most telling first: "deploy
			      * pod balancer" */
	const char *moments; /* when it strikes, of: connect, first-data, mid, idle, close,
			      * restart, load */
	const char *sender;  /* "client server": in whose name the RST comes */
	enum often often;
	const char *advice;  /* what to do about it */
	const char *settles; /* the look that tells it from those that look alike: literal commands,
			      * and what they then show */
	bool no_reset;       /* what looks like a RST to who reads an error text, and is none */
	bool by_reading_only; /* no scenario can show it */
	bool by_firewall;     /* a rule of Linux makes it: nf_send_reset() */
};

/* What people see and search for. The texts are as the programs write them, or as one would say it;
 * "..." in them stands for any name, number or address. One that is quoted whole in what somebody
 * asks is what he has seen, and of several the longest. */
struct symptom {
	const char *name;         /* "refused" */
	const char *sentence;     /* "connect() failed with ECONNREFUSED" */
	const char *const *texts; /* end with NULL */
	const char *causes;       /* what may be behind it, the likeliest first */
	const char *moments;      /* when it is seen, as those of a cause; NULL: at any time */
	bool may_be_fin;          /* the same texts come of a FIN, without any RST */
	bool no_reset;            /* they never come of a RST that was received */
};
/* What is seen of RSTs, and what is seen of none, or of a FIN as well; they end with { 0 }. */
extern const struct symptom lab_symptoms[], lab_silences[];

/* A word that means something else to TCP than to who searches for it. */
struct homonym {
	const char *word;
	const char *meaning; /* which of its meanings leads where */
};
extern const struct homonym lab_homonyms[]; /* ends with { 0 } */

#endif
