/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - hears the resets of a live host: the kernel's word on them, the headers on its
 * interfaces, its counters; and finds out who listens. It names no causes and changes nothing.
 */
#ifndef RSTLAB_WATCH_H
#define RSTLAB_WATCH_H

#include "heard.h"
#include "why.h"

#include <stdbool.h>
#include <stdint.h>

enum { WATCH_INTERFACES = 16 };

struct watch_request {
	/* Where to hear and ask. NULL: in its own namespace; "all": in each that has a process or a
	 * name; else a name of ip-netns(8), a path or a PID. */
	const char *netns;
	const char *interface[WATCH_INTERFACES]; /* only these; none: all */
	int interface_count;
};

/* Who is told what is heard. Each function is called with `arg`. */
struct watch_ears {
	void (*word)(void *arg, const struct heard_word *word);
	void (*packet)(void *arg, const struct heard_packet *packet);
	/* Called after everything that came was handed over, and when `due` has passed. @now_ns:
	 * CLOCK_REALTIME. False: stop. */
	bool (*turn)(void *arg, int64_t now_ns);
	/* From @begin_ns to @end_ns, CLOCK_REALTIME, not everything was heard. */
	void (*gap)(void *arg, int64_t begin_ns, int64_t end_ns);
	/* The latest time to call turn(), CLOCK_REALTIME; -1: only when there is news. */
	int64_t (*due)(void *arg);
	int signals; /* a descriptor that is readable when the watch is to end */
	void *arg;
};

/* What can be heard, and what was missed. */
struct watch_state {
	bool has_words, has_reasons, has_wire;
	const char *way;           /* how the kernel is heard: "BPF"; NULL: it is not */
	bool is_sure;              /* what it does not report did not happen */
	bool has_netns;            /* it gives the network namespace, as an inode number */
	bool has_firewall;         /* it reports the resets of firewall rules */
	const char *why_not_surer; /* why no better way is used; "": there is none */
	int no_firewall;           /* why firewall rules are not heard: -errno */
	char why_no_words[256], why_no_wire[256];
	int namespaces;      /* whose interfaces are heard */
	int untold;          /* of "all": those without room, and those that cannot be entered */
	uint64_t lost_words; /* words and frames that were lost on their way from the kernel */
	uint64_t lost_frames;
	int64_t deaf_ns; /* time not listening, because hearing all would have cost too much */
};

struct watch;

/*
 * Opens what is available; the state says what is not. 0, or -errno and @ret_why: nothing can be
 * heard, or the request cannot be met (-EINVAL). Free @ret with watch_close().
 */
int watch_open(const struct watch_request *request, struct watch **ret, struct why *ret_why);
void watch_close(struct watch *watch);

const struct watch_state *watch_state(struct watch *watch);

/* Hears until turn() returns false or `signals` is readable. Uses at most 1 % of the machine's CPU
 * time, plus a short burst. */
void watch_run(struct watch *watch, const struct watch_ears *ears);

/* Who listens at the port of @local, in the watched namespaces; an answer is kept for a second.
 * Listeners of another namespace than @local's are marked. @local's namespace is @netns; if that is
 * 0, the one that has the address; if several have it, the one where its RST @packet was seen to
 * leave (NULL: it was not seen). */
void watch_listeners(struct watch *watch, const struct endpoint *local,
		     const struct heard_packet *packet, uint32_t netns,
		     struct heard_listeners *ret);

/* What namespace @netns is: "in container 3f2a81c0d9e7", "in namespace blue"; "" for the watcher's
 * own. Walks through /proc at most once a second. */
void watch_place(struct watch *watch, uint32_t netns, char ret[PLACE_SIZE]);

/* How many RSTs TCP has counted in these namespaces since watch_open() (TcpOutRsts); -1: cannot be
 * read. */
int64_t watch_counted(struct watch *watch);

/* What the counters of these namespaces say of connections that have ended in disorder since
 * watch_open(). */
void watch_endings(struct watch *watch, struct heard_endings *ret);

/* The state of the connection that @packet came for, as tcp_state.h has them; 0: there is none any
 * more. -errno. */
int watch_connection(struct watch *watch, const struct heard_packet *packet);

#endif
