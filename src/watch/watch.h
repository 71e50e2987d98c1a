/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - hears the resets of a live host: the kernel's word on them, the headers on its
 * interfaces, its counters; and asks it who listens. It names no causes, and changes nothing.
 */
#ifndef RSTLAB_WATCH_H
#define RSTLAB_WATCH_H

#include "heard.h"
#include "why.h"

#include <stdbool.h>
#include <stdint.h>

enum { WATCH_INTERFACES = 16 };

struct watch_request {
	/* Where it hears and asks: NULL: the namespace that it is in; "all": each in which a
	 * process is; else a path, or the number of a process. */
	const char *netns;
	const char *interface[WATCH_INTERFACES]; /* only these; none: all */
	int interface_count;
};

/* What is heard; each is called with `arg`. */
struct watch_ears {
	void (*word)(void *arg, const struct heard_word *word);
	void (*packet)(void *arg, const struct heard_packet *packet);
	/* After what came was handed over, and when `due` has passed. @now_ns: CLOCK_REALTIME.
	 * False: it is enough. */
	bool (*turn)(void *arg, int64_t now_ns);
	/* From @begin_ns to @end_ns, CLOCK_REALTIME, nothing was heard, or not all. */
	void (*gap)(void *arg, int64_t begin_ns, int64_t end_ns);
	/* When turn() is wanted at the latest, CLOCK_REALTIME; -1: only when there is news. */
	int64_t (*due)(void *arg);
	int signals; /* readable when it is to end */
	void *arg;
};

/* What there was to hear by, and what was missed. */
struct watch_state {
	bool has_words, has_reasons, has_wire;
	const char *way;           /* in which the kernel is heard: "BPF"; NULL: it is not */
	bool is_sure;              /* what it does not tell of was not */
	bool has_netns;            /* it tells of which namespace it speaks, by its number */
	bool has_firewall;         /* and what rules of the firewall reset */
	const char *why_not_surer; /* why not in a surer way; "": there is none */
	int no_firewall;           /* why not: -errno */
	char why_no_words[256], why_no_wire[256];
	int namespaces;      /* heard by their interfaces */
	int untold;          /* of "all": those that found no room, or could not be entered */
	uint64_t lost_words; /* that the kernel had no room for */
	uint64_t lost_frames;
	int64_t deaf_ns; /* for how long it has not listened: to hear all would have cost too much
			  */
};

struct watch;

/*
 * Opens what can be had; what cannot is said in the state. 0 or -errno: nothing can be heard, or
 * the request cannot be met (-EINVAL); then @ret_why. @ret is freed with watch_close().
 */
int watch_open(const struct watch_request *request, struct watch **ret, struct why *ret_why);
void watch_close(struct watch *watch);

const struct watch_state *watch_state(struct watch *watch);

/* Hears, at no more than a hundredth of the machine's CPU time and what a short burst takes, until
 * turn() has enough or `signals` is readable. */
void watch_run(struct watch *watch, const struct watch_ears *ears);

/* Who listens at the port of @local, in the namespaces that are watched; asked anew at most once a
 * second for one port. Those of another namespace than @local's are marked: it is known by its
 * number @netns; if that is 0, by the address, and where several have that, by its RST @packet;
 * NULL: that was not seen. */
void watch_listeners(struct watch *watch, const struct endpoint *local,
		     const struct heard_packet *packet, uint32_t netns,
		     struct heard_listeners *ret);

/* Whose namespace @netns is, by /proc: "in container 3f2a81c0d9e7"; "" of the one in which it
 * watches. /proc is walked through at most once a second. */
void watch_place(struct watch *watch, uint32_t netns, char ret[PLACE_SIZE]);

/* RSTs that the TCP of these namespaces has counted since watch_open(): TcpOutRsts; -1: they cannot
 * be read. */
int64_t watch_counted(struct watch *watch);

#endif
